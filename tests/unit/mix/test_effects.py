"""Effects against their definitions: magnitudes, decay time, compression ratio, ceiling."""

from time import thread_time

import numpy as np
import pytest
from scipy.signal import butter, sosfilt, sosfreqz

from tutti.base.seeds import generator
from tutti.mix.ducking import DEPTH_DB, gain_under
from tutti.mix.effects.compressor import Compression, compress
from tutti.mix.effects.equaliser import Band, Shape, equalise, section
from tutti.mix.effects.reverb import Room, plate, reverberate
from tutti.mix.limiter import band_gain
from tutti.sound.audio import Audio
from tutti.sound.loudness import true_peak_dbtp

RATE_HZ = 48000


def magnitude_db(band: Band, frequency_hz: float) -> float:
    _, answer = sosfreqz(section(band, RATE_HZ)[None], worN=[frequency_hz], fs=RATE_HZ)
    return float(20 * np.log10(abs(answer[0])))


def test_a_peak_has_its_gain_at_its_frequency() -> None:
    band = Band(shape=Shape.PEAK, frequency_hz=3000, gain_db=-4.0, q=1.0)
    assert magnitude_db(band, 3000) == pytest.approx(-4.0, abs=0.01)
    assert magnitude_db(band, 60) == pytest.approx(0.0, abs=0.05)


def test_a_shelf_has_half_its_gain_at_its_corner() -> None:
    band = Band(shape=Shape.HIGH_SHELF, frequency_hz=5000, gain_db=6.0)
    assert magnitude_db(band, 5000) == pytest.approx(3.0, abs=0.05)
    assert magnitude_db(band, 20000) == pytest.approx(6.0, abs=0.3)


def test_a_filter_in_silence_takes_no_longer_and_goes_on_as_before() -> None:
    """Filters that die away into denormal numbers took ten times as long."""
    bands = [
        Band(shape=Shape.LOW_CUT, frequency_hz=100),
        Band(shape=Shape.PEAK, frequency_hz=3000, gain_db=-2.0, q=0.7),
    ]
    sound = generator(3, "noise").normal(0.0, 0.1, (1, 30 * RATE_HZ)).astype(np.float32)
    dying = sound.copy()
    dying[:, RATE_HZ:-RATE_HZ] = 0.0
    seconds = []
    for samples in (sound, dying):
        started = thread_time()
        filtered = equalise(samples, bands, RATE_HZ)
        seconds.append(thread_time() - started)
    assert seconds[1] < 4.0 * seconds[0]
    sections = np.array([section(band, RATE_HZ) for band in bands])
    np.testing.assert_allclose(filtered[0], sosfilt(sections, dying[0]), rtol=1e-6, atol=1e-20)


def test_a_low_cut_is_three_decibels_down_at_its_corner() -> None:
    band = Band(shape=Shape.LOW_CUT, frequency_hz=100)
    assert magnitude_db(band, 100) == pytest.approx(-3.01, abs=0.02)
    assert magnitude_db(band, 25) == pytest.approx(-24.1, abs=0.5)


def test_the_filter_does_what_its_section_says() -> None:
    band = Band(shape=Shape.PEAK, frequency_hz=1000, gain_db=6.0)
    time = np.arange(RATE_HZ) / RATE_HZ
    sine = (0.1 * np.sin(2 * np.pi * 1000 * time)).astype(np.float32)
    heard = equalise(np.stack([sine, sine]), [band], RATE_HZ)
    assert np.max(np.abs(heard[:, RATE_HZ // 2 :])) == pytest.approx(0.1 * 10 ** (6 / 20), rel=0.01)


def test_a_low_cut_is_exact_and_its_tail_dies() -> None:
    """Against scipy in double precision; single-precision filtering is 90 dB worse here."""
    band = Band(shape=Shape.LOW_CUT, frequency_hz=35)
    sound = np.zeros((2, RATE_HZ * 4), dtype=np.float32)
    sound[:, :RATE_HZ] = 0.3 * np.sin(2 * np.pi * 55 * np.arange(RATE_HZ) / RATE_HZ)
    heard = equalise(sound, [band], RATE_HZ)
    np.testing.assert_allclose(heard, sosfilt(section(band, RATE_HZ)[None], sound.astype(float), axis=1), atol=1e-7)
    assert np.all(heard[:, -RATE_HZ:] == 0.0)


@pytest.mark.parametrize("decay", [0.8, 2.0])
def test_a_room_decays_in_its_time(decay: float) -> None:
    """Schroeder's backward integral between -5 and -35 dB, low-passed where the room is not yet damped."""
    impulse = np.zeros((2, int(RATE_HZ * decay * 1.5)), dtype=np.float32)
    impulse[:, 0] = 1.0
    spectrum = np.fft.rfft(reverberate(impulse, Room(decay_seconds=decay), RATE_HZ)[0])
    spectrum[int(len(spectrum) * 1500 / (RATE_HZ / 2)) :] = 0
    energy = np.cumsum(np.fft.irfft(spectrum)[::-1] ** 2)[::-1]
    level = 10 * np.log10(energy / energy[0] + 1e-12)
    start, end = np.argmax(level < -5), np.argmax(level < -35)
    assert 2 * (end - start) / RATE_HZ == pytest.approx(decay, rel=0.15)


@pytest.mark.parametrize("space", [Room(decay_seconds=1.2), plate(1.2)])
def test_a_room_is_wide_and_keeps_the_energy(space: Room) -> None:
    noise = generator(1, "noise").normal(0, 0.1, RATE_HZ).astype(np.float32)
    wet = reverberate(np.pad(np.stack([noise, noise]), ((0, 0), (0, RATE_HZ * 2))), space, RATE_HZ)
    assert np.sum(wet**2) / 2 == pytest.approx(np.sum(noise**2), rel=0.25)
    assert abs(np.corrcoef(wet)[0, 1]) < 0.3


def test_a_compressor_holds_its_ratio() -> None:
    """A sine 18 dB over the threshold comes out 18 / ratio over it."""
    time = np.arange(RATE_HZ) / RATE_HZ
    sine = (10 ** (-6 / 20) * np.sin(2 * np.pi * 2000 * time)).astype(np.float32)
    out = compress(np.stack([sine, sine]), Compression(threshold_db=-24.0, ratio=3.0), RATE_HZ)
    assert 20 * np.log10(np.max(np.abs(out[:, RATE_HZ // 2 :]))) == pytest.approx(-18.0, abs=0.7)


def test_the_band_ducks_under_a_sounding_lead_only() -> None:
    time = np.arange(RATE_HZ * 4) / RATE_HZ
    lead = 0.3 * np.sin(2 * np.pi * 300 * time) * (time < 2)
    curve = 20 * np.log10(gain_under(np.stack([lead, lead]).astype(np.float32), RATE_HZ))
    assert curve[RATE_HZ] == pytest.approx(-DEPTH_DB, abs=0.05)
    assert curve[-1] == pytest.approx(0.0, abs=0.05)
    assert np.max(np.abs(np.diff(curve))) < 0.01


@pytest.mark.parametrize("ceiling_db", [-1.0, -6.0])
def test_the_limiter_spares_the_upload_and_holds_the_ceiling(ceiling_db: float) -> None:
    rng = generator(2, "limiter")
    upload = (rng.normal(0, 0.08, (2, RATE_HZ)) * (np.arange(RATE_HZ) % 9000 < 4000)).astype(np.float32)
    low = butter(2, 9000, fs=RATE_HZ, output="sos")
    band = sosfilt(low, rng.normal(0, 0.6, (2, RATE_HZ)), axis=1).astype(np.float32)
    curve = band_gain(upload, band, 10 ** (ceiling_db / 20), RATE_HZ)
    total = Audio(samples=upload + band * curve, sample_rate_hz=RATE_HZ)
    assert true_peak_dbtp(total) <= ceiling_db + 0.2
    assert np.all((curve >= 0) & (curve <= 1))
    assert np.max(np.abs(np.diff(curve))) < 0.02


def test_the_limiter_works_through_long_sound_without_joins() -> None:
    seconds = np.arange(40 * RATE_HZ) / RATE_HZ
    steady = np.tile(np.sin(2 * np.pi * 997 * seconds).astype(np.float32), (2, 1))
    curve = band_gain(np.zeros_like(steady), steady, 0.5, RATE_HZ)
    assert len(curve) == len(seconds)
    np.testing.assert_allclose(curve, 0.5, atol=0.002)


def test_the_limiter_leaves_alone_what_fits() -> None:
    quiet = np.full((2, 1000), 0.1, dtype=np.float32)
    np.testing.assert_array_equal(band_gain(quiet, quiet, 0.9, RATE_HZ), np.ones(1000, dtype=np.float32))
