"""Equaliser bands as second-order sections.

Formulas: R. Bristow-Johnson, "Cookbook formulae for audio equalizer biquad filter coefficients".
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from scipy.signal import sosfilt

from tutti.sound.audio import Samples

_BUTTERWORTH_Q = 0.7071
# In silence filters would go on in denormal numbers, which take ten times as long; so often it is looked for.
_BLOCK_SECONDS = 0.5
_DIED_AWAY = 1e-30


class Shape(StrEnum):
    """What a band does."""

    LOW_CUT = "low_cut"
    PEAK = "peak"
    HIGH_SHELF = "high_shelf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """One band: its shape, frequency, gain (not of a low cut) and quality."""

    shape: Shape
    frequency_hz: float
    gain_db: float = 0.0
    q: float = _BUTTERWORTH_Q


def equalise(samples: Samples, bands: Sequence[Band], sample_rate_hz: int) -> Samples:
    """The samples after all bands.

    Filtered in double precision: in single, a low cut at 35 Hz is off by -64 dB and its tail never dies.
    """
    if not bands:
        return samples
    sections = np.array([section(band, sample_rate_hz) for band in bands])
    out = np.empty_like(samples)
    block = round(_BLOCK_SECONDS * sample_rate_hz)
    for channel, heard in zip(samples, out, strict=True):
        state = np.zeros((len(sections), 2))
        for start in range(0, len(channel), block):
            if np.max(np.abs(state)) < _DIED_AWAY:
                state[:] = 0.0
            heard[start : start + block], state = sosfilt(sections, channel[start : start + block], zi=state)
    return out


def section(band: Band, sample_rate_hz: int) -> npt.NDArray[np.float64]:
    """The band's coefficients (b0, b1, b2, 1, a1, a2)."""
    w = 2.0 * math.pi * band.frequency_hz / sample_rate_hz
    cos, alpha = math.cos(w), math.sin(w) / (2.0 * band.q)
    a = 10.0 ** (band.gain_db / 40.0)
    if band.shape is Shape.LOW_CUT:
        b = [(1 + cos) / 2, -(1 + cos), (1 + cos) / 2]
        denominator = [1 + alpha, -2 * cos, 1 - alpha]
    elif band.shape is Shape.PEAK:
        b = [1 + alpha * a, -2 * cos, 1 - alpha * a]
        denominator = [1 + alpha / a, -2 * cos, 1 - alpha / a]
    else:
        root = 2.0 * math.sqrt(a) * alpha
        b = [
            a * ((a + 1) + (a - 1) * cos + root),
            -2 * a * ((a - 1) + (a + 1) * cos),
            a * ((a + 1) + (a - 1) * cos - root),
        ]
        denominator = [(a + 1) - (a - 1) * cos + root, 2 * ((a - 1) - (a + 1) * cos), (a + 1) - (a - 1) * cos - root]
    return np.array([*b, *denominator]) / denominator[0]
