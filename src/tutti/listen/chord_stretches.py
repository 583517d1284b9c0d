"""The stretches a bar may be cut into, one chord each, and the best way to cut a whole recording.

What sounds in a stretch as a whole tells chords apart that its single beats do not: a walking bass touches the root
once, an arpeggio brings the third late. A semi-Markov Viterbi path weighs both, the beats one by one and the stretch as
one, against the price of a change; a chord that holds over a cut pays nothing.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


def stretches_of_bars(first_beat: int, beats: int, beats_per_bar: int) -> IntArray:
    """First beat and end of every stretch within a bar, by end, shaped (stretches, 2); indices of beat intervals."""
    bars = (first_beat + np.arange(beats)) // beats_per_bar
    found = [
        (start, end)
        for end in range(1, beats + 1)
        for start in range(max(0, end - beats_per_bar), end)
        if bars[start] == bars[end - 1]
    ]
    return np.array(found, dtype=np.int64).reshape(-1, 2)


def pooled(rows: FloatArray, stretches: IntArray) -> FloatArray:
    """The mean of the rows of each stretch."""
    sums = np.concatenate([np.zeros((1, *rows.shape[1:])), np.cumsum(rows, axis=0)])
    lengths = (stretches[:, 1] - stretches[:, 0]).reshape(-1, *[1] * (rows.ndim - 1))
    return np.asarray((sums[stretches[:, 1]] - sums[stretches[:, 0]]) / lengths, dtype=np.float64)


@njit(cache=True)
def best_chords(
    beat_scores: FloatArray, stretch_scores: FloatArray, stretches: IntArray, change_costs: FloatArray, share: float
) -> IntArray:
    """The best chord of each beat.

    Args:
        beat_scores: of each chord in each beat, shaped (beats, chords).
        stretch_scores: of each chord a beat of each stretch, shaped (stretches, chords).
        stretches: as of `stretches_of_bars`.
        change_costs: of a change into each beat.
        share: of the stretches in the score beside the beats.
    """
    beats, chords = beat_scores.shape
    sums = np.zeros((beats + 1, chords))
    for beat in range(beats):
        sums[beat + 1] = sums[beat] + beat_scores[beat]
    value = np.full((beats + 1, chords), -np.inf)
    value[0] = 0.0
    came_from = np.zeros((beats + 1, chords), dtype=np.int64)
    chord_before = np.zeros((beats + 1, chords), dtype=np.int64)
    for row in range(len(stretches)):
        start, end = stretches[row]
        best = int(np.argmax(value[start]))
        switched = value[start, best] - change_costs[start] if start > 0 else 0.0
        for chord in range(chords):
            stays = value[start, chord] >= switched
            score = value[start, chord] if stays else switched
            score += (1.0 - share) * (sums[end, chord] - sums[start, chord])
            score += share * (end - start) * stretch_scores[row, chord]
            if score > value[end, chord]:
                value[end, chord] = score
                came_from[end, chord] = start
                chord_before[end, chord] = chord if stays else best
    path = np.empty(beats, dtype=np.int64)
    end, chord = beats, int(np.argmax(value[beats]))
    while end > 0:
        start, before = came_from[end, chord], chord_before[end, chord]
        path[start:end] = chord
        end, chord = start, before
    return path
