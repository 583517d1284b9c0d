"""What the notes of a voice are cut by, besides pitch: level, spectral flux, and the level of its vowels.

Frames are 10 ms apart on mono audio at 16 kHz, each the middle of a 32 ms window. Bands are triangles on a geometric
scale from 100 to 7500 Hz; flux is the mean rise of the bands' log energy over three frames.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import fft

FloatArray = npt.NDArray[np.float64]

_SAMPLE_RATE_HZ = 16000
_HOP_SAMPLES = 160
_WINDOW_SAMPLES = 512
_BANDS = 24
_LOWEST_HZ, _HIGHEST_HZ = 100.0, 7500.0
_FLUX_LAG_FRAMES = 3
_VOWEL_BANDS = slice(9, 20)  # about 470 to 2700 Hz: the formants that carry a vowel
_FLOOR_OF_LOUDEST = 1e-3  # spectrum below this share of its 99th percentile is noise
_BLOCK_FRAMES = 3000  # half a minute at a time bounds the memory


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class VoiceSpectrum:
    """Frame by frame, 10 ms apart.

    Attributes:
        flux: mean rise of log energy, in nepers.
        level_db: RMS level relative to full scale.
        vowel_level: mean log energy of the formant bands, in nepers.
    """

    flux: FloatArray
    level_db: FloatArray
    vowel_level: FloatArray


def analyse(samples: npt.NDArray[np.float32]) -> VoiceSpectrum:
    """The spectrum of mono audio at 16 kHz."""
    padded = np.pad(samples, _WINDOW_SAMPLES // 2).astype(np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW_SAMPLES)[::_HOP_SAMPLES]
    window = np.hanning(_WINDOW_SAMPLES).astype(np.float32)
    magnitudes, powers = [], []
    for start in range(0, len(frames), _BLOCK_FRAMES):
        block = frames[start : start + _BLOCK_FRAMES]
        magnitudes.append(np.abs(fft.rfft(block * window, axis=1)).astype(np.float32))
        powers.append(np.mean(np.square(block), axis=1))
    magnitude = np.concatenate(magnitudes)
    floor = _FLOOR_OF_LOUDEST * float(np.percentile(magnitude, 99)) + 1e-6
    bands = np.log(magnitude @ _triangles() + floor).astype(np.float64)
    rise = np.zeros_like(bands)
    rise[_FLUX_LAG_FRAMES:] = np.maximum(0.0, bands[_FLUX_LAG_FRAMES:] - bands[:-_FLUX_LAG_FRAMES])
    return VoiceSpectrum(
        flux=rise.mean(axis=1),
        level_db=20.0 * np.log10(np.sqrt(np.concatenate(powers).astype(np.float64)) + 1e-6),
        vowel_level=bands[:, _VOWEL_BANDS].mean(axis=1),
    )


def _triangles() -> npt.NDArray[np.float32]:
    """Filters shaped (bins, bands), each summing to one."""
    bins = np.arange(_WINDOW_SAMPLES // 2 + 1) * _SAMPLE_RATE_HZ / _WINDOW_SAMPLES
    edges = np.geomspace(_LOWEST_HZ, _HIGHEST_HZ, _BANDS + 2)
    rising = (bins[:, None] - edges[None, :-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[None, 2:] - bins[:, None]) / (edges[2:] - edges[1:-1])
    filters = np.clip(np.minimum(rising, falling), 0.0, 1.0)
    return np.asarray(filters / (filters.sum(axis=0) + 1e-6), dtype=np.float32)
