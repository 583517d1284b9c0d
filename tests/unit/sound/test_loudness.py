"""Loudness against EBU Tech 3341's signals, pyloudnorm and theory; true peak against oversampling by scipy."""

import math
from time import thread_time

import numpy as np
import pyloudnorm
import pytest
from scipy.signal import resample_poly

from tutti.base.seeds import generator
from tutti.sound.audio import Audio
from tutti.sound.loudness import integrated_lufs, short_term_lufs, step_powers, true_peak_dbtp


def sine(level_dbfs: float, seconds: float, rate_hz: int = 48000, frequency_hz: float = 1000.0) -> np.ndarray:
    time = np.arange(int(seconds * rate_hz)) / rate_hz
    return 10 ** (level_dbfs / 20) * np.sin(2 * np.pi * frequency_hz * time)


def stereo(samples: np.ndarray, rate_hz: int = 48000) -> Audio:
    return Audio(samples=np.stack([samples, samples]).astype(np.float32), sample_rate_hz=rate_hz)


@pytest.mark.parametrize("level", [-23.0, -33.0])
def test_a_sine_reads_its_level(level: float) -> None:
    """EBU Tech 3341, cases 1 and 2."""
    assert integrated_lufs(stereo(sine(level, 20.0))) == pytest.approx(level, abs=0.1)


def test_the_relative_gate() -> None:
    """EBU Tech 3341, case 3: 10 s at -36, 60 s at -23, 10 s at -36 reads -23."""
    signal = np.concatenate([sine(-36, 10), sine(-23, 60), sine(-36, 10)])
    assert integrated_lufs(stereo(signal)) == pytest.approx(-23.0, abs=0.1)


def test_both_gates() -> None:
    """EBU Tech 3341, case 4: silence at -72 before and after is not heard."""
    parts = [sine(-72, 10), sine(-36, 10), sine(-23, 60), sine(-36, 10), sine(-72, 10)]
    assert integrated_lufs(stereo(np.concatenate(parts))) == pytest.approx(-23.0, abs=0.1)


@pytest.mark.parametrize("rate_hz", [44100, 48000, 96000])
def test_noise_agrees_with_pyloudnorm(rate_hz: int) -> None:
    rng = generator(1, "noise", rate_hz)
    samples = rng.normal(0, 0.1, (2, rate_hz * 8)) * np.repeat(rng.uniform(0.1, 1.0, 8), rate_hz)
    audio = Audio(samples=samples.astype(np.float32), sample_rate_hz=rate_hz)
    assert integrated_lufs(audio) == pytest.approx(pyloudnorm.Meter(rate_hz).integrated_loudness(samples.T), abs=0.1)


def test_silence_has_no_loudness() -> None:
    audio = stereo(np.zeros(48000))
    assert integrated_lufs(audio) == -math.inf
    assert true_peak_dbtp(audio) == -math.inf


def test_short_term_follows() -> None:
    levels = short_term_lufs(stereo(np.concatenate([sine(-40, 6), sine(-20, 6)])))
    assert levels[0] == pytest.approx(-40, abs=0.1)
    assert levels[-1] == pytest.approx(-20, abs=0.1)


def test_a_peak_between_the_samples_is_found() -> None:
    """A sine of a quarter of the rate, sampled at 45 degrees, peaks 3 dB above its samples."""
    time = np.arange(4800)
    edge = np.minimum(1.0, np.minimum(time, time[::-1]) / 200.0)
    samples = edge * 0.5 * np.sin(np.pi / 2 * time + np.pi / 4)
    assert 20 * np.log10(np.max(np.abs(samples))) == pytest.approx(-9.03, abs=0.05)
    assert true_peak_dbtp(stereo(samples)) == pytest.approx(-6.02, abs=0.1)


def test_true_peak_agrees_with_another_oversampling() -> None:
    samples = generator(2, "noise").normal(0, 0.2, 48000)
    expected = 20 * np.log10(np.max(np.abs(resample_poly(samples, 4, 1))))
    assert true_peak_dbtp(stereo(samples)) == pytest.approx(expected, abs=0.15)


def test_silence_takes_no_longer_than_sound() -> None:
    """Filters that die away into denormal numbers took fifty times as long."""
    sound = generator(3, "noise").normal(0.0, 0.1, (1, 30 * 48000)).astype(np.float32)
    dying = sound.copy()
    dying[:, 48000:] = 0.0
    seconds = []
    for samples in (sound, sound, dying):
        started = thread_time()
        step_powers(Audio(samples=samples, sample_rate_hz=48000))
        seconds.append(thread_time() - started)
    assert seconds[2] < 5.0 * seconds[1]
