"""Whether a melody repeats at distances that suit duple or triple time.

Listeners hear metre so that parallel passages fall on parallel beats (Lerdahl and Jackendoff, "A Generative Theory of
Tonal Music", 1983, metrical preference rule 1; measured as autocorrelation by Brown, JASA 94, 1993, and Temperley and
Bartlette, Music Perception 20, 2002). For each beat there is the pattern of onsets on its four quarters and the
pitch it starts with; both are compared with themselves some beats later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tutti.music.note import HeardNote

FloatArray = npt.NDArray[np.float64]

_QUARTERS = 4
_LEAST_PAIRS = 4
_PITCH_WEIGHT = 1.2
_CHANCE_OF_EQUAL_PITCH = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Parallelism:
    """How alike the melody is to itself, about 0 (not at all) to 2, at multiples of so many beats."""

    by_two: float
    by_three: float
    by_four: float


def parallelism(notes: Sequence[HeardNote], beat_seconds: FloatArray) -> Parallelism:
    """How well a melody repeats on a grid."""
    pattern, pitch = _beat_by_beat(notes, beat_seconds)
    return Parallelism(
        by_two=_likeness(pattern, pitch, (2, 4, 8, 16)),
        by_three=_likeness(pattern, pitch, (3, 6, 12)),
        by_four=_likeness(pattern, pitch, (4, 8, 16)),
    )


def _beat_by_beat(notes: Sequence[HeardNote], beat_seconds: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The onset pattern (beats, 4) and the first pitch of each beat (nan where none starts)."""
    beats = len(beat_seconds) - 1
    starts = np.array([note.start_seconds for note in notes])
    position = np.interp(starts, beat_seconds, np.arange(beats + 1.0), left=-1.0, right=beats)
    quarter = np.round(position * _QUARTERS).astype(np.int64)
    pattern, pitch = np.zeros((beats, _QUARTERS)), np.full(beats, np.nan)
    for place, note in zip(quarter, notes, strict=True):
        beat = place // _QUARTERS
        if 0 <= beat < beats:
            pattern[beat, place % _QUARTERS] = 1.0
            if np.isnan(pitch[beat]):
                pitch[beat] = note.pitch_midi
    return pattern, pitch


def _likeness(pattern: FloatArray, pitch: FloatArray, lags: tuple[int, ...]) -> float:
    centred = pattern - pattern.mean(axis=0)
    power = float(np.square(centred).sum()) / len(centred) + 1e-9
    found = []
    for lag in lags:
        if lag >= len(centred) - _LEAST_PAIRS:
            continue
        rhythm = float((centred[lag:] * centred[:-lag]).sum(axis=1).mean()) / power
        steps = pitch[lag:] - pitch[:-lag]
        steps = steps[~np.isnan(steps)]
        melody = np.mean(np.abs(steps) < 0.5) - _CHANCE_OF_EQUAL_PITCH if len(steps) > _LEAST_PAIRS else 0.0
        found.append(rhythm + _PITCH_WEIGHT * float(melody))
    return float(np.mean(found)) if found else 0.0
