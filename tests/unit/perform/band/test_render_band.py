"""The band on the real SoundFont."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from tutti.base import assets
from tutti.music.form import Section, SectionLabel
from tutti.music.harmony import Chord, ChordSpan, Quality
from tutti.music.note import Note
from tutti.music.pitch import Key, Mode
from tutti.music.score import Part, Score
from tutti.music.time import Meter, Timeline
from tutti.perform import band, length_seconds
from tutti.perform.band.programs import preset_for, regions_for
from tutti.perform.band.soundfont import SoundFont

RATE_HZ = 44100
C_MAJOR = (60, 62, 64, 65, 67, 69, 71, 72)


def score(*parts: Part, seed: int = 1) -> Score:
    return Score(
        title="",
        styles=("pop",),
        timeline=Timeline.steady(meter=Meter(4, 4), tempo_bpm=120.0, beats=8, start_seconds=0.5),
        end_beats=8.0,
        key=Key(0, Mode.MAJOR),
        sections=(Section(start_beats=0.0, end_beats=8.0, label=SectionLabel.VERSE, energy=0.5),),
        chords=(ChordSpan(start_beats=0.0, end_beats=8.0, chord=Chord(0, Quality.MAJOR)),),
        parts=parts,
        seed=seed,
    )


def part(player: str, program: int, pitches: tuple[int, ...], *, is_drums: bool = False, pan: float = 0.0) -> Part:
    notes = tuple(
        Note(start_beats=float(beat), duration_beats=0.9, pitch_midi=pitch, velocity=80)
        for beat, pitch in enumerate(pitches)
    )
    return Part(player=player, program=program, notes=notes, is_drums=is_drums, pan=pan)


TRIO = (
    part("drums", 0, (36, 38, 36, 38, 46, 42, 36, 49), is_drums=True),
    part("bass", 33, (36, 36, 41, 41, 43, 43, 36, 36), pan=-0.1),
    part("piano", 0, C_MAJOR, pan=0.3),
)


def rendered(one: Score, seconds: float = 6.0) -> list[npt.NDArray[np.float32]]:
    stems = band.render_band(one, sample_rate_hz=RATE_HZ, frames=round(seconds * RATE_HZ))
    return [stem.audio.samples for stem in stems]


def fundamental_cents(samples: npt.NDArray[np.float32], pitch_midi: int) -> float:
    """How far the strongest frequency within a fourth of a pitch lies from it."""
    expected = 440.0 * 2.0 ** ((pitch_midi - 69) / 12)
    size = 1 << 18
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), size))
    low, high = (round(expected * ratio * size / RATE_HZ) for ratio in (0.75, 1.33))
    return float(1200.0 * np.log2((low + np.argmax(spectrum[low:high])) * RATE_HZ / size / expected))


def test_a_c_major_scale_on_the_piano() -> None:
    (samples,) = rendered(score(part("piano", 0, C_MAJOR)))
    for beat, pitch in enumerate(C_MAJOR):
        start = round((0.5 + 0.5 * beat + 0.05) * RATE_HZ)
        assert abs(fundamental_cents(samples.sum(axis=0)[start : start + 17000], pitch)) < 12.0


def test_hits_fall_on_the_grid() -> None:
    (samples,) = rendered(score(part("drums", 0, (38,) * 8, is_drums=True)))
    envelope = np.abs(samples).max(axis=0)
    for beat in range(8):
        expected = 0.5 + 0.5 * beat
        window = envelope[round((expected - 0.1) * RATE_HZ) : round((expected + 0.1) * RATE_HZ)]
        onset = expected - 0.1 + np.flatnonzero(window > 0.25 * window.max())[0] / RATE_HZ
        assert abs(onset - expected) < 0.012


def test_repeated_hits_are_no_copies_but_nearly() -> None:
    (samples,) = rendered(score(part("drums", 0, (38,) * 8, is_drums=True)))
    hits = [samples[0, round((0.48 + 0.5 * beat) * RATE_HZ) :][:8000] for beat in range(8)]
    levels_db = [10 * np.log10(np.mean(hit.astype(np.float64) ** 2)) for hit in hits]
    assert 0.1 < np.std(levels_db) < 3.0
    assert len({hit.tobytes() for hit in hits}) == 8


def test_one_stereo_stem_a_part_in_order_at_a_sane_level() -> None:
    stems = band.render_band(score(*TRIO), sample_rate_hz=48000, frames=48000 * 6)
    assert [stem.player for stem in stems] == ["drums", "bass", "piano"]
    for stem in stems:
        assert stem.audio.samples.shape == (2, 48000 * 6)
        assert stem.audio.sample_rate_hz == 48000
        level_db = 10 * np.log10(np.mean(stem.audio.samples[:, 24000:216000].astype(np.float64) ** 2))
        assert -40.0 < level_db < -12.0
        assert np.abs(stem.audio.samples).max() < 1.0
    left, right = np.sum(stems[2].audio.samples.astype(np.float64) ** 2, axis=1)
    assert right > 1.3 * left


def test_the_same_bits_for_any_number_of_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    together = rendered(score(*TRIO))
    monkeypatch.setattr(band, "WORKERS", 1)
    alone = [rendered(score(one))[0] for one in TRIO]
    for one, other in zip(together, alone, strict=True):
        np.testing.assert_array_equal(one, other)
    assert not np.array_equal(together[2], rendered(score(*TRIO, seed=2))[2])


def test_a_cut_ring_is_faded_and_progress_is_told() -> None:
    told: list[float] = []
    stems = band.render_band(score(*TRIO), sample_rate_hz=RATE_HZ, frames=RATE_HZ * 3, progress=told.append)
    for stem in stems:
        assert stem.audio.frames == RATE_HZ * 3
        assert not stem.audio.samples[:, -1].any()
        assert stem.audio.samples[:, -3000:-2000].any()
    assert told == pytest.approx([1 / 3, 2 / 3, 1.0])
    assert length_seconds(score(*TRIO)) == pytest.approx(0.5 + 4.0 + 2.5)
    assert band.render_band(score(), sample_rate_hz=RATE_HZ, frames=10) == ()


def test_every_program_and_kit_has_sounds() -> None:
    font = SoundFont(assets.find("soundfont"))
    for program in range(128):
        assert preset_for(font, program=program, is_drums=False) == (0, program)
        assert font.regions(0, program)
    for kit in (0, 8, 16, 24, 25, 32, 40, 48, 56, 127):
        regions = regions_for(font, program=kit, is_drums=True)
        keys = {key for region in regions for key in range(region.keys[0], region.keys[1] + 1)}
        assert keys >= set(range(35, 82))  # the percussion map of General MIDI 1


@pytest.mark.parametrize("program", [11, 24, 40, 56, 73, 89])
def test_programs_sound_at_their_pitch(program: int) -> None:
    one = replace(part("player", program, (69, 69)), notes=(Note(start_beats=0, duration_beats=4, pitch_midi=69),))
    (samples,) = rendered(score(one), seconds=3.0)
    assert abs(fundamental_cents(samples.sum(axis=0)[40000:90000], 69)) < 20.0


def test_a_damped_guitar_is_another_recording_than_one_that_is_cut_short() -> None:
    def guitar(duration_beats: float) -> npt.NDArray[np.float64]:
        notes = tuple(
            Note(start_beats=float(beat), duration_beats=duration_beats, pitch_midi=pitch, velocity=80)
            for beat in range(8)
            for pitch in (40, 47)
        )
        (samples,) = rendered(score(replace(part("guitar", 30, (40,)), notes=notes)))
        return samples[0].astype(np.float64)

    damped, short = guitar(0.19), guitar(0.22)
    first = slice(round(0.99 * RATE_HZ), round(1.12 * RATE_HZ))
    levels_db = [10 * np.log10(np.mean(each[first] ** 2)) for each in (damped, short)]
    assert abs(levels_db[0] - levels_db[1]) < 6.0
    spectra = [np.abs(np.fft.rfft(each[first])) ** 2 for each in (damped, short)]
    hz = np.arange(len(spectra[0])) * RATE_HZ / (first.stop - first.start)
    centres = [np.sum(hz * power) / np.sum(power) for power in spectra]
    assert centres[0] < 0.8 * centres[1]
