"""Chords put under voices, on the bars that were heard and on the true ones: what is the ear's fault, what harmony's.

Root agreement is with the one harmonisation that the song carries: a person's, for traditional tunes. It is weak
evidence, for several are as good; the chords that person chose hold fewer of the sung tones than one may think, so they
stand beside as `human_`. The baseline is the tonic triad throughout, on the bars that were heard.
"""

from __future__ import annotations

from dataclasses import replace

from bench.accompanying import STYLES
from bench.metrics.backing import melody_fit
from bench.metrics.harmony import chord_scores
from bench.rows import Row, tags_of
from bench.truth.song import Family
from bench.truth.voice import VoiceCase
from tutti.compose import compose, plan
from tutti.listen import listen
from tutti.listen.beat_levels import beat_levels_db
from tutti.listen.voice_sections import find_sections
from tutti.music.brief import Brief, Task
from tutti.music.harmony import Chord, ChordSpan, Quality
from tutti.music.listening import Listening, Source
from tutti.music.time import Timeline

SCORES = (
    "strong_chord_tones", "beat_chord_tones", "harsh_share", "root_agreement", "chords_a_bar",
    "true_strong_chord_tones", "true_beat_chord_tones", "true_harsh_share", "true_root_agreement",
    "human_strong_chord_tones", "human_beat_chord_tones", "human_harsh_share",
)  # fmt: skip


def harmony_row(case: VoiceCase, index: int) -> Row:
    """Chords for a voice, in the style of its turn."""
    heard = listen(case.audio(), Source.VOICE)
    brief = Brief(task=Task.ACCOMPANY, style=STYLES[index % len(STYLES)])
    scores = _scores(case, brief, heard)
    scores |= {f"true_{name}": value for name, value in _scores(case, brief, _on_true_bars(case, heard)).items()}
    if case.song.family is Family.TRADITIONAL:
        human = melody_fit(case.song.chords, case.timeline, case.tones, case.timeline)
        scores |= {f"human_{name}": value for name, value in human.items()}
    tonic = Chord(heard.key.tonic, Quality.MINOR if heard.key.is_minor_like else Quality.MAJOR)
    whole = ChordSpan(
        start_beats=float(heard.timeline.first_beat), end_beats=float(heard.timeline.last_beat), chord=tonic
    )
    return Row(
        name=case.name,
        tags={**tags_of(case), "style": brief.style},
        scores=scores,
        baseline=_measured(case, (whole,), heard.timeline),
    )


def _scores(case: VoiceCase, brief: Brief, heard: Listening) -> dict[str, float]:
    score = compose(plan(brief, heard, case.seed), 1)
    bars = (score.chords[-1].end_beats - score.chords[0].start_beats) / score.timeline.beats_per_bar
    return {**_measured(case, score.chords, score.timeline), "chords_a_bar": len(score.chords) / max(bars, 1.0)}


def _measured(case: VoiceCase, chords: tuple[ChordSpan, ...], timeline: Timeline) -> dict[str, float]:
    scores = melody_fit(chords, timeline, case.tones, case.timeline)
    if case.song.family is not Family.TRADITIONAL:
        return scores
    end = float(case.timeline.seconds_at(case.song.end_beats))
    agreement = chord_scores(case.song.chords, case.timeline, chords, timeline, end_seconds=end)
    return {**scores, "root_agreement": agreement["chord_root"]}


def _on_true_bars(case: VoiceCase, heard: Listening) -> Listening:
    """The notes and the key that were heard, on the exact grid."""
    audio = case.audio()
    return replace(
        heard,
        timeline=case.timeline,
        sections=find_sections(heard.melody, case.timeline),
        beat_levels_db=beat_levels_db(audio.mono(), audio.sample_rate_hz, case.timeline),
    )
