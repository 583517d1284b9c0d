"""How far two takes of a request lie apart: by groove, by voicing, by orchestration, each 0 to 1.

Two takes count as two musicians' ideas where one of the distances reaches TWO_IDEAS. The same take under another seed
lies below 0.1: it is the same idea played again, with other ghost notes.
"""

from __future__ import annotations

from collections import Counter

import numpy as np

from tutti.music.score import Score

TWO_IDEAS = 0.3
_STEPS_PER_BEAT = 12  # fine enough for sixteenths and triplets
_BASS = "bass"


def take_distances(one: Score, other: Score) -> dict[str, float]:
    """The three distances and the greatest of them."""
    distances = {
        "groove": _unlike(_groove(one), _groove(other)),
        "voicing": _voicing(one, other),
        "orchestration": _orchestration(one, other),
    }
    return {**distances, "apart": max(distances.values())}


def _unlike(these: set[tuple[int, int]], those: set[tuple[int, int]]) -> float:
    """1 minus the Jaccard similarity; two empty sets are alike."""
    return 1.0 - len(these & those) / len(these | those) if these | those else 0.0


def _groove(score: Score) -> set[tuple[int, int]]:
    """Which pieces of the drums, and whether the bass, are struck when."""
    return {
        (note.pitch_midi if part.is_drums else -1, round(note.start_beats * _STEPS_PER_BEAT))
        for part in score.parts
        if part.is_drums or part.player == _BASS
        for note in part.notes
    }


def _voicing(one: Score, other: Score) -> float:
    """How unlike the pitches are that sound on each beat, on the average."""
    beats = np.arange(one.sections[0].start_beats, one.end_beats)
    return float(np.mean([_unlike(_sounding(one, beat), _sounding(other, beat)) for beat in beats]))


def _sounding(score: Score, beat: float) -> set[tuple[int, int]]:
    return {
        (note.pitch_midi, 0)
        for part in score.parts
        if not part.is_drums and part.player != _BASS
        for note in part.notes
        if note.start_beats <= beat + 1e-6 < note.end_beats
    }


def _orchestration(one: Score, other: Score) -> float:
    """The share of notes that would have to move to another instrument to make the bands equal."""
    shares = []
    for score in (one, other):
        counts = Counter((part.is_drums, part.program) for part in score.parts for _ in part.notes)
        total = max(1, sum(counts.values()))
        shares.append({instrument: count / total for instrument, count in counts.items()})
    known = shares[0].keys() | shares[1].keys()
    return 0.5 * sum(abs(shares[0].get(key, 0.0) - shares[1].get(key, 0.0)) for key in known)
