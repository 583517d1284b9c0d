"""Band-limited periods against Fourier's series."""

import numpy as np
import pytest

from tutti.perform.band.synth.cycles import add_cycles, add_modulated
from tutti.perform.band.synth.patch import Waveform
from tutti.perform.band.synth.wavetable import HIGHEST_HZ, harmonics_under, wavetable


@pytest.mark.parametrize(
    ("wave", "amplitudes"),
    [
        (Waveform.SAW, [2 / np.pi, 1 / np.pi, 2 / (3 * np.pi)]),
        (Waveform.SQUARE, [4 / np.pi, 0.0, 4 / (3 * np.pi)]),
        (Waveform.TRIANGLE, [8 / np.pi**2, 0.0, 8 / (9 * np.pi**2)]),
        (Waveform.SINE, [1.0, 0.0, 0.0]),
    ],
)
def test_series(wave: Waveform, amplitudes: list[float]) -> None:
    table = wavetable(wave, 40)
    spectrum = np.abs(np.fft.rfft(table[:-1].astype(np.float64))) * 2 / (len(table) - 1)
    np.testing.assert_allclose(spectrum[1:4], amplitudes, atol=1e-5)
    assert spectrum[41:].max() < 1e-5
    assert table[0] == table[-1]


def test_the_highest_harmonic_is_the_last_that_fits() -> None:
    assert harmonics_under(1000.0, 44100) == 19
    assert harmonics_under(30000.0, 44100) == 1
    assert harmonics_under(27.5, 44100) * 27.5 <= HIGHEST_HZ


def test_a_table_is_read_at_its_frequency() -> None:
    out = np.zeros(44100, dtype=np.float32)
    add_cycles(wavetable(Waveform.SINE, 1), 0.25, np.array([441.0 / 44100]), 0.5, out)
    np.testing.assert_allclose(out, 0.5 * np.cos(2 * np.pi * 441.0 * np.arange(44100) / 44100), atol=1e-4)


def test_sidebands_are_bessel_functions() -> None:
    out = np.zeros(44100, dtype=np.float32)
    index = 1.2
    steps, indices = np.array([1000.0 / 44100]), np.array([index / (2 * np.pi)])
    add_modulated(wavetable(Waveform.SINE, 1), 0.0, steps, 0.3, indices, 1.0, out)
    spectrum = np.abs(np.fft.rfft(out.astype(np.float64))) * 2 / len(out)
    # J0(1.2) = 0.6711, J1(1.2) = 0.4983, J2(1.2) = 0.1593 (Abramowitz and Stegun, table 9.1)
    np.testing.assert_allclose(
        spectrum[[1000, 1300, 700, 1600, 400]], [0.6711, 0.4983, 0.4983, 0.1593, 0.1593], atol=1e-3
    )
