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

FloatArray = npt.NDArray[np.float64]

_BUTTERWORTH_Q = 0.7071
# In silence filters would go on in denormal numbers, which take ten times as long; so often it is looked for.
_BLOCK_SECONDS = 0.5
_DIED_AWAY = 1e-30


class Shape(StrEnum):
    """What a band does."""

    LOW_CUT = "low_cut"
    HIGH_CUT = "high_cut"
    LOW_SHELF = "low_shelf"
    PEAK = "peak"
    HIGH_SHELF = "high_shelf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """One band: its shape, frequency, gain (not of a cut) and quality."""

    shape: Shape
    frequency_hz: float
    gain_db: float = 0.0
    q: float = _BUTTERWORTH_Q


def equalise(samples: Samples, bands: Sequence[Band], sample_rate_hz: int, *, out: Samples | None = None) -> Samples:
    """The samples after all bands.

    Filtered in double precision: in single, a low cut at 35 Hz is off by -64 dB and its tail never dies.

    Args:
        samples: shaped (channels, frames).
        bands: in order.
        sample_rate_hz: of the samples.
        out: where the result is put; may be the samples themselves.
    """
    if not bands:
        return samples
    filtered = np.empty_like(samples) if out is None else out
    sections = np.array([section(band, sample_rate_hz) for band in bands])
    block = round(_BLOCK_SECONDS * sample_rate_hz)
    for channel, heard in zip(samples, filtered, strict=True):
        state = np.zeros((len(sections), 2))
        for start in range(0, len(channel), block):
            if np.max(np.abs(state)) < _DIED_AWAY:
                state[:] = 0.0
            heard[start : start + block], state = sosfilt(sections, channel[start : start + block], zi=state)
    return filtered


def section(band: Band, sample_rate_hz: int) -> FloatArray:
    """The band's coefficients (b0, b1, b2, 1, a1, a2)."""
    w = 2.0 * math.pi * min(band.frequency_hz / sample_rate_hz, 0.49)
    cos, alpha = math.cos(w), math.sin(w) / (2.0 * band.q)
    if band.shape in (Shape.LOW_CUT, Shape.HIGH_CUT):
        sign = 1.0 if band.shape is Shape.LOW_CUT else -1.0
        b = [(1 + sign * cos) / 2, -sign * (1 + sign * cos), (1 + sign * cos) / 2]
        denominator = [1 + alpha, -2 * cos, 1 - alpha]
    elif band.shape is Shape.PEAK:
        a = 10.0 ** (band.gain_db / 40.0)
        b = [1 + alpha * a, -2 * cos, 1 - alpha * a]
        denominator = [1 + alpha / a, -2 * cos, 1 - alpha / a]
    else:
        b, denominator = _shelf(band, cos, alpha)
    return np.array([*b, *denominator]) / denominator[0]


def response_db(bands: Sequence[Band], frequencies_hz: FloatArray, sample_rate_hz: int) -> FloatArray:
    """What all bands together do at some frequencies."""
    z = np.exp(-2j * np.pi * frequencies_hz / sample_rate_hz)
    powers = np.stack([np.ones_like(z), z, z * z])
    total = np.zeros(len(frequencies_hz))
    for band in bands:
        row = section(band, sample_rate_hz)
        total += 20.0 * np.log10(np.abs(row[:3] @ powers) / np.abs(row[3:] @ powers) + 1e-12)
    return total


def _shelf(band: Band, cos: float, alpha: float) -> tuple[list[float], list[float]]:
    a = 10.0 ** (band.gain_db / 40.0)
    root = 2.0 * math.sqrt(a) * alpha
    sign = 1.0 if band.shape is Shape.HIGH_SHELF else -1.0
    b = [
        a * ((a + 1) + sign * (a - 1) * cos + root),
        -2 * sign * a * ((a - 1) + sign * (a + 1) * cos),
        a * ((a + 1) + sign * (a - 1) * cos - root),
    ]
    denominator = [
        (a + 1) - sign * (a - 1) * cos + root,
        2 * sign * ((a - 1) - sign * (a + 1) * cos),
        (a + 1) - sign * (a - 1) * cos - root,
    ]
    return b, denominator
