"""Between which beats the chord changes, judged without any knowledge of the bar.

Beat-wise chroma are matched with 24 triads and followed by a Viterbi path that pays the same for every change; beats
and tempi that cut the music where its chords change give clear triads and a plausible harmonic rhythm.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tutti.listen.chroma import nnls_chroma, stretches
from tutti.listen.tuning import retuned

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

UPDATES = 15
TRIM = 0.08
TRIAD_WEIGHTS = (1.0, 0.8, 0.9)  # root, third, fifth
TREBLE_WEIGHT = 15.0
BASS_WEIGHT = 5.0
CHANGE_COST = 2.5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ChordChanges:
    """One value a beat interval; the first is never a change.

    Attributes:
        changes: 1 where another triad begins.
        treble_distance: cosine distance of the treble chroma to that of the beat before.
        bass_distance: likewise of the bass.
    """

    changes: FloatArray
    treble_distance: FloatArray
    bass_distance: FloatArray


def chord_changes(log_frequency: npt.NDArray[np.floating], tuning: float, beat_frames: IntArray) -> ChordChanges:
    """Follow the chords from beat to beat."""
    spectra = stretches(log_frequency, beat_frames, trim=TRIM)
    chroma = nnls_chroma(retuned(spectra, tuning), updates=UPDATES)
    treble = chroma.treble / (np.linalg.norm(chroma.treble, axis=1, keepdims=True) + 1e-6)
    bass = chroma.bass / (chroma.bass.max(axis=1, keepdims=True) + 1e-6)
    scores = TREBLE_WEIGHT * treble @ _triads().T + BASS_WEIGHT * np.tile(bass, 2)
    path = cheapest_path(scores, np.full(len(scores), CHANGE_COST))
    return ChordChanges(
        changes=np.concatenate([[0.0], (path[1:] != path[:-1]).astype(float)]),
        treble_distance=_distances(treble),
        bass_distance=_distances(bass / (np.linalg.norm(bass, axis=1, keepdims=True) + 1e-9)),
    )


def cheapest_path(scores: FloatArray, change_costs: FloatArray) -> IntArray:
    """The best sequence of columns where any change into row i costs change_costs[i]."""
    rows, columns = scores.shape
    value = scores[0].copy()
    came_from = np.zeros((rows, columns), dtype=np.int64)
    same = np.arange(columns)
    for row in range(1, rows):
        best = int(np.argmax(value))
        switched = value[best] - change_costs[row]
        stays = value >= switched
        came_from[row] = np.where(stays, same, best)
        value = np.where(stays, value, switched) + scores[row]
    path = np.empty(rows, dtype=np.int64)
    path[-1] = int(np.argmax(value))
    for row in range(rows - 1, 0, -1):
        path[row - 1] = came_from[row, path[row]]
    return path


def _triads() -> FloatArray:
    """The 12 major, then the 12 minor triads, unit length, shaped (24, 12)."""
    triads = np.zeros((24, 12))
    for quality, third in enumerate((4, 3)):
        for root in range(12):
            triads[12 * quality + root, [root, (root + third) % 12, (root + 7) % 12]] = TRIAD_WEIGHTS
    return np.asarray(triads / np.linalg.norm(triads, axis=1, keepdims=True), dtype=np.float64)


def _distances(unit_rows: FloatArray) -> FloatArray:
    return np.concatenate([[0.0], 1.0 - (unit_rows[1:] * unit_rows[:-1]).sum(axis=1)])
