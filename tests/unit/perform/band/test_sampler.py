"""The sampler against the SoundFont standard, on samples whose every number is known."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from tests.unit.perform.band.tiny_font import ROOT_KEY, TinySample, Zone, played, sine, tiny_font

from tutti.perform.band.generators import Generator
from tutti.perform.band.soundfont import SoundFont

LOOPED_SINE = TinySample(frames=sine(2000), loop=(500, 1500))  # 441 Hz: 100 frames a period
LOOP = {Generator.SAMPLE: 0, Generator.SAMPLE_MODES: 1}
ONE_SHOT = {Generator.SAMPLE: 0, Generator.SAMPLE_MODES: 0}
CENTRE_GAIN = np.sqrt(0.5)


def looped(folder: Path, sample: TinySample = LOOPED_SINE, **generators: int) -> SoundFont:
    named = {Generator[name.upper()]: amount for name, amount in generators.items()}
    return tiny_font(folder, [sample], [Zone(generators={**LOOP, **named})])


def timecents(seconds: float) -> int:
    return round(1200 * np.log2(seconds))


def rms_db(samples: npt.NDArray[np.float32]) -> float:
    return float(10 * np.log10(np.mean(samples.astype(np.float64) ** 2)))


def frequency_hz(samples: npt.NDArray[np.float32], sample_rate_hz: int) -> float:
    """The strongest frequency, by a parabola through the log spectrum."""
    size = 1 << 17
    spectrum = np.log(np.abs(np.fft.rfft(samples * np.hanning(len(samples)), size)) + 1e-12)
    peak = int(np.argmax(spectrum))
    before, at, after = spectrum[peak - 1 : peak + 2]
    return (peak + 0.5 * (before - after) / (before - 2 * at + after)) * sample_rate_hz / size


@pytest.mark.parametrize("sample_rate_hz", [44100, 48000])
@pytest.mark.parametrize("pitch", [57, 69, 76])
def test_pitch(tmp_path: Path, pitch: int, sample_rate_hz: int) -> None:
    out = played(looped(tmp_path), [(0.0, 1.0, pitch, 100)], sample_rate_hz=sample_rate_hz)
    expected = 441.0 * 2 ** ((pitch - ROOT_KEY) / 12)
    cents = 1200 * np.log2(frequency_hz(out[0, 2000:-2000], sample_rate_hz) / expected)
    assert abs(cents) < 0.1


def test_tuning_generators(tmp_path: Path) -> None:
    font = looped(tmp_path, coarse_tune=-2, fine_tune=30, scale_tuning=50)
    out = played(font, [(0.0, 1.0, ROOT_KEY + 4, 100)])
    cents = 1200 * np.log2(frequency_hz(out[0, 2000:-2000], 44100) / 441.0)
    assert cents == pytest.approx(4 * 50 - 200 + 30, abs=0.1)


@pytest.mark.parametrize("tuning_cents", [-39.8, 46.7])
def test_instruments_follow_the_tuning(tmp_path: Path, tuning_cents: float) -> None:
    out = played(looped(tmp_path), [(0.0, 1.0, ROOT_KEY, 100)], tuning_cents=tuning_cents)
    cents = 1200 * np.log2(frequency_hz(out[0, 2000:-2000], 44100) / 441.0)
    assert cents == pytest.approx(tuning_cents, abs=0.1)


def test_drums_have_no_tuning(tmp_path: Path) -> None:
    at_440, higher = (
        played(looped(tmp_path), [(0.0, 1.0, ROOT_KEY, 100)], is_drums=True, tuning_cents=cents)
        for cents in (0.0, 47.0)
    )
    np.testing.assert_array_equal(at_440, higher)


@pytest.mark.parametrize("velocity", [127, 90, 40])
def test_level_follows_the_velocity_law(tmp_path: Path, velocity: int) -> None:
    out = played(looped(tmp_path), [(0.0, 1.0, ROOT_KEY, velocity)])
    resonance_gain_db = 3.01 / 2  # the filter's flat Q of 0.707 is made up for
    expected_db = rms_db(np.float32(0.5 * CENTRE_GAIN * sine(100, amplitude=1.0))) + resonance_gain_db
    assert rms_db(out[0, 4410:39690]) == pytest.approx(expected_db - 40 * np.log10(127 / velocity), abs=0.02)


def test_attenuation_counts_four_tenths(tmp_path: Path) -> None:
    plain, softer = (
        rms_db(played(looped(tmp_path, attenuation=amount), [(0.0, 1.0, ROOT_KEY, 100)])[0, 4410:39690])
        for amount in (0, 250)
    )
    assert plain - softer == pytest.approx(10.0, abs=0.02)


@pytest.mark.parametrize("pitch", [50, 69, 81])
def test_a_loop_cannot_be_heard(tmp_path: Path, pitch: int) -> None:
    # What the font has after the loop is noise; the loop itself closes.
    frames = np.concatenate([sine(1500), np.random.default_rng(1).uniform(-0.5, 0.5, 500)])
    font = looped(tmp_path, TinySample(frames=frames, loop=(500, 1500)))
    out = played(font, [(0.0, 1.0, pitch, 127)])[0, 4410:39690].astype(np.float64)
    time = np.arange(len(out)) * 2 * np.pi * 441.0 * 2 ** ((pitch - ROOT_KEY) / 12) / 44100
    basis = np.stack([np.sin(time), np.cos(time)], axis=1)
    residual = out - basis @ np.linalg.lstsq(basis, out, rcond=None)[0]
    assert rms_db(residual) - rms_db(out) < -60.0
    assert np.abs(residual).max() < 2e-3


def impulse(frame: int) -> TinySample:
    frames = np.zeros(2000)
    frames[frame] = 0.9
    return TinySample(frames=frames)


@pytest.mark.parametrize("sample_rate_hz", [44100, 48000, 22050])
@pytest.mark.parametrize("silent_frames", [200, 1000])
def test_onsets_are_exact_to_the_frame(tmp_path: Path, sample_rate_hz: int, silent_frames: int) -> None:
    font = tiny_font(tmp_path, [impulse(silent_frames)], [Zone(generators=ONE_SHOT)])
    starts = [0.05, 0.1234, 0.25001, 0.7]
    out = played(font, [(start, 0.1, ROOT_KEY, 100) for start in starts], sample_rate_hz=sample_rate_hz)
    for start in starts:
        around = round(start * sample_rate_hz)
        assert around - 50 + int(np.argmax(np.abs(out[0, around - 50 : around + 50]))) == around


def test_layers_of_a_note_keep_their_distance(tmp_path: Path) -> None:
    left = Zone(generators={**ONE_SHOT, Generator.PAN: -500})
    right = Zone(generators={Generator.SAMPLE: 1, Generator.PAN: 500})
    faint = Zone(generators={Generator.SAMPLE: 2, Generator.ATTENUATION: 1000})  # 40 dB down
    font = tiny_font(tmp_path, [impulse(500), impulse(530), impulse(90)], [left, right, faint])
    out = played(font, [(0.5, 0.1, ROOT_KEY, 100)])
    assert [int(np.argmax(np.abs(channel))) for channel in out] == [22050, 22080]


def test_a_slow_start_at_the_beginning_is_cut_rather_than_late(tmp_path: Path) -> None:
    slow = TinySample(frames=np.concatenate([0.1 * sine(1000), sine(8000)]))
    font = tiny_font(tmp_path, [slow], [Zone(generators=ONE_SHOT)])
    out = played(font, [(0.0, 0.1, ROOT_KEY, 127)])
    assert rms_db(out[0, 100:1000]) == pytest.approx(rms_db(out[0, 1000:2000]), abs=0.5)


def envelope_db(out: npt.NDArray[np.float32], seconds: float) -> float:
    """The level over the two periods around a time."""
    frame = round(seconds * 44100)
    return rms_db(out[0, frame - 100 : frame + 100])


def test_volume_envelope(tmp_path: Path) -> None:
    font = looped(
        tmp_path,
        volume_delay=timecents(0.1),
        volume_attack=timecents(0.2),
        volume_hold=timecents(0.3),
        volume_decay=timecents(2.0),
        volume_sustain=200,
        volume_release=timecents(1.0),
    )
    out = played(font, [(0.0, 1.5, ROOT_KEY, 127)], seconds=3.0)
    peak_db = envelope_db(out, 0.5)
    assert not out[:, :4400].any()  # the delay
    assert envelope_db(out, 0.2) - peak_db == pytest.approx(-6.02, abs=0.05)  # half of the attack, linear
    assert envelope_db(out, 0.35) == pytest.approx(peak_db, abs=0.05)  # the hold
    assert envelope_db(out, 0.7) - peak_db == pytest.approx(-5.0, abs=0.1)  # 100 dB in 2 s
    assert envelope_db(out, 1.4) - peak_db == pytest.approx(-20.0, abs=0.05)  # the sustain
    assert envelope_db(out, 1.7) - peak_db == pytest.approx(-40.0, abs=0.1)  # 100 dB in 1 s
    assert not out[:, round(2.5 * 44100) :].any()


def test_a_swell_raises_the_middle_of_a_note(tmp_path: Path) -> None:
    font = looped(tmp_path)
    notes = [(0.0, 2.0, ROOT_KEY, 100)]
    flat, swelling = (played(font, notes, seconds=2.0, swell_db=swell) for swell in (0.0, 3.0))
    for seconds, expected_db in ((0.02, 0.1), (0.5, 3.0 * np.sqrt(0.5)), (1.0, 3.0), (1.5, 3.0 * np.sqrt(0.5))):
        assert envelope_db(swelling, seconds) - envelope_db(flat, seconds) == pytest.approx(expected_db, abs=0.05)


def test_key_shortens_the_decay(tmp_path: Path) -> None:
    font = looped(tmp_path, volume_decay=timecents(2.0), volume_sustain=960, volume_decay_by_key=100)
    for pitch, fall_db in ((60, 25.0), (72, 50.0)):
        out = played(font, [(0.0, 1.0, pitch, 127)])
        assert envelope_db(out, 0.1) - envelope_db(out, 0.6) == pytest.approx(fall_db, abs=0.8)


def test_low_pass_falls_by_twelve_db_an_octave(tmp_path: Path) -> None:
    cutoff = round(1200 * np.log2(220.5 / 8.175798915643707))
    open_font, font = looped(tmp_path), looped(tmp_path, filter_cutoff=cutoff)
    # Two poles with Q = 0.707: |H| = 1 / sqrt(1 + (f / fc)^4).
    for pitch, octaves in ((57, 0), (69, 1), (81, 2)):
        loss = [rms_db(played(each, [(0.0, 1.0, pitch, 100)])[0, 8820:]) for each in (open_font, font)]
        assert loss[0] - loss[1] == pytest.approx(10 * np.log10(1 + 16.0**octaves), abs=0.15)


def test_modulation_envelope_opens_the_filter(tmp_path: Path) -> None:
    cutoff = round(1200 * np.log2(220.5 / 8.175798915643707))
    font = looped(
        tmp_path,
        filter_cutoff=cutoff,
        modulation_envelope_to_filter=4800,
        modulation_decay=timecents(0.2),
        modulation_sustain=1000,
    )
    out = played(font, [(0.0, 1.0, ROOT_KEY, 127)])
    assert envelope_db(out, 0.02) - envelope_db(out, 0.8) == pytest.approx(10 * np.log10(17), abs=0.2)


def test_modulation_envelope_closes_the_filter_when_the_note_is_let_go(tmp_path: Path) -> None:
    cutoff = round(1200 * np.log2(220.5 / 8.175798915643707))
    movement = {"filter_cutoff": cutoff, "modulation_envelope_to_filter": 4800}
    kept, closed = (
        looped(tmp_path, volume_release=timecents(4.0), modulation_release=timecents(seconds), **movement)
        for seconds in (100.0, 0.05)
    )
    notes = [(0.0, 0.4, ROOT_KEY, 127)]
    before, after = (envelope_db(played(kept, notes), at) - envelope_db(played(closed, notes), at) for at in (0.3, 0.6))
    assert before == pytest.approx(0.0, abs=0.01)
    assert after == pytest.approx(10 * np.log10(17), abs=0.2)


def test_vibrato_and_tremolo(tmp_path: Path) -> None:
    five_hz = round(1200 * np.log2(5.0 / 8.175798915643707))
    straight = played(looped(tmp_path), [(0.0, 2.0, ROOT_KEY, 127)], seconds=2.0)[0].astype(np.float64)
    vibrato = looped(tmp_path, vibrato_lfo_to_pitch=50, vibrato_lfo_frequency=five_hz)
    bent = played(vibrato, [(0.0, 2.0, ROOT_KEY, 127)], seconds=2.0)[0]
    crossings = np.flatnonzero((bent[:-1] < 0) & (bent[1:] >= 0))
    cents = 1200 * np.log2(100.0 / np.diff(crossings + bent[crossings] / (bent[crossings] - bent[crossings + 1])))
    assert (cents.min(), cents.max()) == pytest.approx((-50, 50), abs=3.0)
    tremolo = looped(tmp_path, tremolo_lfo_to_volume=60, tremolo_lfo_frequency=five_hz)
    shaken = played(tremolo, [(0.0, 2.0, ROOT_KEY, 127)], seconds=2.0)[0].astype(np.float64)
    level = np.sqrt(np.mean(shaken.reshape(-1, 100) ** 2, axis=1) / np.mean(straight.reshape(-1, 100) ** 2, axis=1))
    level_db = 20 * np.log10(level[1:])
    assert (level_db.min(), level_db.max()) == pytest.approx((-6, 6), abs=0.3)
    assert np.argmax(np.abs(np.fft.rfft(level_db - level_db.mean()))[:50]) == 10  # 5 Hz over 2 s


def steepest(out: npt.NDArray[np.float32]) -> float:
    """The greatest step from one frame to the next: a click is a step that the tone itself does not take."""
    return float(np.abs(np.diff(out[0])).max())


@pytest.mark.parametrize("held_seconds", [0.2004, 0.2009, 0.20155])
def test_note_ends_do_not_click(tmp_path: Path, held_seconds: float) -> None:
    font = looped(tmp_path)
    sustained = steepest(played(font, [(0.0, 1.0, ROOT_KEY, 127)], seconds=0.9)[:, 4410:])
    ended = played(font, [(0.0, held_seconds, ROOT_KEY, 127)], seconds=0.9)[:, 4410:]
    assert steepest(ended) < 1.1 * sustained
    assert not ended[:, -4410:].any()


def test_a_recording_that_stops_abruptly_is_faded(tmp_path: Path) -> None:
    font = tiny_font(tmp_path, [TinySample(frames=sine(2025))], [Zone(generators=ONE_SHOT)])
    out = played(font, [(0.0, 1.0, ROOT_KEY, 127)])[:, 100:]
    assert steepest(out[:, 1500:]) < 1.1 * steepest(out[:, :1000])
    assert not out[:, 2100:].any()


def test_exclusive_class_chokes_the_note_before(tmp_path: Path) -> None:
    open_hat = Zone(generators={**LOOP, Generator.KEY_RANGE: (46, 46), Generator.EXCLUSIVE_CLASS: 1})
    closed_hat = Zone(
        generators={**ONE_SHOT, Generator.SAMPLE: 1, Generator.KEY_RANGE: (42, 42), Generator.EXCLUSIVE_CLASS: 1}
    )
    other = Zone(generators={**LOOP, Generator.KEY_RANGE: (36, 36), Generator.EXCLUSIVE_CLASS: 2})
    font = tiny_font(tmp_path, [LOOPED_SINE, TinySample(frames=np.zeros(100))], [open_hat, closed_hat, other])
    choked = played(font, [(0.0, 1.0, 46, 127), (0.3, 0.1, 42, 127)])
    cut = round(0.3 * 44100)
    assert rms_db(choked[0, cut - 2000 : cut]) > -20
    assert not choked[:, cut + 500 :].any()
    assert steepest(choked[:, 4410:]) < 1.1 * steepest(choked[:, 4410:cut])
    untouched = played(font, [(0.0, 1.0, 36, 127), (0.3, 0.1, 42, 127)])
    assert rms_db(untouched[0, -2000:]) > -20


def test_parts_are_panned_with_equal_power(tmp_path: Path) -> None:
    font = looped(tmp_path)
    powers = []
    for pan in (-1.0, -0.4, 0.0, 0.7, 1.0):
        out = played(font, [(0.0, 1.0, ROOT_KEY, 100)], pan=pan).astype(np.float64)
        left, right = np.sum(out**2, axis=1)
        powers.append(left + right)
        assert np.arctan2(np.sqrt(right), np.sqrt(left)) == pytest.approx((pan + 1) * np.pi / 4, abs=1e-3)
    assert np.ptp(powers) < 1e-4 * powers[0]


def test_what_lies_past_the_end_is_cut(tmp_path: Path) -> None:
    font = looped(tmp_path)
    out = played(font, [(0.05, 5.0, ROOT_KEY, 100), (3.0, 1.0, ROOT_KEY, 100)], seconds=0.1)
    assert out.shape == (2, 4410)
    np.testing.assert_array_equal(out, played(font, [(0.05, 5.0, ROOT_KEY, 100)], seconds=1.0)[:, :4410])
