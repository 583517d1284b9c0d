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
        for frame in range(first, min(first + BLOCK_FRAMES, buffer.shape[0])):
            value = buffer[frame]
            rest = value - two
            band = a1 * one + a2 * rest
            low = two + a2 * one + a3 * rest
            one = np.float32(2.0) * band - one
            two = np.float32(2.0) * low - two
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
    push, level = np.float32(drive), np.float32(1.0 / max(drive, 1e-6))
    before, before_root = np.float32(0.0), np.float32(1.0)
    s1, s2, s3, s4 = np.float32(0.0), np.float32(0.0), np.float32(0.0), np.float32(0.0)
    unit = np.float32(1.0)
    last = shares.shape[0] - 1
    for first in range(0, buffer.shape[0], BLOCK_FRAMES):
        slope = math.tan(math.pi * min(shares[min(first // BLOCK_FRAMES, last)], HIGHEST_SHARE))
        small = np.float32(slope / (1.0 + slope))
        rest = np.float32(1.0 / (1.0 + slope))
        small2 = small * small
        solved = unit / (unit + feedback * small2 * small2)
        for frame in range(first, min(first + BLOCK_FRAMES, buffer.shape[0])):
            state = rest * (small2 * small * s1 + small2 * s2 + small * s3 + s4)
            value = (given_back * buffer[frame] - feedback * state) * solved
            if drive > 0.0:
                # The mean of the curve since the last frame: see `drive`.
                pushed = push * value
                root = np.float32(math.sqrt(unit + pushed * pushed))
                value = level * (pushed + before) / (root + before_root)
                before, before_root = pushed, root
            v = (value - s1) * small
            y = v + s1
            s1 = y + v
            v = (y - s2) * small
            y = v + s2
            s2 = y + v
            v = (y - s3) * small
            y = v + s3
            s3 = y + v
            v = (y - s4) * small
            y = v + s4
            s4 = y + v
            buffer[frame] = y
