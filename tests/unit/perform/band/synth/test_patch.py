"""Every patch, as an instrument: its pitch, loudness, touch, ends, and what it must not hold."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from tutti.perform.band.synth.patch import Filter, Oscillator, Patch, Waveform, patches
from tutti.perform.band.synth.synthesiser import play_patch
from tutti.perform.band.synth.voice import Key, sound
from tutti.perform.band.variation import vary
from tutti.perform.played_note import PlayedNote
from tutti.sound.audio import Audio
from tutti.sound.loudness import integrated_lufs

RATE_HZ = 44100
BASS_LUFS, LINE_LUFS = -21.0, -25.0  # of a line of notes of velocity 80; a chord of three of them is as loud as a bass
LOUDNESS_LU = 1.0
TUNING_CENTS = 3.0
ALIAS_DB = -65.0  # of any one partial that is not a harmonic, under the strongest one
NAMES = tuple(patches())
INHARMONIC = frozenset({"crystal"})
HARMONIC = tuple(
    name
    for name, patch in patches().items()
    if all(each.wave not in (Waveform.NOISE, Waveform.FM) for each in patch.oscillators)
)


def line(pitches: tuple[int, ...], velocity: int = 80, held: float = 0.42) -> tuple[PlayedNote, ...]:
    return tuple(
        PlayedNote(start_seconds=0.5 * place, duration_seconds=held, pitch_midi=pitch, velocity=velocity)
        for place, pitch in enumerate(pitches)
    )


def played(
    patch: Patch, notes: tuple[PlayedNote, ...], *, seconds: float = 5.0, tuning_cents: float = 0.0
) -> npt.NDArray[np.float32]:
    out = np.zeros((2, round(seconds * RATE_HZ)), dtype=np.float32)
    play_patch(
        notes,
        patch,
        out,
        variation=vary(notes, is_drums=False, random=np.random.default_rng(0)),
        tuning_cents=tuning_cents,
        pan=0.0,
        gain=10.0 ** (-3.0 / 20.0),
        sample_rate_hz=RATE_HZ,
    )
    return out


def still(patch: Patch) -> Patch:
    """The patch without anything that moves, its filter as open as it gets."""
    oscillators = tuple(replace(each, unison=1, detune_cents=0.0, width_depth=0.0) for each in patch.oscillators)
    opened = patch.filter
    if opened is not None:
        cutoff = opened.cutoff_hz * 2.0**opened.envelope_octaves
        opened = replace(opened, cutoff_hz=cutoff, envelope_octaves=0.0, wobble_octaves=0.0)
    return replace(
        patch,
        oscillators=oscillators,
        filter=opened,
        spread=0.0,
        drift_cents=0.0,
        vibrato_cents=0.0,
        drop_semitones=0.0,
    )


@pytest.mark.parametrize("name", NAMES)
def test_all_are_equally_loud(name: str) -> None:
    patch = patches()[name]
    pitches = (36, 40, 43, 45) if patch.is_mono else (60, 64, 67, 72)
    lufs = integrated_lufs(Audio(samples=played(patch, line(pitches * 2)), sample_rate_hz=RATE_HZ))
    wanted = BASS_LUFS if patch.is_mono else LINE_LUFS
    assert abs(lufs - wanted) < LOUDNESS_LU, f"level_db of {name} should be {patch.level_db + wanted - lufs:.1f}"


@pytest.mark.parametrize("name", HARMONIC)
def test_nothing_folds_back(name: str) -> None:
    patch = still(patches()[name])
    frames = 1 << 16
    for pitch in (28, 40, 52) if patch.is_mono else (48, 72, 96):
        hz = 440.0 * 2.0 ** ((pitch - 69) / 12)
        # An even number of periods, so that harmonics of the octave below fall on bins as well.
        periods = 2 * round(hz * frames / RATE_HZ / 2)
        tuned = 1200.0 * np.log2(periods * RATE_HZ / frames / hz)
        settled = 3 * RATE_HZ // 2
        samples = sound(
            patch, Key(pitch, 112, 0, 0.0), tuning_cents=tuned, frames=frames + settled, sample_rate_hz=RATE_HZ
        )
        spectrum = np.abs(np.fft.rfft(samples[0, settled:].astype(np.float64)))
        bins = np.arange(len(spectrum)) / (periods / 2)
        is_foreign = np.abs(bins - np.rint(bins)) * (periods / 2) > 8
        assert 20 * np.log10(spectrum[is_foreign].max() / spectrum.max()) < ALIAS_DB


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("tuning_cents", [0.0, -31.0])
def test_in_tune(name: str, tuning_cents: float) -> None:
    patch = replace(patches()[name], drop_semitones=0.0)
    pitch = 45 if patch.is_mono else 69
    note = (PlayedNote(start_seconds=0.0, duration_seconds=5.0, pitch_midi=pitch, velocity=80),)
    samples = played(patch, note, seconds=5.0, tuning_cents=tuning_cents).sum(axis=0)[4000:].astype(np.float64)
    size = 1 << 20
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), size)) ** 2
    expected = 440.0 * 2.0 ** ((pitch - 69) / 12 + tuning_cents / 1200)
    hz = np.arange(len(spectrum)) * RATE_HZ / size
    near = np.abs(1200 * np.log2(np.maximum(hz, 1.0) / expected)) < 60
    heard = np.sum(hz[near] * spectrum[near]) / np.sum(spectrum[near])  # of a stack, its centre
    assert abs(1200 * np.log2(heard / expected)) < TUNING_CENTS


@pytest.mark.parametrize("name", NAMES)
def test_a_harder_touch_is_louder_and_brighter(name: str) -> None:
    patch = patches()[name]
    pitches = (40, 40) if patch.is_mono else (64, 64)
    soft, hard = (played(patch, line(pitches, velocity), seconds=1.5).sum(axis=0) for velocity in (45, 120))
    powers = [np.abs(np.fft.rfft(each.astype(np.float64))) ** 2 for each in (soft, hard)]
    hz = np.arange(len(powers[0])) * RATE_HZ / len(soft)
    levels_db = [10 * np.log10(power.sum()) for power in powers]
    centres = [np.sum(hz * power) / power.sum() for power in powers]
    assert 3.0 < levels_db[1] - levels_db[0] < 25.0
    assert centres[1] > 1.01 * centres[0]


@pytest.mark.parametrize("name", ["bass_808", "sub_bass", "drone", "warm_pad"])
def test_notes_come_and_go_without_a_click(name: str) -> None:
    """Deep notes put next to nothing over 8 kHz, neither where they start and end nor where one cuts the other off."""
    patch = patches()[name]
    pitches = (36, 38, 36, 38) if patch.is_mono else (48, 50, 48, 50)
    samples = played(patch, line(pitches, held=0.55), seconds=4.0).sum(axis=0).astype(np.float64)
    blocks = samples[: len(samples) // 512 * 512].reshape(-1, 512) * np.hanning(512)
    powers = np.abs(np.fft.rfft(blocks, axis=1)) ** 2
    high = powers[:, 93:].sum(axis=1)  # over 8 kHz
    assert 10 * np.log10(high.max() / powers.sum(axis=1).max()) < -50.0


def test_an_808_dies_away_as_its_table_says() -> None:
    note = (PlayedNote(start_seconds=0.0, duration_seconds=3.5, pitch_midi=33, velocity=90),)
    samples = played(replace(patches()["bass_808"], drive_db=None), note, seconds=3.5)[0].astype(np.float64)
    period = round(RATE_HZ / 55.0)
    early, late = (samples[round(at * RATE_HZ) :][: 4 * period] for at in (0.5, 2.5))
    fall_db = 10 * np.log10(np.mean(early**2) / np.mean(late**2))
    assert fall_db == pytest.approx(2.0 * 60.0 / patches()["bass_808"].amplitude.decay_seconds, abs=0.5)


def test_a_mono_patch_ends_its_note_where_the_next_begins() -> None:
    patch = patches()["sub_bass"]
    overlapping = (
        PlayedNote(start_seconds=0.0, duration_seconds=2.0, pitch_midi=33, velocity=90),
        PlayedNote(start_seconds=0.5, duration_seconds=0.5, pitch_midi=45, velocity=90),
    )
    samples = played(patch, overlapping, seconds=1.0)[0, round(0.6 * RATE_HZ) :].astype(np.float64)
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), 1 << 17))
    at_55, at_110 = (spectrum[round(hz * (1 << 17) / RATE_HZ)] for hz in (55.0, 110.0))
    assert 20 * np.log10(at_110 / at_55) > 40.0


def test_repeats_are_no_copies_and_the_same_again() -> None:
    patch = patches()["pluck"]
    notes = line((64,) * 8)
    samples = played(patch, notes)
    np.testing.assert_array_equal(samples, played(patch, notes))
    hits = {samples[0, round(0.5 * place * RATE_HZ) :][:8000].tobytes() for place in range(8)}
    assert len(hits) == 8


def test_a_wrong_setting_is_told() -> None:
    with pytest.raises(ValueError, match="unison"):
        Oscillator(wave=Waveform.SAW, unison=12)
    with pytest.raises(ValueError, match="width"):
        Oscillator(wave=Waveform.PULSE, width=0.9, width_depth=0.2)
    with pytest.raises(ValueError, match="resonance"):
        Filter(cutoff_hz=500.0, resonance=1.0)
