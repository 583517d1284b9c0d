"""Saturation without aliasing: the curve x / sqrt(1 + x^2), integrated between the samples.

The mean of the curve over the straight line from one sample to the next is (F(b) - F(a)) / (b - a) with its integral
F(x) = sqrt(1 + x^2), which is (a + b) / (F(a) + F(b)): exact, and never ill-conditioned. It delays by half a frame.
Source: Parker, Zavalishin, Le Bivic, "Reducing the aliasing of nonlinear waveshaping using continuous-time
convolution", DAFx 2016. On top the signal is interpolated to twice its rate by a half-band filter.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import numpy.typing as npt
from numba import njit

_TAPS = 8  # of a half-band filter, on either side and without the zeros


def saturate(buffer: npt.NDArray[np.float32], drive_db: float, push_db: float = 0.0) -> None:
    """Saturate in place; small signals rise by `push_db`, large ones end at 1 / drive."""
    drive = 10.0 ** (drive_db / 20.0)
    _saturate(buffer, drive * 10.0 ** (push_db / 20.0), 1.0 / drive, _half_band())


@cache
def _half_band() -> npt.NDArray[np.float32]:
    """The odd taps of a windowed half-band filter: h[1], h[3], ..."""
    odd = 2.0 * np.arange(_TAPS) + 1.0
    window = np.i0(6.0 * np.sqrt(1.0 - (odd / (2.0 * _TAPS + 0.5)) ** 2)) / np.i0(6.0)
    taps = np.sin(np.pi * odd / 2.0) / (np.pi * odd / 2.0) * window
    return np.asarray(taps * (0.5 / np.sum(taps)), dtype=np.float32)


@njit(cache=True, nogil=True)
def _saturate(buffer: npt.NDArray[np.float32], drive: float, ceiling: float, taps: npt.NDArray[np.float32]) -> None:
    frames, reach = buffer.shape[0], taps.shape[0]
    one = np.float32(1.0)
    padded = np.zeros(frames + 2 * reach, dtype=np.float32)
    padded[reach : reach + frames] = buffer * np.float32(drive)
    # Shaped at twice the rate: `whole` lies at the frames, `half` between them.
    whole = np.zeros(frames + 2 * reach, dtype=np.float32)
    half = np.zeros(frames + 2 * reach, dtype=np.float32)
    before, before_root = np.float32(0.0), one
    for frame in range(reach - 1, frames + reach):
        value = padded[frame]
        root = np.float32(math.sqrt(one + value * value))
        whole[frame] = (value + before) / (root + before_root)
        between = np.float32(0.0)
        for tap in range(reach):
            between += taps[tap] * (padded[frame - tap] + padded[frame + 1 + tap])
        between_root = np.float32(math.sqrt(one + between * between))
        half[frame] = (between + value) / (between_root + root)
        before, before_root = between, between_root
    level = np.float32(0.5 * ceiling)
    for frame in range(frames):
        centre = frame + reach
        between = np.float32(0.0)
        for tap in range(reach):
            between += taps[tap] * (half[centre - 1 - tap] + half[centre + tap])
        buffer[frame] = level * (whole[centre] + between)
