"""SoundFont 2.04, sections 7 and 9: how zones add up to regions, in SF2 and SF3 files."""

from pathlib import Path

import numpy as np
import pytest
from tests.unit.perform.band.tiny_font import TinySample, Zone, sine, tiny_font

from tutti.base.errors import AssetMissing
from tutti.perform.band.generators import Generator
from tutti.perform.band.modulators import VELOCITY_TO_ATTENUATION, Modulator
from tutti.perform.band.programs import preset_for
from tutti.perform.band.soundfont import SoundFont
from tutti.perform.band.wave import FULL_SCALE, GUARD_BEFORE, WaveCache

TONE = TinySample(frames=sine(1000), loop=(100, 900))
SOUND = {Generator.SAMPLE: 0}
VELOCITY_TO_CUTOFF = (0x0102, Generator.FILTER_CUTOFF, -2400, 0, 0)


def test_zones_add_up(tmp_path: Path) -> None:
    font = tiny_font(
        tmp_path,
        [TONE, TONE],
        [
            Zone(generators={Generator.ATTENUATION: 30, Generator.PAN: -100}),
            Zone(generators={Generator.KEY_RANGE: (0, 59), **SOUND}),
            Zone(generators={Generator.KEY_RANGE: (60, 127), Generator.PAN: 200, Generator.SAMPLE: 1}),
        ],
        [
            Zone(generators={Generator.FINE_TUNE: 7, Generator.VELOCITY_RANGE: (20, 127)}),
            Zone(
                generators={
                    Generator.KEY_RANGE: (40, 80),
                    Generator.ATTENUATION: 5,
                    Generator.VOLUME_RELEASE: 1200,
                    Generator.EXCLUSIVE_CLASS: 3,
                    Generator.INSTRUMENT: 0,
                }
            ),
        ],
    )
    low, high = font.regions(0, 0)
    assert (low.keys, high.keys) == ((40, 59), (60, 80))
    assert low.velocities == high.velocities == (20, 127)
    assert [region.value(Generator.PAN) for region in (low, high)] == [-100, 200]
    assert [region.sample.number for region in (low, high)] == [0, 1]
    assert low.value(Generator.ATTENUATION) == 35
    assert low.value(Generator.FINE_TUNE) == 7
    assert low.value(Generator.VOLUME_RELEASE) == -12000 + 1200  # added to the default
    assert low.value(Generator.EXCLUSIVE_CLASS) == 0  # means nothing in a preset


def test_instrument_modulators_replace_and_preset_modulators_add(tmp_path: Path) -> None:
    velocity = VELOCITY_TO_ATTENUATION
    word = (velocity.source, velocity.destination)
    font = tiny_font(
        tmp_path,
        [TONE],
        [Zone(generators=SOUND, modulators=[(*word, 500, 0, 0), VELOCITY_TO_CUTOFF])],
        [Zone(generators={Generator.INSTRUMENT: 0}, modulators=[(*word, 60, 0, 0)])],
    )
    (region,) = font.regions(0, 0)
    assert {modulator.destination: modulator.amount for modulator in region.modulators} == {
        int(Generator.ATTENUATION): 560,
        int(Generator.FILTER_CUTOFF): -2400,
    }


@pytest.mark.parametrize(
    ("source", "velocity", "expected"),
    [
        (0x0002, 127, 1.0),  # linear, rising
        (0x0102, 127, 0.0),  # linear, falling
        (0x0202, 0, -1.0),  # linear, bipolar
        (0x0502, 64, 40 / 96 * np.log10(127 / 64)),  # concave, falling: 40 log10 of the velocity over 96 dB
        (0x0802, 127, 1.0),  # convex
        (0x0C02, 63, 0.0),  # switch
        (0x0C02, 64, 1.0),
        (0x0000, 64, 1.0),  # no controller
        (0x0081, 64, 0.0),  # the modulation wheel rests
    ],
)
def test_modulator_curves(source: int, velocity: int, expected: float) -> None:
    modulator = Modulator(source=source, destination=8, amount_source=0, transform=0, amount=1)
    value = modulator.offset(np.array([60.0]), np.array([float(velocity)]))
    assert value[0] == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("pad", [True, False])
def test_sf3_samples_are_decoded_and_loops_are_relative(tmp_path: Path, pad: bool) -> None:
    silence = TinySample(frames=np.zeros(999))
    loud = TinySample(frames=sine(9001, amplitude=0.7), loop=(1000, 9000))
    zone = Zone(generators={Generator.SAMPLE: 1, Generator.SAMPLE_MODES: 1})
    font = tiny_font(tmp_path, [silence, loud], [zone], is_ogg=True, pad=pad)
    (region,) = font.regions(0, 0)
    wave = WaveCache().wave(region)
    assert (wave.length, wave.loop_frames) == (9000, 8000)
    heard = wave.frames[GUARD_BEFORE : GUARD_BEFORE + 9000] / FULL_SCALE
    error = heard - loud.frames[:9000]
    assert np.sqrt(np.mean(error**2)) < 0.02  # Vorbis is lossy
    np.testing.assert_array_equal(wave.frames[-4:], wave.frames[GUARD_BEFORE + 1000 : GUARD_BEFORE + 1004])


def test_offsets_cut_the_wave(tmp_path: Path) -> None:
    zone = Zone(generators={Generator.START_OFFSET: 10, Generator.END_OFFSET: -20, **SOUND})
    (region,) = tiny_font(tmp_path, [TONE], [zone]).regions(0, 0)
    wave = WaveCache().wave(region)
    assert (wave.length, wave.loop_frames) == (970, None)
    np.testing.assert_allclose(wave.frames[GUARD_BEFORE:-4] / FULL_SCALE, TONE.frames[10:-20], atol=1e-4)


def test_cache_forgets_what_it_cannot_hold(tmp_path: Path) -> None:
    zones = [Zone(generators={Generator.KEY_RANGE: (key, key), Generator.SAMPLE: key}) for key in range(3)]
    regions = tiny_font(tmp_path, [TONE] * 3, zones).regions(0, 0)
    waves = WaveCache(max_bytes=2 * TONE.frames.size * 2)
    for region in (*regions, *regions):
        assert waves.wave(region).length == 1000
    assert waves.held_bytes <= 2 * TONE.frames.size * 2


def test_a_missing_program_falls_back_within_its_family() -> None:
    class Font:
        path = Path("tiny.sf2")

        def __init__(self, *programs: int, bank: int = 0) -> None:
            self.presets = {(bank, program): "" for program in programs}

    assert preset_for(Font(0, 24, 27, 30, 40), program=28, is_drums=False) == (0, 27)  # type: ignore[arg-type]
    assert preset_for(Font(0, 24), program=56, is_drums=False) == (0, 0)  # type: ignore[arg-type]
    assert preset_for(Font(0, 8, bank=128), program=9, is_drums=True) == (128, 8)  # type: ignore[arg-type]
    with pytest.raises(AssetMissing, match="drum kit"):
        preset_for(Font(0, 24), program=0, is_drums=True)  # type: ignore[arg-type]


@pytest.mark.parametrize("content", [b"", b"RIFFxxxxWAVE", b"RIFF\0\0\0\0sfbk", b"RIFF\0\0\0\0sfbkLIST\xff\0\0\0INFO"])
def test_what_is_no_soundfont_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.sf2"
    path.write_bytes(content)
    with pytest.raises(AssetMissing, match="make setup"):
        SoundFont(path)
