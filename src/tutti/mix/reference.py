"""The spectrum commercial recordings have on average, in third octaves.

The mean of 12 345 recordings of popular music, as the two quadratic fits of A. Elowsson and A. Friberg, "Long-term
average spectrum in popular music and its relation to the level of the percussion", AES 142 (2017), eq. 5 and 6: density
in dB over 60 bins an octave from 30 Hz. They find that genres differ mainly by how much percussion they have, which
lifts lows and highs and leaves the middle alone; P. Pestana, Z. Ma, J. Reiss, A. Barbosa and D. Black, "Spectral
characteristics of popular commercial recordings 1950-2010", AES 135 (2013), find the same between jazz and folk on one
side, pop, rock, hip-hop and electronic music on the other. How far a class lies from the mean is our reading of both.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tutti.music.score import Percussion

FloatArray = npt.NDArray[np.float64]

_LOW_FIT = (-0.000907, 0.256, -32.942)  # below bin 100, which is 94 Hz
_HIGH_FIT = (-0.000183, 0.0213, -16.735)
_BINS_PER_OCTAVE, _FIRST_BIN_HZ, _LAST_LOW_BIN = 60, 30.0, 100
_LOWS_HZ, _HIGHS_HZ = (160.0, 80.0), (2500.0, 6300.0)  # a class leans between these
_LEAN_DB = {Percussion.LITTLE: (-3.0, -2.0), Percussion.MIDDLING: (0.0, 0.0), Percussion.MUCH: (4.0, 3.0)}


def reference_db(percussion: Percussion, centres_hz: FloatArray, *, brightness_db: float = 0.0) -> FloatArray:
    """Power in third octaves around the centres, in dB of an arbitrary level; leaned by a wished brightness."""
    bins = 1.0 + _BINS_PER_OCTAVE * np.log2(centres_hz / _FIRST_BIN_HZ)
    density = np.where(bins < _LAST_LOW_BIN, np.polyval(_LOW_FIT, bins), np.polyval(_HIGH_FIT, bins))
    low_db, high_db = _LEAN_DB[percussion]
    lean = low_db * _faded(centres_hz, *_LOWS_HZ) + (high_db + brightness_db) * _faded(centres_hz, *_HIGHS_HZ)
    return np.asarray(density + 10.0 * np.log10(centres_hz) + lean)


def _faded(centres_hz: FloatArray, nothing_hz: float, all_hz: float) -> FloatArray:
    return np.asarray(np.clip(np.log2(centres_hz / nothing_hz) / np.log2(all_hz / nothing_hz), 0.0, 1.0))
