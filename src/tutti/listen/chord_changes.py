"""Between which beats the chord changes, judged without any knowledge of the bar.

Beat-wise chroma are matched with 24 triads and followed by a Viterbi path that pays the same for every change; beats
and tempi that cut the music where its chords change give clear triads and a plausible harmonic rhythm.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
from numba import njit

from tutti.listen.beat_tones import Tones

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

TRIM_START, TRIM_END = 0.08, 0.05  # share of a beat: the last chord still rings, the next may be early
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
        on_beats: mean cosine distance, treble and bass, of the halves of beats before and after a beat.
        off_beats: likewise before and after the middle of a beat.
        treble: unit treble chroma, one row a beat interval.
    """

    changes: FloatArray
    treble_distance: FloatArray
    bass_distance: FloatArray
    on_beats: tuple[float, float]
    off_beats: tuple[float, float]
    treble: FloatArray


def chord_changes(tones: Tones, beat_frames: FloatArray) -> ChordChanges:
    """Follow the chords from beat to beat."""
    beats = np.asarray(beat_frames, dtype=np.float64)
    lengths = np.diff(beats)
    treble, bass = tones.between(beats[:-1] + TRIM_START * lengths, beats[1:] - TRIM_END * lengths)
    lowest = bass / (bass.max(axis=1, keepdims=True) + 1e-6)
    scores = TREBLE_WEIGHT * treble @ _triads().T + BASS_WEIGHT * np.tile(lowest, 2)
    path = cheapest_path(scores, np.full(len(scores), CHANGE_COST))
    edges = np.stack([beats[:-1], beats[:-1] + 0.5 * lengths], axis=1).ravel()
    halves = tones.between(edges, np.append(edges[1:], beats[-1]))
    at_edges = [_distances(part)[1:] for part in halves]
    return ChordChanges(
        changes=np.concatenate([[0.0], (path[1:] != path[:-1]).astype(float)]),
        treble_distance=_distances(treble),
        bass_distance=_distances(bass),
        on_beats=(float(at_edges[0][1::2].mean()), float(at_edges[1][1::2].mean())),
        off_beats=(float(at_edges[0][::2].mean()), float(at_edges[1][::2].mean())),
        treble=treble,
    )


@njit(cache=True)
def cheapest_path(scores: FloatArray, change_costs: FloatArray) -> IntArray:
    """The best sequence of columns where any change into row i costs change_costs[i]."""
    rows, columns = scores.shape
    value = scores[0].copy()
    came_from = np.zeros((rows, columns), dtype=np.int64)
    for row in range(1, rows):
        best = int(np.argmax(value))
        switched = value[best] - change_costs[row]
        for column in range(columns):
            stays = value[column] >= switched
            came_from[row, column] = column if stays else best
            value[column] = (value[column] if stays else switched) + scores[row, column]
    path = np.empty(rows, dtype=np.int64)
    path[-1] = int(np.argmax(value))
    for row in range(rows - 1, 0, -1):
        path[row - 1] = came_from[row, path[row]]
    return path


@cache
def _triads() -> FloatArray:
    """The 12 major, then the 12 minor triads, unit length, shaped (24, 12)."""
    triads = np.zeros((24, 12))
    for quality, third in enumerate((4, 3)):
        for root in range(12):
            triads[12 * quality + root, [root, (root + third) % 12, (root + 7) % 12]] = TRIAD_WEIGHTS
    return np.asarray(triads / np.linalg.norm(triads, axis=1, keepdims=True), dtype=np.float64)


def _distances(unit_rows: FloatArray) -> FloatArray:
    return np.concatenate([[0.0], 1.0 - (unit_rows[1:] * unit_rows[:-1]).sum(axis=1)])
