"""Masters in every style: a song whose beats, notes and form are given, sung by a bench voice, measured as a mix.

The baseline is the same stems at the same levels against the same voice, with nothing done to them.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from bench.metrics.mastering import balance_scores, master_scores
from bench.metrics.mixing import mix_scores
from bench.rows import Row
from bench.styles import listening_of
from bench.truth.performance import perform as sung_tones
from bench.truth.procedural import Wish, procedural
from bench.truth.recording import Recording
from bench.truth.split import Split, seed_of
from bench.truth.voice import SINGERS, Kind, VoiceCase
from tutti import compose, mix, perform
from tutti.compose.style import Style, styles
from tutti.mix.balance import player_gain_db
from tutti.music.brief import Brief, Task
from tutti.music.listening import Listening
from tutti.music.score import UPLOAD, Score
from tutti.sound.audio import Audio, frames_at
from tutti.sound.loudness import integrated_lufs
from tutti.sound.mixdown import Mixdown
from tutti.sound.stems import Stems

BARS = 16
_FIRST_CASE = 700  # places in either split that nothing else uses
_THROATS = tuple(singer for singer in SINGERS if singer.kind is Kind.VOICE)
MASTER_SCORES = (
    "bands_in_4db", "bands_in_4db>0.999", "spectrum_off_db", "loudness_range_lu", "fold_down_loss_lu",
    "voice_over_band_lu", "balance_holds", "range_holds", "loudness_holds",
)  # fmt: skip


def style_names() -> tuple[str, ...]:
    """All styles."""
    return tuple(styles())


def mix_row(name: str, split: Split, take: int) -> Row:
    """A take in a style, mixed and measured."""
    style = styles()[name]
    place = style_names().index(name)
    case, listening = _sung(style, split, _FIRST_CASE + place)
    upload = case.audio()
    brief = Brief(task=Task.ACCOMPANY, style=style.aliases[0])
    score = compose.compose(compose.plan(brief, listening, case.seed), take)
    frames = max(upload.frames, frames_at(perform.length_seconds(score), upload.sample_rate_hz))
    stems = perform.perform(score, sample_rate_hz=upload.sample_rate_hz, frames=frames)
    mixdown = mix.mix(
        upload=upload,
        performed=stems,
        notes=score.mix,
        lead=UPLOAD,
        timeline=score.timeline,
        sections=score.sections,
    )
    return Row(
        name=f"{name}, take {take}, {case.singer.name}",
        tags={"style": name, "percussion": score.mix.percussion.value},
        scores={**mix_scores(mixdown, upload), **mastered(mixdown, score)},
        baseline=_unmixed(upload, stems, score),
    )


def mastered(mixdown: Mixdown, score: Score) -> dict[str, float]:
    """The measures of a finished mix, and whether each bar is met."""
    scores = balance_scores(mixdown, UPLOAD, score.mix.percussion)
    return {
        **scores,
        "balance_holds": float(abs(scores["voice_over_band_lu"]) <= 3.0),
        "range_holds": float(3.0 <= scores["loudness_range_lu"] <= 14.0),
        "loudness_holds": float(abs(mixdown.report.integrated_lufs + 14.0) <= 0.5),
    }


def _sung(style: Style, split: Split, index: int) -> tuple[VoiceCase, Listening]:
    seed = seed_of(split, index)
    singer = _THROATS[index % len(_THROATS)]
    song = procedural(seed, Wish(meter=style.meters[0], swing=0.5)).shortened(BARS)
    song = replace(song, tempo_bpm=sum(style.tempo_bpm) / 2).in_range(singer.low_midi, singer.low_midi + 12)
    listening = listening_of(song, seed)
    case = VoiceCase(
        name=f"mix_{index}_{style.name}",
        split=split,
        seed=seed,
        song=song,
        timeline=listening.timeline,
        tones=sung_tones(song, listening.timeline, seed=seed),
        singer=singer,
        drift=0.0,
        recording=Recording.CLEAN,
    )
    return case, listening


def _unmixed(upload: Audio, stems: Stems, score: Score) -> dict[str, float]:
    """The stems at their levels around the voice, and nothing else."""
    voice = np.zeros_like(stems.stems[0].audio.samples)
    voice[:, : upload.frames] = upload.samples
    lead = Audio(samples=voice, sample_rate_hz=upload.sample_rate_hz)
    band = np.zeros_like(voice)
    for stem in stems:
        gain_db = player_gain_db(stem.player, integrated_lufs(stem.audio), integrated_lufs(lead), score.mix)
        band += stem.audio.samples * np.float32(10.0 ** (gain_db / 20.0))
    around = Audio(samples=band, sample_rate_hz=upload.sample_rate_hz)
    whole = Audio(samples=band + voice, sample_rate_hz=upload.sample_rate_hz)
    return master_scores(whole, lead, around, score.mix.percussion)
