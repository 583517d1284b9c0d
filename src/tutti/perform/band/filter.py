"""The sampler's resonant low-pass: two poles, its cutoff moved block by block.

Coefficients: R. Bristow-Johnson, "Cookbook formulae for audio equalizer biquad filter coefficients"; structure:
transposed direct form II. As in the SoundFont standard the resonance is the height of the peak over the DC gain.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from numba import njit

from tutti.perform.band.generators import OPEN_FILTER_CENTS

CENTS_ORIGIN_HZ = 8.175798915643707  # 0 absolute cents: MIDI note 0
HIGHEST_SHARE_OF_RATE = 0.45  # the bilinear transform warps too much beyond


def highest_cutoff_cents(sample_rate_hz: int) -> float:
    """The cutoff from which on the filter is left out, in absolute cents."""
    return min(OPEN_FILTER_CENTS, 1200.0 * math.log2(HIGHEST_SHARE_OF_RATE * sample_rate_hz / CENTS_ORIGIN_HZ))


@njit(cache=True, nogil=True)
def low_pass(
    buffer: npt.NDArray[np.float32],
    frequencies: npt.NDArray[np.float64],
    quality: float,
    block_frames: int,
) -> None:
    """Filter in place; `frequencies` holds the cutoff of each block as a share of the rate (the last one goes on)."""
    first = np.float32(0.0)
    second = np.float32(0.0)
    done = 0
    while done < buffer.shape[0]:
        block = min(done // block_frames, frequencies.shape[0] - 1)
        end = buffer.shape[0] if block == frequencies.shape[0] - 1 else min((block + 1) * block_frames, buffer.shape[0])
        angle = 2.0 * math.pi * frequencies[block]
        alpha = math.sin(angle) / (2.0 * quality)
        cosine = math.cos(angle)
        forward = np.float32((1.0 - cosine) / (1.0 + alpha))
        side = np.float32(0.5) * forward
        back_one = np.float32(-2.0 * cosine / (1.0 + alpha))
        back_two = np.float32((1.0 - alpha) / (1.0 + alpha))
        # The result is put into the states by hand, so that one frame waits for the last as little as can be.
        to_first = forward - back_one * side
        to_second = side - back_two * side
        for frame in range(done, end):
            value = buffer[frame]
            buffer[frame] = side * value + first
            following = (to_first * value + second) - back_one * first
            second = to_second * value - back_two * first
            first = following
        done = end
