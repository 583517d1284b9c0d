"""The most likely course of a bar pointer through a recording: one Viterbi path for a bar pattern and tempo band.

State: a tempo (the bar's length in frames) and the position in the bar. The pointer moves a frame a frame; at each beat
the tempo may move to a neighbouring one at a price. Model: Whiteley, Cemgil, Godsill, "Bayesian modelling of temporal
structure in musical audio", ISMIR 2006; state space after Krebs, Boeck, Widmer, ISMIR 2015.
Counting whole bars in frames, not beats, resolves the tempo to a quarter of a frame a beat.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
from numba import njit

from tutti.listen.band_spectrum import FRAMES_PER_SECOND
from tutti.listen.bar_patterns import BarPattern

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

TEMPO_RATIO = 1.014  # between neighbouring tempi
TEMPO_REACH = 3  # tempi a pointer may move at a beat
TEMPO_MOVE_COST = 5.0  # score per tempo moved
PLACE_HALF_WIDTH_FRAMES = 1.25


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BarPath:
    """A path found.

    Attributes:
        pattern: the bar pattern it follows.
        beat_frames: the frame of each beat.
        bar_positions: the beat of the bar each is, 0 for a downbeat.
        moves: tempi moved a beat.
    """

    pattern: BarPattern
    beat_frames: IntArray
    bar_positions: IntArray
    moves: float


def place_scores(features: FloatArray, pattern: BarPattern) -> FloatArray:
    """What each place of a pattern scores in each frame, shaped (frames, places)."""
    return np.asarray(features @ pattern.weights().T, dtype=np.float64)


def running_scores(scores: FloatArray) -> FloatArray:
    """What each place would have scored up to each frame, shaped (frames + 1, places)."""
    return np.concatenate([np.zeros((1, scores.shape[1])), np.cumsum(scores, axis=0)])


def bar_path(sums: FloatArray, pattern: BarPattern, low_bpm: float, high_bpm: float) -> BarPath:
    """The best path of a pattern within a range of tempi; `sums` are its running scores."""
    runs = _runs(pattern, low_bpm, high_bpm)
    arrival, came_from = _arrivals(sums, runs.lengths, runs.starts, runs.places, TEMPO_REACH, TEMPO_MOVE_COST)
    tempo, beat, frame = _last_beat(sums, arrival, runs.lengths, runs.starts, runs.places)
    frames, positions, moved = [frame], [beat], 0
    while came_from[frame, tempo, beat] >= 0:
        before = int(came_from[frame, tempo, beat])
        moved += abs(before - tempo)
        tempo = before
        beat = (beat - 1) % len(pattern.beats)
        frame -= int(runs.lengths[tempo, beat])
        frames.append(frame)
        positions.append(beat)
    return BarPath(
        pattern=pattern,
        beat_frames=np.array(frames[::-1], dtype=np.int64),
        bar_positions=np.array(positions[::-1], dtype=np.int64),
        moves=moved / len(frames),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Runs:
    """Each beat of each tempo as runs of frames that read one place of the weight table.

    Attributes:
        lengths: frames of each beat, shaped (tempi, beats).
        starts: frame in the beat where each run starts, padded with the beat's length; (tempi, beats, runs + 1).
        places: row of the weight table of each run; (tempi, beats, runs).
    """

    lengths: IntArray
    starts: IntArray
    places: IntArray


@cache
def _runs(pattern: BarPattern, low_bpm: float, high_bpm: float) -> _Runs:
    beats = len(pattern.beats)
    tempi_bpm = np.geomspace(high_bpm, low_bpm, 2 + int(np.log(high_bpm / low_bpm) / np.log(TEMPO_RATIO)))
    bars = np.unique(np.round(beats * FRAMES_PER_SECOND * 60.0 / tempi_bpm).astype(np.int64))
    edges = np.round(np.arange(beats + 1) * bars[:, None] / beats).astype(np.int64)
    most = 2 * pattern.division + 2
    starts = np.zeros((len(bars), beats, most + 1), dtype=np.int64)
    places = np.zeros((len(bars), beats, most), dtype=np.int64)
    for tempo, bar in enumerate(bars):
        row = _places(int(bar), beats, pattern.division)
        for beat in range(beats):
            own = row[edges[tempo, beat] : edges[tempo, beat + 1]]
            cuts = np.concatenate([[0], np.flatnonzero(np.diff(own)) + 1])
            starts[tempo, beat] = len(own)
            starts[tempo, beat, : len(cuts)] = cuts
            places[tempo, beat, : len(cuts)] = own[cuts]
    return _Runs(lengths=np.diff(edges, axis=1), starts=starts, places=places)


def _places(bar_frames: int, beats: int, division: int) -> IntArray:
    """Which row of the weight table each frame of a bar reads; beats win over subdivisions."""
    places = np.zeros(bar_frames, dtype=np.int64)
    for place in sorted(range(beats * division), key=lambda place: place % division == 0):
        centre = place * bar_frames / (beats * division)
        if place % division == 0:
            centre = float(np.round(centre))
        for frame in range(int(np.floor(centre)) - 1, int(np.floor(centre)) + 3):
            if abs(frame - centre) <= PLACE_HALF_WIDTH_FRAMES:
                places[frame % bar_frames] = 1 + place
    return places


@njit(cache=True)
def _beat_score(sums: FloatArray, starts: IntArray, places: IntArray, frame: int, last: int) -> float:
    """The score of one beat from `frame` on, cut at the end of the recording."""
    total = 0.0
    for run in range(places.shape[0]):
        low, high = min(frame + starts[run], last), min(frame + starts[run + 1], last)
        total += sums[high, places[run]] - sums[low, places[run]]
    return total


@njit(cache=True)
def _arrivals(
    sums: FloatArray, lengths: IntArray, starts: IntArray, places: IntArray, reach: int, move_cost: float
) -> tuple[FloatArray, npt.NDArray[np.int16]]:
    """Best score of arriving at each beat of each tempo at each frame, and the tempo of the beat before.

    A beat that nothing can come before (the first of a path) arrives with 0 and -1.
    """
    last = sums.shape[0] - 1
    tempi, beats = lengths.shape
    arrival = np.zeros((last, tempi, beats))
    came_from = np.full((last, tempi, beats), -1, dtype=np.int16)
    ending = np.empty(tempi)
    for frame in range(last):
        for beat in range(beats):
            before = (beat - 1) % beats
            for tempo in range(tempi):
                start = frame - lengths[tempo, before]
                ending[tempo] = -np.inf
                if start >= 0:
                    played = _beat_score(sums, starts[tempo, before], places[tempo, before], start, last)
                    ending[tempo] = arrival[start, tempo, before] + played
            for tempo in range(tempi):
                best = -np.inf
                for other in range(max(tempo - reach, 0), min(tempo + reach + 1, tempi)):
                    value = ending[other] - move_cost * abs(other - tempo)
                    if value > best:
                        best = value
                        came_from[frame, tempo, beat] = other
                if best > -np.inf:
                    arrival[frame, tempo, beat] = best
    return arrival, came_from


@njit(cache=True)
def _last_beat(
    sums: FloatArray, arrival: FloatArray, lengths: IntArray, starts: IntArray, places: IntArray
) -> tuple[int, int, int]:
    """Tempo, beat and frame of the beat that the recording ends in."""
    last = sums.shape[0] - 1
    found, most = (0, 0, 0), -np.inf
    for tempo in range(lengths.shape[0]):
        for beat in range(lengths.shape[1]):
            for frame in range(max(0, last - lengths[tempo, beat]), last):
                value = arrival[frame, tempo, beat]
                value += _beat_score(sums, starts[tempo, beat], places[tempo, beat], frame, last)
                if value > most:
                    found, most = (tempo, beat, frame), value
    return found
