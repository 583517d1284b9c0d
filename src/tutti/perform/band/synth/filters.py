"""The synthesizer's filters, their cutoff moved block by block without a click.

Topology-preserving transforms: V. Zavalishin, "The Art of VA Filter Design" (2018), sections 3 to 5; state-variable
form after A. Simper, "Linear trapezoidal integrated state variable filter" (2013). Cutoffs are shares of the rate.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from numba import njit

from tutti.perform.band.synth.cycles import BLOCK_FRAMES

HIGHEST_SHARE = 0.45  # of the sample rate
LOW, BAND, HIGH = 0, 1, 2
_MOST_FEEDBACK = 4.0  # from which on the ladder sings by itself


@njit(cache=True, nogil=True)
def state_variable(
    buffer: npt.NDArray[np.float32], shares: npt.NDArray[np.float64], resonance: float, output: int
) -> None:
    """Two poles, in place; `output` is LOW, BAND (of unit height) or HIGH; resonance 0 to 1."""
    damping = np.float32(2.0 * (1.0 - resonance) ** 2 + 0.02)
    one, two = np.float32(0.0), np.float32(0.0)
    last = shares.shape[0] - 1
    for first in range(0, buffer.shape[0], BLOCK_FRAMES):
        slope = np.float32(math.tan(math.pi * min(shares[min(first // BLOCK_FRAMES, last)], HIGHEST_SHARE)))
        a1 = np.float32(1.0) / (np.float32(1.0) + slope * (slope + damping))
        a2 = slope * a1
        a3 = slope * a2
        # The states are carried on by a matrix, so that one frame waits for the last as little as can be.
        one_one, one_two = np.float32(2.0) * a1 - np.float32(1.0), np.float32(2.0) * a2
        two_two, in_two = np.float32(1.0) - np.float32(2.0) * a3, np.float32(2.0) * a3
        for frame in range(first, min(first + BLOCK_FRAMES, buffer.shape[0])):
            value = buffer[frame]
            rest = value - two
            band = a1 * one + a2 * rest
            low = two + a2 * one + a3 * rest
            following = one_one * one + (one_two * value - one_two * two)
            two = two_two * two + (one_two * one + in_two * value)
            one = following
            if output == LOW:
                buffer[frame] = low
            elif output == BAND:
                buffer[frame] = damping * band
            else:
                buffer[frame] = value - damping * band - low


@njit(cache=True, nogil=True)
def ladder(buffer: npt.NDArray[np.float32], shares: npt.NDArray[np.float64], resonance: float, drive: float) -> None:
    """Four poles with feedback, in place; where `drive` is not 0 its input saturates at 1 / drive.

    Half of the level that the feedback takes from the bass is given back.
    """
    feedback = np.float32(_MOST_FEEDBACK * resonance)
    given_back = np.float32(1.0 + 0.5 * _MOST_FEEDBACK * resonance)
    states = np.zeros(4, dtype=np.float32)
    before = np.array([0.0, 1.0], dtype=np.float32)
    last = shares.shape[0] - 1
    for first in range(0, buffer.shape[0], BLOCK_FRAMES):
        slope = math.tan(math.pi * min(shares[min(first // BLOCK_FRAMES, last)], HIGHEST_SHARE))
        block = buffer[first : min(first + BLOCK_FRAMES, buffer.shape[0])]
        small, rest = np.float32(slope / (1.0 + slope)), np.float32(1.0 / (1.0 + slope))
        if drive > 0.0:
            _driven_block(block, states, before, small, rest, feedback, given_back, np.float32(drive))
        else:
            _clean_block(block, states, small, rest, feedback, given_back)


@njit(cache=True, nogil=True)
def _driven_block(
    block: npt.NDArray[np.float32],
    states: npt.NDArray[np.float32],
    before: npt.NDArray[np.float32],
    small: np.float32,
    rest: np.float32,
    feedback: np.float32,
    given_back: np.float32,
    push: np.float32,
) -> None:
    """A block of the ladder whose input saturates; `before` is the last input and its root (see `drive`)."""
    unit = np.float32(1.0)
    level = unit / push
    s1, s2, s3, s4 = states[0], states[1], states[2], states[3]
    last, last_root = before[0], before[1]
    small2 = small * small
    solved = unit / (unit + feedback * small2 * small2)
    for frame in range(block.shape[0]):
        state = rest * (small2 * small * s1 + small2 * s2 + small * s3 + s4)
        pushed = push * (given_back * block[frame] - feedback * state) * solved
        root = np.float32(math.sqrt(unit + pushed * pushed))
        value = level * (pushed + last) / (root + last_root)
        last, last_root = pushed, root
        y1 = s1 + small * (value - s1)
        y2 = s2 + small * (y1 - s2)
        y3 = s3 + small * (y2 - s3)
        y4 = s4 + small * (y3 - s4)
        s1, s2, s3, s4 = y1 + y1 - s1, y2 + y2 - s2, y3 + y3 - s3, y4 + y4 - s4
        block[frame] = y4
    states[0], states[1], states[2], states[3] = s1, s2, s3, s4
    before[0], before[1] = last, last_root


@njit(cache=True, nogil=True)
def _clean_block(
    block: npt.NDArray[np.float32],
    states: npt.NDArray[np.float32],
    small: np.float32,
    rest: np.float32,
    feedback: np.float32,
    given_back: np.float32,
) -> None:
    """A block of the linear ladder: states and output are a matrix times states and input, worked out once."""
    matrix = np.zeros((5, 5), dtype=np.float32)
    small2 = small * small
    solved = np.float32(1.0) / (np.float32(1.0) + feedback * small2 * small2)
    for column in range(5):
        start = np.zeros(5, dtype=np.float32)
        start[column] = np.float32(1.0)
        state = rest * (small2 * small * start[0] + small2 * start[1] + small * start[2] + start[3])
        value = (given_back * start[4] - feedback * state) * solved
        for pole in range(4):
            value = start[pole] + small * (value - start[pole])
            matrix[pole, column] = value + value - start[pole]
        matrix[4, column] = value
    s1, s2, s3, s4 = states[0], states[1], states[2], states[3]
    for frame in range(block.shape[0]):
        value = block[frame]
        block[frame] = (matrix[4, 0] * s1 + matrix[4, 1] * s2) + (matrix[4, 2] * s3 + matrix[4, 3] * s4)
        block[frame] += matrix[4, 4] * value
        n1 = (matrix[0, 0] * s1 + matrix[0, 1] * s2) + (matrix[0, 2] * s3 + matrix[0, 3] * s4) + matrix[0, 4] * value
        n2 = (matrix[1, 0] * s1 + matrix[1, 1] * s2) + (matrix[1, 2] * s3 + matrix[1, 3] * s4) + matrix[1, 4] * value
        n3 = (matrix[2, 0] * s1 + matrix[2, 1] * s2) + (matrix[2, 2] * s3 + matrix[2, 3] * s4) + matrix[2, 4] * value
        n4 = (matrix[3, 0] * s1 + matrix[3, 1] * s2) + (matrix[3, 2] * s3 + matrix[3, 3] * s4) + matrix[3, 4] * value
        s1, s2, s3, s4 = n1, n2, n3, n4
    states[0], states[1], states[2], states[3] = s1, s2, s3, s4
