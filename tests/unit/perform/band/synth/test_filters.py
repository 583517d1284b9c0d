"""The filters against their transfer functions."""

import numpy as np
import pytest

from tutti.perform.band.synth.drive import saturate
from tutti.perform.band.synth.filters import BAND, HIGH, LOW, ladder, state_variable

RATE_HZ = 44100
CUTOFF_HZ = 1000.0
SHARES = np.array([CUTOFF_HZ / RATE_HZ])


def response_db(kind: str, hz: float, resonance: float = 0.0) -> float:
    impulse = np.zeros(1 << 15, dtype=np.float32)
    impulse[0] = 1.0
    if kind == "ladder":
        ladder(impulse, SHARES, resonance, 0.0)
    else:
        state_variable(impulse, SHARES, resonance, {"low": LOW, "band": BAND, "high": HIGH}[kind])
    turned = np.exp(-2j * np.pi * hz / RATE_HZ * np.arange(len(impulse)))
    return float(20 * np.log10(abs(np.sum(impulse * turned))))


def test_slopes() -> None:
    assert response_db("low", 4000.0) - response_db("low", 2000.0) == pytest.approx(-12.0, abs=3.0)
    assert response_db("high", 250.0) - response_db("high", 500.0) == pytest.approx(-12.0, abs=3.0)
    assert response_db("ladder", 6000.0) - response_db("ladder", 3000.0) == pytest.approx(-24.0, abs=2.5)
    assert response_db("band", CUTOFF_HZ, 0.5) == pytest.approx(0.0, abs=0.1)


def test_the_ladder_is_four_poles_at_its_cutoff() -> None:
    assert response_db("ladder", 20.0) == pytest.approx(0.0, abs=0.01)
    assert response_db("ladder", CUTOFF_HZ) == pytest.approx(-12.04, abs=0.05)  # four times 3.01 dB


def test_resonance_rises_at_the_cutoff() -> None:
    heights = [response_db("ladder", CUTOFF_HZ, resonance) for resonance in (0.0, 0.4, 0.8, 0.95)]
    assert heights == sorted(heights)
    # With feedback k the gain at the cutoff is (1 / 4) / (1 - k / 4), times what is given back to the bass.
    assert heights[2] == pytest.approx(20 * np.log10(0.25 / (1 - 0.8) * 2.6), abs=0.1)


def test_a_cutoff_that_jumps_does_not_blow_up() -> None:
    random = np.random.default_rng(3)
    for resonance in (0.0, 0.99):
        noise = random.standard_normal(RATE_HZ).astype(np.float32)
        shares = random.uniform(0.0005, 0.45, RATE_HZ // 32)
        ladder(noise, shares, resonance, 2.0)
        assert np.isfinite(noise).all()
        assert np.abs(noise).max() < 50.0


def test_saturation_follows_its_curve_and_does_not_fold_back() -> None:
    slow = (2.0 * np.sin(2 * np.pi * 50.0 * np.arange(8820) / RATE_HZ)).astype(np.float32)
    shaped = slow.copy()
    saturate(shaped, 0.0)
    np.testing.assert_allclose(shaped[100:-100], (slow / np.sqrt(1 + slow**2))[100:-100], atol=0.02)
    frames, periods = 1 << 15, 4001  # 5.4 kHz: every harmonic from the fifth on lies over half the rate
    high = np.sin(2 * np.pi * periods * np.arange(2 * frames) / frames).astype(np.float32)
    saturate(high, 12.0)
    spectrum = np.abs(np.fft.rfft(high[frames // 2 :][:frames].astype(np.float64)))
    foreign = np.ones(len(spectrum), dtype=bool)
    foreign[[periods, 3 * periods]] = False
    assert 20 * np.log10(spectrum[foreign].max() / spectrum.max()) < -38.0
