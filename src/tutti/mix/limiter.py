"""A look-ahead limiter that spares the upload: where both together pass the ceiling, the band gives way.

For every moment, between samples too (four times oversampled), the gain of the band is found at which
upload + gain x band just touches the ceiling. The curve of these gains is held low over the look-ahead, let go slowly,
and smoothed with a window as long as the look-ahead, so that it is never above what was asked and never jumps.
"""

from __future__ import annotations

import math

import numba
import numpy as np
import numpy.typing as npt
from scipy.fft import next_fast_len
from scipy.ndimage import minimum_filter1d
from scipy.signal import oaconvolve
from scipy.special import lambertw

from tutti.sound.audio import Samples

LOOKAHEAD_SECONDS = 0.004
RELEASE_SECONDS = 0.08
_PHASES = 4
_TAPS = 16
_HOT_SHARE = 0.6  # only near samples above this share of the ceiling can a peak between samples pass it

_BLOCK_FRAMES = 1 << 18
_PIECE_BLOCKS, _MORE_BLOCKS = 512, 16  # whole vectors of blocks, which are transformed side by side

Curve = npt.NDArray[np.float32]


def band_gain(
    upload: Samples, band: Samples, ceiling: float, sample_rate_hz: int, *, most: Curve | None = None
) -> Curve:
    """The gain of the band, shaped (frames,), at which the sum stays under the ceiling (linear).

    Args:
        upload: shaped (2, frames).
        band: shaped (2, frames).
        ceiling: of the sum, between the samples too.
        sample_rate_hz: of both.
        most: the highest gain of each frame that anything else allows.
    """
    wanted = np.ones(band.shape[1], dtype=np.float32)
    if most is not None:
        np.minimum(wanted, most, out=wanted)
    for channel in range(band.shape[0]):
        _wanted_gain(
            np.ascontiguousarray(upload[channel]),
            np.ascontiguousarray(band[channel]),
            ceiling,
            _interpolators(),
            wanted,
        )
    if wanted.min() >= 1.0:
        return wanted
    reach = max(1, round(LOOKAHEAD_SECONDS * sample_rate_hz))
    wanted = _held(wanted, reach)
    _release(wanted, 1.0 - math.exp(-1.0 / (RELEASE_SECONDS * sample_rate_hz)))
    window = np.hanning(2 * reach + 3)[1:-1].astype(np.float32)
    wanted = np.concatenate([np.full(reach, wanted[0]), wanted, np.full(reach, wanted[-1])])
    smooth = _smoothed(wanted, window / window.sum())
    return np.clip(smooth, 0.0, 1.0, out=smooth)


def _held(gain: Curve, reach: int) -> Curve:
    """The lowest gain within reach of each frame; in blocks, for the filter computes in double precision."""
    held = np.empty_like(gain)
    for start in range(0, len(gain), _BLOCK_FRAMES):
        stop = min(start + _BLOCK_FRAMES, len(gain))
        first = max(0, start - reach)
        around = minimum_filter1d(gain[first : stop + reach], 2 * reach + 1)
        held[start:stop] = around[start - first : stop - first]
    return held


def _smoothed(gain: Curve, window: Curve) -> Curve:
    """The gain under a moving window; in pieces of many blocks of the transform, to spare memory."""
    overlap = len(window) - 1
    # The block that overlap-add chooses by itself: pieces of whole blocks round as the whole does.
    longest = -overlap * lambertw(-1.0 / (2.0 * math.e * overlap), k=-1).real
    step = next_fast_len(math.ceil(longest)) - overlap
    smooth = np.empty(len(gain) - overlap, dtype=np.float32)
    piece = _PIECE_BLOCKS * step
    for start in range(0, len(smooth), piece):
        part = oaconvolve(gain[start : start + piece + _MORE_BLOCKS * step], window, mode="valid")
        smooth[start : start + piece] = part[: min(piece, len(smooth) - start)]
    return smooth


def _interpolators() -> npt.NDArray[np.float64]:
    """Windowed-sinc interpolators at 0, 1/4, 1/2 and 3/4 of a sample, shaped (phases, taps)."""
    taps = np.arange(_TAPS) - _TAPS // 2 + 1
    rows = []
    for phase in range(_PHASES):
        at = taps - phase / _PHASES
        weights = np.sinc(at) * np.cos(np.pi * at / (_TAPS + 1)) ** 2
        rows.append(weights / weights.sum())
    return np.array(rows)


@numba.njit(cache=True, nogil=True)
def _wanted_gain(
    upload: npt.NDArray[np.float32],
    band: npt.NDArray[np.float32],
    ceiling: float,
    interpolators: npt.NDArray[np.float64],
    wanted: Curve,
) -> None:  # pragma: no cover
    half = interpolators.shape[1] // 2
    frames = len(band)
    for frame in range(frames):
        following = min(frame + 1, frames - 1)
        if max(abs(upload[frame] + band[frame]), abs(upload[following] + band[following])) < _HOT_SHARE * ceiling:
            continue
        for phase in range(interpolators.shape[0]):
            u = 0.0
            b = 0.0
            for tap in range(interpolators.shape[1]):
                at = frame + tap - half + 1
                if 0 <= at < frames:
                    u += interpolators[phase, tap] * upload[at]
                    b += interpolators[phase, tap] * band[at]
            if u + b > ceiling and b > 0.0:
                gain = max(0.0, (ceiling - u) / b)
            elif u + b < -ceiling and b < 0.0:
                gain = max(0.0, (-ceiling - u) / b)
            else:
                continue
            wanted[frame] = min(wanted[frame], np.float32(gain))
            if phase > 0:
                wanted[following] = min(wanted[following], np.float32(gain))


@numba.njit(cache=True, nogil=True)
def _release(gain: Curve, rate: float) -> None:  # pragma: no cover
    """Down at once, up slowly; in place."""
    now = 1.0
    for frame in range(len(gain)):
        now = min(gain[frame], now + (1.0 - now) * rate)
        gain[frame] = now
