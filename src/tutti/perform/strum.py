"""Strums: the strings of a chord struck one after the other, down (low to high) on strong places and up between.

The hand swings evenly: down on the beat and up on the off-beat where the part moves in eighths, twice as fast where
it has sixteenths. A strum starts a little ahead, so that its weight falls on the beat. A soft stroke takes longer, and
the hand loses force on its way across the strings. Offsets are in seconds.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tutti.music.note import Note
from tutti.music.time import FloatArray, Meter

FEWEST_STRINGS = 3
AHEAD_SHARE = 0.3  # share of a strum's width that lies before its beat
MAX_WIDTH_SECONDS = 0.06
UP_STROKE_VELOCITY = 0.93  # up strokes are lighter
_SIXTEENTHS = 4
_USUAL_VELOCITY = 80.0
_SLOWER_VELOCITIES, _STROKES = 80.0, (0.7, 1.6)  # a hand that strikes softly moves slowly, within these factors
_FIRST_STRING_VELOCITY = 5.0  # the string struck first is so much over the middle one, the last so much under it


def stroke_divisions(chord_starts_beats: Sequence[float], meter: Meter) -> int:
    """Into how many strokes the hand divides a beat: 2 (eighths), 4 (sixteenths) or 3 (compound)."""
    if meter.is_compound:
        return meter.division
    sixteenths = np.rint(np.asarray(chord_starts_beats, dtype=np.float64) * _SIXTEENTHS)
    return _SIXTEENTHS if np.any(sixteenths % 2 == 1) else meter.division


def is_down_stroke(position_in_bar: float, divisions: int) -> bool:
    """Whether a chord at this place is struck downwards; in a compound metre every beat starts with a down stroke."""
    stroke = round(position_in_bar * divisions)
    return (stroke % divisions if divisions % 2 else stroke) % 2 == 0


def string_offsets(chord: Sequence[Note], *, is_down: bool, string_seconds: float) -> FloatArray:
    """When each note of a chord (in its given order) is struck, relative to the chord's place."""
    pitches = np.array([note.pitch_midi for note in chord])
    order = np.argsort(pitches, kind="stable")
    if not is_down:
        order = order[::-1]
    loudness = sum(note.velocity for note in chord) / len(chord)
    slower = float(np.clip(1.0 + (_USUAL_VELOCITY - loudness) / _SLOWER_VELOCITIES, *_STROKES))
    step = min(string_seconds * slower, MAX_WIDTH_SECONDS / max(len(chord) - 1, 1))
    offsets = np.empty(len(chord))
    offsets[order] = step * (np.arange(len(chord)) - AHEAD_SHARE * (len(chord) - 1))
    return offsets


def string_velocities(chord: Sequence[Note], *, is_down: bool) -> FloatArray:
    """How much harder each note of a chord (in its given order) is struck than the chord."""
    order = np.argsort([note.pitch_midi for note in chord], kind="stable")
    if not is_down:
        order = order[::-1]
    harder = np.empty(len(chord))
    harder[order] = np.linspace(_FIRST_STRING_VELOCITY, -_FIRST_STRING_VELOCITY, len(chord))
    return harder
