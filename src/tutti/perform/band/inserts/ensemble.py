"""The ensemble of string machines and polysynths: delays that swing slowly, one phase left and the other right.

Two copies of the mono sum, delayed by about 6 ms and swept in opposite phase at two rates, are added; read with linear
interpolation.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from tutti.sound.audio import Samples

CENTRE_SECONDS = 0.0065
SWEEPS = ((0.52, 0.0022), (5.4, 0.00018))  # Hz and depth in seconds: a slow chorus and a faint shimmer


def ensemble(samples: Samples, share: float, sample_rate_hz: int) -> None:
    """Add the effect in place; `share` 0 (dry) to 1 (as much wet as dry)."""
    (slow, deep), (fast, shallow) = SWEEPS
    _ensemble(
        samples,
        share,
        CENTRE_SECONDS * sample_rate_hz,
        deep * sample_rate_hz,
        slow / sample_rate_hz,
        shallow * sample_rate_hz,
        fast / sample_rate_hz,
    )


@njit(cache=True, nogil=True)
def _ensemble(
    samples: Samples, share: float, centre: float, deep: float, slow: float, shallow: float, fast: float
) -> None:
    size = 2048
    memory = np.zeros(size, dtype=np.float32)
    block = 32
    wet = np.float32(share)
    dry = np.float32(1.0 / math.sqrt(1.0 + share * share))
    one, two = centre, centre
    for first in range(0, samples.shape[1], block):
        last = min(first + block, samples.shape[1])
        along = 2.0 * math.pi * last
        to_one = centre + deep * math.sin(along * slow) + shallow * math.sin(along * fast)
        to_two = centre - deep * math.sin(along * slow) + shallow * math.sin(along * fast + 2.1)
        slope_one, slope_two = (to_one - one) / (last - first), (to_two - two) / (last - first)
        for frame in range(first, last):
            memory[frame & (size - 1)] = np.float32(0.5) * (samples[0, frame] + samples[1, frame])
            one += slope_one
            two += slope_two
            samples[0, frame] = dry * (samples[0, frame] + wet * _tap(memory, frame, one))
            samples[1, frame] = dry * (samples[1, frame] + wet * _tap(memory, frame, two))


@njit(cache=True, nogil=True)
def _tap(memory: Samples, frame: int, delay: float) -> np.float32:
    size = memory.shape[0]
    whole = int(delay)
    part = np.float32(delay - whole)
    near = memory[(frame - whole) & (size - 1)]
    far = memory[(frame - whole - 1) & (size - 1)]
    return np.float32(near + part * (far - near))
