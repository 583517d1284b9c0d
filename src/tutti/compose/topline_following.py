"""How closely the sung line's loudness follows the band's: she sings out where the band is strong.

Levels of the upload are in dB, one a beat of the heard grid; what they change is the velocity of the sung notes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tutti.music.brief import USUAL_AUDIO_WEIGHT
from tutti.music.listening import Listening
from tutti.music.score import SungNote

_USUAL_VELOCITY, _MOST_VELOCITY = 6.0, 24.0  # more where the band is strongest, at the usual audio weight and at 1
_RANGE_DB = 6.0  # from the middle of the song to what counts as its strongest
_SPAN_BEATS = 8  # of the band around a note
_SOFTEST, _LOUDEST = 1, 127


def with_band(notes: Sequence[SungNote], listening: Listening, audio_weight: float) -> tuple[SungNote, ...]:
    """The notes, louder where the band is strong and softer where it is not."""
    sizes = [0.0, _USUAL_VELOCITY, _MOST_VELOCITY]
    size = float(np.interp(audio_weight, [0.0, USUAL_AUDIO_WEIGHT, 1.0], sizes))
    result = []
    for note in notes:
        velocity = round(note.velocity + size * band_strength(listening, note.start_beats))
        result.append(replace(note, velocity=int(np.clip(velocity, _SOFTEST, _LOUDEST))))
    return tuple(result)


def band_strength(listening: Listening, beat: float) -> float:
    """How strong the band is around a beat against the song at large, -1 to 1."""
    levels = np.asarray(listening.beat_levels_db, dtype=np.float64)
    if not len(levels):
        return 0.0
    middle = int(beat) - listening.timeline.first_beat
    first = min(max(0, middle - _SPAN_BEATS // 2), len(levels) - 1)
    near = levels[first : first + _SPAN_BEATS]
    return float(np.clip((near.mean() - np.median(levels)) / _RANGE_DB, -1.0, 1.0))
