"""The effects of single instruments: what they change, and what they must leave."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from tests.unit.perform.band.test_render_band import part, score

from tutti.music.form import Section, SectionLabel
from tutti.perform.band.inserts.amplifier import HIGH_HZ, amplify
from tutti.perform.band.inserts.choice import insert
from tutti.perform.band.inserts.ensemble import ensemble
from tutti.perform.band.inserts.rotary import BLOCK_FRAMES, FAST_HZ, SLOW_HZ, rotary
from tutti.perform.band.inserts.tremolo import RATE_HZ as TREMOLO_HZ
from tutti.perform.band.inserts.tremolo import tremolo

RATE_HZ = 44100


def tone(*hz: float, seconds: float = 4.0, level: float = 0.1) -> npt.NDArray[np.float32]:
    time = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    mono = level * sum(np.sin(2 * np.pi * each * time) for each in hz)
    return np.stack([mono, mono]).astype(np.float32)


def power(samples: npt.NDArray[np.float32]) -> float:
    return float(np.mean(samples.astype(np.float64) ** 2))


def swing_hz(channel: npt.NDArray[np.float32]) -> float:
    """The strongest frequency of the level."""
    level = np.sqrt(np.mean(channel[: len(channel) // 441 * 441].reshape(-1, 441).astype(np.float64) ** 2, axis=1))
    spectrum = np.abs(np.fft.rfft((level - level.mean()) * np.hanning(len(level)), 1 << 14))
    return float(np.argmax(spectrum) * 100.0 / (1 << 14))


@pytest.mark.parametrize("hz", [SLOW_HZ, FAST_HZ])
def test_a_rotor_turns_as_fast_as_it_is_told(hz: float) -> None:
    samples = tone(2000.0, seconds=6.0)
    before = power(samples)
    rotary(samples, np.array([hz]), RATE_HZ)
    assert swing_hz(samples[0]) == pytest.approx(hz, rel=0.12)
    assert 10 * np.log10(power(samples) / before) == pytest.approx(0.0, abs=1.0)
    # Towards and away from the ear: the pitch goes up and down by 2 pi f r / c.
    crossings = np.flatnonzero((samples[0, 2000:-1] < 0) & (samples[0, 2001:] >= 0))
    periods = np.convolve(np.diff(crossings), np.ones(20) / 20, mode="valid")
    cents = 1200 * np.log2(periods.max() / periods.min())
    assert cents > (2.0 if hz == SLOW_HZ else 25.0)


def test_the_rotor_changes_speed_with_inertia() -> None:
    samples = tone(2000.0, seconds=8.0)
    blocks = samples.shape[1] // BLOCK_FRAMES + 1
    wanted = np.where(np.arange(blocks) < blocks // 2, SLOW_HZ, FAST_HZ)
    rotary(samples, wanted, RATE_HZ)
    assert swing_hz(samples[0, : 4 * RATE_HZ]) < 1.5
    assert swing_hz(samples[0, round(6.5 * RATE_HZ) :]) > 5.0


def test_a_tremolo_goes_from_side_to_side_and_keeps_its_power() -> None:
    samples = tone(500.0)
    before = samples.copy()
    tremolo(samples, RATE_HZ)
    assert swing_hz(samples[0]) == pytest.approx(TREMOLO_HZ, rel=0.05)
    np.testing.assert_allclose(np.sum(samples**2, axis=0), np.sum(before**2, axis=0), atol=1e-6)


def test_an_amplifier_joins_a_chord_and_its_speaker_has_no_treble() -> None:
    samples = tone(110.0, 165.0, level=0.05)
    loud = power(samples)
    amplify(samples, RATE_HZ)
    spectrum = np.abs(np.fft.rfft(samples[0].astype(np.float64) * np.hanning(samples.shape[1])))
    hz = np.arange(len(spectrum)) * RATE_HZ / samples.shape[1]

    def at(where: float) -> float:
        return float(spectrum[np.abs(hz - where) < 2.0].max())

    assert at(385.0) > 0.03 * at(110.0)  # 2 * 110 + 165: a tone of neither string alone
    assert np.sum(spectrum[hz > 2 * HIGH_HZ] ** 2) < 1e-4 * np.sum(spectrum**2)
    assert 10 * np.log10(power(samples) / loud) == pytest.approx(0.0, abs=0.3)
    silence = np.zeros((2, RATE_HZ), dtype=np.float32)
    amplify(silence, RATE_HZ)
    assert not silence.any()


def test_an_amplifier_keeps_its_place() -> None:
    samples = tone(110.0)
    samples[0] *= 0.5
    amplify(samples, RATE_HZ)
    assert power(samples[:1]) / power(samples[1:]) == pytest.approx(0.25, rel=0.01)


def test_an_ensemble_is_wide_and_keeps_its_mono_sum() -> None:
    samples = tone(440.0, 554.37, 659.26)
    before = power(samples.mean(axis=0))
    ensemble(samples, 0.6, RATE_HZ)
    assert np.corrcoef(samples)[0, 1] < 0.97
    assert abs(10 * np.log10(power(samples.mean(axis=0)) / before)) < 3.0


def test_each_program_goes_through_its_own() -> None:
    sections = (
        Section(start_beats=0.0, end_beats=4.0, label=SectionLabel.VERSE, energy=0.4),
        Section(start_beats=4.0, end_beats=8.0, label=SectionLabel.CHORUS, energy=0.9),
    )
    song = replace(score(part("organ", 16, (60,))), sections=sections)
    for program, is_changed in ((16, True), (4, True), (30, True), (0, False), (48, False)):
        samples = tone(880.0, seconds=1.0)
        insert(samples, program, song, RATE_HZ)
        assert np.array_equal(samples, tone(880.0, seconds=1.0)) is not is_changed
