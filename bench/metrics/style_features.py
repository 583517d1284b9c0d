"""What a style looks like on paper: who plays, when the drums, the bass and the chords fall, and how much it swings.

Rhythms are events a bar at each sixteenth of the bar, so that bars of any metre compare. Each group of features can be
left out, to see what tells styles apart: the names of the instruments alone would.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from tutti.music.note import Note
from tutti.music.score import Part, Score

FloatArray = npt.NDArray[np.float64]
STEPS = 16
PROGRAMS = 128
DRUMS = {
    "kick": (35, 36), "snare": (37, 38, 39, 40), "hat": (42, 44, 46), "cymbal": (49, 51, 52, 53, 57),
    "tom": (43, 45, 47, 48, 50), "percussion": tuple(range(54, 57)) + tuple(range(58, 88)),
}  # fmt: skip
_OCTAVE = 12


def style_features(score: Score) -> dict[str, FloatArray]:
    """The features of a score by group."""
    bars = score.end_beats / score.timeline.beats_per_bar
    drums = [note for part in score.parts if part.is_drums for note in part.notes]
    chords = [part for part in score.parts if not part.is_drums and part.player != "bass"]
    return {
        "drums": np.concatenate(
            [_histogram([n for n in drums if n.pitch_midi in keys], score, bars) for keys in DRUMS.values()]
        ),
        "swing": np.array([score.swing - 0.5]),
        "bass": _bass([n for part in score.parts if part.player == "bass" for n in part.notes], score, bars),
        "chords": _chords(chords, score, bars),
        "programs": _programs(score.parts),
    }


def _histogram(notes: Sequence[Note], score: Score, bars: float) -> FloatArray:
    """Moments a bar in which something starts, at each sixteenth of the bar."""
    moments = {round(note.start_beats / score.timeline.beats_per_bar * STEPS) for note in notes}
    return np.bincount([moment % STEPS for moment in moments], minlength=STEPS) / bars


def _bass(notes: Sequence[Note], score: Score, bars: float) -> FloatArray:
    """When the bass starts notes, how long it holds them, and how often it leaps an octave or stays."""
    rhythm = _histogram(notes, score, bars)
    if len(notes) < 2:
        return np.concatenate([rhythm, np.zeros(3)])
    leaps = np.abs(np.diff([note.pitch_midi for note in notes]))
    return np.concatenate(
        [rhythm, [_held([notes], np.median), float(np.mean(leaps == _OCTAVE)), float(np.mean(leaps == 0))]]
    )


def _chords(parts: Sequence[Part], score: Score, bars: float) -> FloatArray:
    """When the other players start notes, how many at once, and how long they hold them."""
    notes = [note for part in parts for note in part.notes]
    rhythm = _histogram(notes, score, bars)
    moments = len({round(note.start_beats * STEPS) for note in notes})
    return np.concatenate([rhythm, [len(notes) / max(moments, 1) / 4, _held([part.notes for part in parts], np.mean)]])


def _held(lines: Sequence[Sequence[Note]], average: Callable[[list[float]], np.floating]) -> float:
    """The length of notes in beats, on a scale that tells short ones apart."""
    lengths = [float(np.log2(1.0 + note.duration_beats)) for line in lines for note in line]
    return float(average(lengths)) if lengths else 0.0


def _programs(parts: Sequence[Part]) -> FloatArray:
    """1 for every program and every drum kit that plays."""
    result = np.zeros(2 * PROGRAMS)
    for part in parts:
        result[part.program + PROGRAMS * part.is_drums] = 1.0
    return result
