"""The singer: a speech model speaks the phrase, its frames are sung on the score.

Phrase by phrase, so that memory is bounded by the longest breath; at 44.1 kHz, resampled once at the end.
"""

from __future__ import annotations

import numpy as np
import soxr

from tutti.base.errors import LyricsUnsingable
from tutti.base.progress import Progress, silent
from tutti.base.seeds import generator
from tutti.music.score import Score, VocalPart
from tutti.perform.voice.breath import breath
from tutti.perform.voice.frames import SAMPLE_RATE_HZ, FrameArray
from tutti.perform.voice.phrase import Voice, sing_phrase
from tutti.perform.voice.singers import singer_of
from tutti.perform.voice.timing import time_phrases
from tutti.sound.audio import Audio
from tutti.sound.stems import Stem

_LANGUAGE = "en"
_CUT_FADE_SECONDS = 0.005  # where a consonant would start before second 0


def sing(part: VocalPart, score: Score, *, sample_rate_hz: int, frames: int, progress: Progress = silent) -> Stem:
    """Sing a part; stereo with equal channels, `frames` long, starting at second 0.

    Raises:
        LyricsUnsingable: the language or a phone cannot be sung.
        AssetMissing: the package that brings the voice is absent or another version.
    """
    if part.language != _LANGUAGE:
        raise LyricsUnsingable(f"the singer does not sing {part.language!r}; it sings 'en' (English)")
    phrases = time_phrases(part, score.timeline)
    voice = _voice(part, score)
    length = int(np.ceil(frames * SAMPLE_RATE_HZ / sample_rate_hz)) + 1
    sound = np.zeros(length, dtype=np.float32)
    previous_end = -np.inf
    for index, phrase in enumerate(phrases):
        progress(index / len(phrases))
        breathed = breath(
            previous_end,
            phrase.start_seconds,
            voice.singer.formants_high,
            generator(score.seed, part.player, "breath", index),
        )
        if breathed is not None:
            _add(sound, round(breathed[0] * SAMPLE_RATE_HZ), breathed[1])
        _add(sound, *sing_phrase(phrase, voice, index))
        previous_end = phrase.end_seconds
    fade = round(_CUT_FADE_SECONDS * SAMPLE_RATE_HZ)
    sound[:fade] *= np.linspace(0.0, 1.0, fade, dtype=np.float32)[: len(sound)]
    progress(1.0)
    return Stem(player=part.player, audio=_audio(sound, sample_rate_hz, frames))


def _voice(part: VocalPart, score: Score) -> Voice:
    pitches = [note.pitch_midi for phrase in part.phrases for note in phrase.notes]
    singer = singer_of(part.gender, score.styles, pitches, part.player, generator(score.seed, part.player, "singer"))
    return Voice(
        singer=singer,
        player=part.player,
        middle_midi=(min(pitches) + max(pitches)) / 2 if pitches else 60.0,
        seed=score.seed,
        tuning_cents=score.tuning_cents,
    )


def _add(sound: FrameArray, start: int, phrase: FrameArray) -> None:
    """Add a phrase to the part in place; what lies outside is cut off."""
    first, last = max(0, -start), min(len(phrase), len(sound) - start)
    if last > first:
        sound[start + first : start + last] += phrase[first:last]


def _audio(sound: FrameArray, sample_rate_hz: int, frames: int) -> Audio:
    if sample_rate_hz != SAMPLE_RATE_HZ:
        sound = np.asarray(soxr.resample(sound, SAMPLE_RATE_HZ, sample_rate_hz), dtype=np.float32)
    mono = np.zeros(frames, dtype=np.float32)
    kept = min(frames, len(sound))
    mono[:kept] = sound[:kept]
    return Audio(samples=np.stack([mono, mono]), sample_rate_hz=sample_rate_hz)
