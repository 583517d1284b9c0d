"""How far a band is tuned from A = 440 Hz, and a log-frequency map put in tune.

The energy of the three bins of each semitone has a phase; its mean angle is the offset (Mauch & Dixon, ISMIR 2010).
Offsets are in semitones, -0.5 to 0.5; `tuning_cents` is what a Listening reports.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.ndimage import uniform_filter1d

from tutti.listen.band_spectrum import BINS_PER_SEMITONE, Float32Array

COMPRESSION = 300.0  # gain before log(1 + x) of log-frequency magnitudes
LEAST_AGREEMENT = 0.1  # of the phases of all notes; noise has less, music in tune about 0.5
OCTAVE_BINS = 12 * BINS_PER_SEMITONE + 1


def tuning_semitones(log_frequency: Float32Array) -> float:
    """The offset of a recording from concert pitch; 0 where there is no pitch."""
    loudness = np.log1p(COMPRESSION * log_frequency.mean(axis=0, dtype=np.float64))
    peaks = np.maximum(loudness - uniform_filter1d(loudness, OCTAVE_BINS), 0.0)
    thirds = np.array([peaks[third::BINS_PER_SEMITONE].sum() for third in range(BINS_PER_SEMITONE)])
    turns = np.exp(2j * np.pi * (np.arange(BINS_PER_SEMITONE) - 1) / BINS_PER_SEMITONE)
    mean = np.sum(thirds * turns)
    if abs(mean) <= LEAST_AGREEMENT * thirds.sum():
        return 0.0
    return float(np.angle(mean) / (2 * np.pi))


def retuned(log_frequency: npt.NDArray[np.floating], offset_semitones: float) -> npt.NDArray[np.float64]:
    """The map shifted so that its notes fall on the middle bins."""
    position = np.arange(log_frequency.shape[1]) + BINS_PER_SEMITONE * offset_semitones
    low = np.clip(np.floor(position).astype(int), 0, log_frequency.shape[1] - 1)
    high = np.clip(low + 1, 0, log_frequency.shape[1] - 1)
    share = position - np.floor(position)
    return np.asarray(log_frequency[:, low] * (1.0 - share) + log_frequency[:, high] * share, dtype=np.float64)
