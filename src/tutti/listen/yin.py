"""The pitch of one voice without a network: YIN candidates, and the smoothest path through them.

Works at 8 kHz with one frame every 10 ms. For each frame the local minima of the cumulative mean normalised
difference are candidates (de Cheveigné and Kawahara, "YIN, a fundamental frequency estimator for speech and music",
JASA 111, 2002); a Viterbi path trades their depth against jumps of pitch and changes of voicing, as pYIN does
(Mauch and Dixon, ICASSP 2014).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

FloatArray = npt.NDArray[np.float64]

SAMPLE_RATE_HZ = 8000
HOP_SAMPLES = 80
_WINDOW_SAMPLES = 240
_SHORTEST_LAG = 6  # 1333 Hz
_LONGEST_LAG = 134  # 60 Hz
_CANDIDATES = 6
_WORST_MINIMUM = 0.6  # of the normalised difference: shallower dips are no candidates
_LAG_COST = 0.0006  # a sample of lag: of equal dips take the shortest period, against octaves below
_SILENCE_BELOW_LOUD = 1e-4  # power relative to the 95th percentile: 40 dB
_JUMP_COST = 0.12  # a semitone
_LARGEST_JUMP_COST = 0.6
_VOICING_COST = 0.12
_UNVOICED_COST = 0.28
_VOICED_SILENCE_COST = 0.6


def detect(samples: npt.NDArray[np.float32]) -> tuple[FloatArray, FloatArray]:
    """MIDI pitch and confidence (0 where unvoiced) of mono audio at 8 kHz, one of each every 80 samples."""
    frames = len(samples) // HOP_SAMPLES + 1
    padded = np.pad(samples, (_WINDOW_SAMPLES // 2, _WINDOW_SAMPLES + _LONGEST_LAG + HOP_SAMPLES))
    difference, power = _normalised_difference(padded.astype(np.float64), frames)
    silence = max(float(np.percentile(power, 95)) * _SILENCE_BELOW_LOUD, 1e-10)
    pitches, costs, counts = _candidates(difference)
    return _smooth_path(pitches, costs, counts, power < silence)


@njit(cache=True)
def _normalised_difference(samples: FloatArray, frames: int) -> tuple[FloatArray, FloatArray]:
    difference = np.ones((frames, _LONGEST_LAG))
    power = np.zeros(frames)
    for frame in range(frames):
        start = frame * HOP_SAMPLES
        for i in range(start, start + _WINDOW_SAMPLES):
            power[frame] += samples[i] * samples[i] / _WINDOW_SAMPLES
        total = 0.0
        for lag in range(1, _LONGEST_LAG):
            distance = 0.0
            for i in range(start, start + _WINDOW_SAMPLES, 2):
                step = samples[i] - samples[i + lag]
                distance += step * step
            total += distance
            difference[frame, lag] = distance * lag / (total + 1e-12)
    return difference, power


@njit(cache=True)
def _candidates(difference: FloatArray) -> tuple[FloatArray, FloatArray, npt.NDArray[np.int64]]:
    """The best local minima of each frame: pitch, cost, and how many there are."""
    frames = difference.shape[0]
    pitches = np.zeros((frames, _CANDIDATES))
    costs = np.full((frames, _CANDIDATES), 9.0)
    counts = np.zeros(frames, dtype=np.int64)
    for frame in range(frames):
        for lag in range(_SHORTEST_LAG, _LONGEST_LAG - 1):
            before, here, after = difference[frame, lag - 1], difference[frame, lag], difference[frame, lag + 1]
            if here > before or here >= after or here >= _WORST_MINIMUM:
                continue
            shift = 0.5 * (before - after) / (before - 2.0 * here + after + 1e-12)
            cost = here + _LAG_COST * (lag - _SHORTEST_LAG)
            slot = counts[frame]
            if slot == _CANDIDATES:
                slot = int(np.argmax(costs[frame]))
                if cost >= costs[frame, slot]:
                    continue
            else:
                counts[frame] += 1
            pitches[frame, slot] = 69.0 + 12.0 * np.log2(SAMPLE_RATE_HZ / (lag + shift) / 440.0)
            costs[frame, slot] = cost
    return pitches, costs, counts


@njit(cache=True)
def _transition(pitches: FloatArray, frame: int, source: int, target: int) -> float:
    if source < _CANDIDATES and target < _CANDIDATES:
        jump = float(abs(pitches[frame, target] - pitches[frame - 1, source]))
        return min(_LARGEST_JUMP_COST, _JUMP_COST * jump)
    return 0.0 if source == target else _VOICING_COST


@njit(cache=True)
def _smooth_path(
    pitches: FloatArray, costs: FloatArray, counts: npt.NDArray[np.int64], is_silent: npt.NDArray[np.bool_]
) -> tuple[FloatArray, FloatArray]:
    frames, unvoiced = len(counts), _CANDIDATES
    value = np.full((frames, _CANDIDATES + 1), 1e9)
    back = np.zeros((frames, _CANDIDATES + 1), dtype=np.int8)
    for frame in range(frames):
        for state in range(_CANDIDATES + 1):
            if counts[frame] <= state < unvoiced:
                continue
            if state == unvoiced:
                own = 0.0 if is_silent[frame] else _UNVOICED_COST
            else:
                own = costs[frame, state] + (_VOICED_SILENCE_COST if is_silent[frame] else 0.0)
            if frame == 0:
                value[frame, state] = own
                continue
            for source in range(_CANDIDATES + 1):
                if counts[frame - 1] <= source < unvoiced:
                    continue
                arriving = value[frame - 1, source] + _transition(pitches, frame, source, state) + own
                if arriving < value[frame, state]:
                    value[frame, state] = arriving
                    back[frame, state] = source
    pitch, confidence = np.zeros(frames), np.zeros(frames)
    state = int(np.argmin(value[frames - 1]))
    for frame in range(frames - 1, -1, -1):
        if state < unvoiced:
            pitch[frame] = pitches[frame, state]
            confidence[frame] = max(0.0, 1.0 - 2.0 * costs[frame, state])
        state = int(back[frame, state])
    return pitch, confidence
