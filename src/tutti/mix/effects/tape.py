"""Worn tape: soft saturation, a bump in the lows, and pitch that wavers by a few cents.

All players of a band waver together, for the wavering is a function of time alone.
"""

from __future__ import annotations

import math

import numba
import numpy as np

from tutti.mix.effects.equaliser import Band, Shape, equalise
from tutti.sound.audio import Samples

WOW_HZ, FLUTTER_HZ = 0.55, 6.3
WOW_CENTS, FLUTTER_CENTS = 6.0, 1.2  # at full wear
_DRIVE = 2.2
_PIECE_FRAMES = 64
_BUMP = Band(shape=Shape.PEAK, frequency_hz=90.0, gain_db=1.5, q=0.8)
_HISSLESS = Band(shape=Shape.HIGH_CUT, frequency_hz=11000.0)


def worn(samples: Samples, wear: float, sample_rate_hz: int) -> Samples:
    """The samples as a tape machine gives them back.

    Args:
        samples: shaped (2, frames), peaks around full scale or below.
        wear: 0 to 1.
        sample_rate_hz: of the samples.
    """
    peak = float(np.max(np.abs(samples), initial=1e-9))
    drive = np.float32(_DRIVE * wear / peak)
    warm = np.tanh(samples * drive) / drive
    swings = []
    for hertz, cents in ((WOW_HZ, WOW_CENTS), (FLUTTER_HZ, FLUTTER_CENTS)):
        deviation = 2.0 ** (wear * cents / 1200.0) - 1.0
        swings.append((2.0 * math.pi * hertz / sample_rate_hz, deviation * sample_rate_hz / (2.0 * math.pi * hertz)))
    wavering = _wavered(np.asarray(warm, dtype=np.float32), *swings[0], *swings[1])
    return equalise(wavering, (_BUMP, _HISSLESS), sample_rate_hz, out=wavering)


@numba.njit(cache=True, nogil=True)
def _wavered(
    samples: Samples, wow: float, wow_frames: float, flutter: float, flutter_frames: float
) -> Samples:  # pragma: no cover
    """Read at a wavering place, by cubic interpolation (Catmull-Rom); the place moves in straight pieces."""
    channels, frames = samples.shape
    out = np.zeros_like(samples)
    for start in range(0, frames, _PIECE_FRAMES):
        end = start + _PIECE_FRAMES
        offset = wow_frames * math.sin(wow * start) + flutter_frames * math.sin(flutter * start)
        next_offset = wow_frames * math.sin(wow * end) + flutter_frames * math.sin(flutter * end)
        drift = (next_offset - offset) / _PIECE_FRAMES
        for frame in range(start, min(end, frames)):
            place = frame + offset + drift * (frame - start)
            first = math.floor(place)
            if first < 1 or first > frames - 3:
                continue
            t = np.float32(place - first)
            for channel in range(channels):
                a = samples[channel, first - 1]
                b = samples[channel, first]
                c = samples[channel, first + 1]
                d = samples[channel, first + 2]
                slope = np.float32(0.5) * (c - a)
                curve = a - np.float32(2.5) * b + np.float32(2.0) * c - np.float32(0.5) * d
                cubic = np.float32(0.5) * (d - a) + np.float32(1.5) * (b - c)
                out[channel, frame] = ((cubic * t + curve) * t + slope) * t + b
    return out
