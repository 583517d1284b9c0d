"""Band-limited periods: a waveform summed from just the harmonics that fit under the highest audible frequency.

A table holds one period, float32, with the first value repeated at its end for the interpolation. There is one for
every highest harmonic, so nothing folds back and no treble is lost. The table is at least 16 times finer than its
highest harmonic: what linear interpolation adds there lies 47 dB under that harmonic, and so about 95 dB under a
sawtooth.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from tutti.perform.band.synth.cycles import SINE_BITS
from tutti.perform.band.synth.patch import Waveform

FloatTable = npt.NDArray[np.float32]
HIGHEST_HZ = 19_000.0
FINENESS = 16
_SMALLEST, _LARGEST = 1 << SINE_BITS, 16384


def harmonics_under(frequency_hz: float, sample_rate_hz: int) -> int:
    """How many harmonics of a frequency are let sound."""
    return max(int(min(HIGHEST_HZ, 0.45 * sample_rate_hz) / frequency_hz), 1)


@lru_cache(maxsize=512)
def wavetable(wave: Waveform, harmonics: int) -> FloatTable:
    """One period of a waveform between about -1 and 1, with so many harmonics; a pulse is read as two saws."""
    size = min(max(1 << (FINENESS * harmonics - 1).bit_length(), _SMALLEST), _LARGEST)
    number = np.arange(1, min(harmonics, size // 2 - 1) + 1)
    spectrum = np.zeros(size // 2 + 1, dtype=np.complex128)
    spectrum[number] = _amplitudes(wave, number) * (-0.5j * size)
    period = np.fft.irfft(spectrum, size)
    table = np.append(period, period[0]).astype(np.float32)
    table.setflags(write=False)
    return table


def _amplitudes(wave: Waveform, number: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Amplitudes of the sines."""
    is_odd = number % 2 == 1
    if wave in (Waveform.SAW, Waveform.PULSE):
        return np.asarray(2.0 / (np.pi * number))
    if wave is Waveform.SQUARE:
        return np.where(is_odd, 4.0 / (np.pi * number), 0.0)
    if wave is Waveform.TRIANGLE:
        signs = np.where(number % 4 == 1, 1.0, -1.0)
        return np.where(is_odd, signs * 8.0 / (np.pi * number) ** 2, 0.0)
    return np.where(number == 1, 1.0, 0.0)
