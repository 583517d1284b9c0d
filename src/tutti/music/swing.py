"""Swing: the first half of every beat is played longer than it is written.

Positions inside a beat are warped in two straight pieces, so that the off-beat eighth falls at `swing` (0.5 is
straight, 2/3 a triplet; Friberg and Sundström, Music Perception 19, 2002, measure 2/3 at medium tempo and less when it
is fast) and what lies between moves in proportion; beats themselves stay. Written triplets and compound metres already
swing and are left alone. Works on beats, before they are mapped to seconds.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tutti.music.score import Score, SungNote, VocalPart
from tutti.music.time import FloatArray, Meter

STRAIGHT = 0.5
_TRIPLET_TOLERANCE_BEATS = 0.01


def swung(beats: FloatArray, *, swing: float, meter: Meter) -> FloatArray:
    """Where written beats are played.

    >>> swung(np.array([0.0, 0.25, 0.5, 1.0]), swing=0.6, meter=Meter(4, 4)).tolist()
    [0.0, 0.3, 0.6, 1.0]
    """
    if swing == STRAIGHT or meter.is_compound:
        return beats
    whole = np.floor(beats + 1e-9)
    part = np.maximum(beats - whole, 0.0)
    warped = np.interp(part, [0.0, 0.5, 1.0], [0.0, swing, 1.0])
    thirds = np.abs(part * 3.0 - np.rint(part * 3.0)) < 3.0 * _TRIPLET_TOLERANCE_BEATS
    return np.asarray(whole + np.where(thirds, part, warped))


def swung_vocals(part: VocalPart, score: Score) -> VocalPart:
    """A sung part with its notes where the score's swing puts them."""
    if score.swing == STRAIGHT:
        return part

    def move(note: SungNote) -> SungNote:
        edges = np.array([note.start_beats, note.end_beats])
        start, end = swung(edges, swing=score.swing, meter=score.timeline.meter).tolist()
        return replace(note, start_beats=start, duration_beats=end - start)

    phrases = tuple(replace(phrase, notes=tuple(move(note) for note in phrase.notes)) for phrase in part.phrases)
    return replace(part, phrases=phrases)
