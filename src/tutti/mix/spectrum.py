"""The long-term spectrum of a sound in third octaves, as a mastering engineer looks at it.

Powers of Hann windows spread evenly over the sound, summed over the channels.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import fft

from tutti.sound.audio import Samples

FloatArray = npt.NDArray[np.float64]

CENTRES_HZ = 1000.0 * 2.0 ** (np.arange(-14, 13) / 3)  # 39 Hz to 16 kHz
_WINDOW_SECONDS = 0.34
_MOST_WINDOWS = 400


def third_octaves(samples: Samples, sample_rate_hz: int) -> FloatArray:
    """Power in each third octave of samples shaped (channels, frames)."""
    size = fft.next_fast_len(round(_WINDOW_SECONDS * sample_rate_hz), real=True)
    window = np.hanning(size).astype(np.float32)
    count = min(_MOST_WINDOWS, max(1, samples.shape[1] // size))
    power = np.zeros(size // 2 + 1)
    for start in np.linspace(0, max(0, samples.shape[1] - size), count).astype(int):
        piece = samples[:, start : start + size]
        spectrum = fft.rfft(piece * window[: piece.shape[1]], size, axis=1)
        power += np.square(np.abs(spectrum), dtype=np.float64).sum(axis=0)
    frequencies = fft.rfftfreq(size, 1.0 / sample_rate_hz)
    edges = np.concatenate([CENTRES_HZ * 2.0 ** (-1 / 6), CENTRES_HZ[-1:] * 2.0 ** (1 / 6)])
    places = np.searchsorted(frequencies, edges)
    total = np.concatenate([[0.0], np.cumsum(power)])
    return np.asarray((total[places[1:]] - total[places[:-1]]) / count)
