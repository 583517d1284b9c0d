"""The promises of a mixdown, on uploads of every temper."""

import tracemalloc
from collections.abc import Iterator

import numpy as np
import pyloudnorm
import pytest
from scipy.signal import resample_poly

from tutti.base.errors import MixBroken
from tutti.base.seeds import generator
from tutti.mix import mix
from tutti.mix.balance import voice_over_band_lu
from tutti.mix.verify import verified
from tutti.music.score import UPLOAD, VOCALS, MixNotes
from tutti.sound.audio import Audio
from tutti.sound.loudness import step_powers
from tutti.sound.mixdown import Mixdown
from tutti.sound.stems import Stem, Stems

RATE_HZ = 44100
SECONDS = 8


def time(seconds: float = SECONDS) -> np.ndarray:
    return np.arange(int(seconds * RATE_HZ)) / RATE_HZ


def speech() -> np.ndarray:
    t = time()
    return 0.6 * np.sin(2 * np.pi * 220 * t) * np.exp(-6 * (t % 0.4)) * (t % 3 < 2.2)


def clicks() -> np.ndarray:
    t = time()
    return 0.9 * np.sin(2 * np.pi * 700 * t) * np.exp(-90 * (t % 0.5)) + 0.02 * np.sin(2 * np.pi * 200 * t)


def square() -> np.ndarray:
    return np.sign(np.sin(2 * np.pi * 110 * time())) * 0.999


def whisper() -> np.ndarray:
    return 0.001 * np.sin(2 * np.pi * 330 * time()) * (time() % 1 < 0.7)


def murmur() -> np.ndarray:
    """Under the absolute gate of BS.1770."""
    return 2e-4 * np.sin(2 * np.pi * 330 * time()) * (time() % 1 < 0.5)


def music() -> np.ndarray:
    return np.clip(generator(3, "music").normal(0, 0.15, (2, RATE_HZ * SECONDS)), -1, 1)


UPLOADS = {"speech": speech, "square": square, "whisper": whisper, "murmur": murmur, "music": music}


def audio(samples: np.ndarray) -> Audio:
    return Audio(samples=np.atleast_2d(samples).astype(np.float32), sample_rate_hz=RATE_HZ)


def players(names: tuple[str, ...], seconds: float = SECONDS + 2) -> Stems:
    t = time(seconds)
    stems = []
    for index, name in enumerate(names):
        pulse = np.exp(-4 * (t % 0.5)) * (t < SECONDS)
        sound = 0.2 * np.sin(2 * np.pi * 80 * (index + 1) * t) * pulse
        stems.append(
            Stem(
                player=name,
                audio=Audio(samples=np.stack([sound, sound * 0.8]).astype(np.float32), sample_rate_hz=RATE_HZ),
            )
        )
    return Stems(stems=tuple(stems))


def assert_promises(mixdown: Mixdown, upload: Audio, *, least_lufs: float = -14.5) -> None:
    master = mixdown.master.samples.astype(np.float64)
    others = sum(s.audio.samples.astype(np.float64) for s in mixdown.stems if s.player != UPLOAD)
    left = (master - others)[:, : upload.frames]
    own = np.broadcast_to(upload.samples.astype(np.float64), left.shape)
    gain = np.sum(left * own) / np.sum(own * own)
    assert residual_db(left - gain * own) < -100
    assert 20 * np.log10(gain) == pytest.approx(mixdown.report.upload_gain_db, abs=1e-3)
    np.testing.assert_allclose(master[:, upload.frames :], others[:, upload.frames :], atol=1e-6)
    assert least_lufs <= pyloudnorm.Meter(RATE_HZ).integrated_loudness(master.T) <= -13.5
    peak = np.max(np.abs(resample_poly(master, 8, 1, axis=1)))
    assert 20 * np.log10(peak) <= -0.98


def residual_db(samples: np.ndarray) -> float:
    return float(20 * np.log10(np.sqrt(np.mean(samples**2)) + 1e-15))


@pytest.mark.parametrize("name", sorted(UPLOADS))
def test_a_band_around_any_upload(name: str) -> None:
    upload = audio(UPLOADS[name]())
    stems = players(("drums", "bass", "piano", "strings"))
    mixdown = mix(upload=upload, performed=stems, notes=MixNotes(), lead=UPLOAD)
    assert mixdown.stems.players == ("upload", "drums", "bass", "piano", "strings")
    assert_promises(mixdown, upload)


@pytest.mark.parametrize("name", ["music", "square", "murmur"])
def test_a_singer_over_any_band(name: str) -> None:
    upload = audio(UPLOADS[name]())
    mixdown = mix(upload=upload, performed=singer(), notes=MixNotes(reverb_share=0.1), lead=VOCALS)
    assert_promises(mixdown, upload)
    assert 0.0 <= singing_level_lu(mixdown) <= 3.0


@pytest.mark.parametrize("peak_share", [0.8, 0.95])
def test_a_singer_stays_in_a_band_with_high_peaks(peak_share: float) -> None:
    """The drums' peaks hold the band down; the voice does not make up for it by leaving the band behind."""
    hits = clicks()
    bed = generator(4, "bed").normal(0, 1.0, len(hits)) * np.abs(hits).max() * (1.0 - peak_share) / 4
    upload = audio(hits * peak_share + bed)
    mixdown = mix(upload=upload, performed=singer(), notes=MixNotes(reverb_share=0.1), lead=VOCALS)
    assert_promises(mixdown, upload, least_lufs=-30.0)
    assert 2.0 <= singing_level_lu(mixdown) <= 3.1
    assert mixdown.report.integrated_lufs < -14.5
    assert "instead of -14" in mixdown.report.notes[-1]
    assert "in balance" in mixdown.report.notes[-1]


def test_a_band_stays_under_a_voice_with_high_peaks() -> None:
    """The loudness of the master gives way, not the balance; the report says so."""
    upload = audio(clicks())
    mixdown = mix(upload=upload, performed=players(("drums", "bass", "piano")), notes=MixNotes(), lead=UPLOAD)
    assert_promises(mixdown, upload, least_lufs=-40.0)
    band = sum(stem.audio.samples for stem in mixdown.stems if stem.player != UPLOAD)
    powers = [step_powers(sound) for sound in (mixdown.stems[UPLOAD], audio(np.asarray(band)))]
    over_lu = voice_over_band_lu(*powers)
    assert over_lu is not None
    assert -3.0 <= over_lu <= 0.0
    assert mixdown.report.integrated_lufs < -14.5
    assert "instead of -14" in mixdown.report.notes[-1]


def singer() -> Stems:
    t = time()
    voice = 0.1 * np.sin(2 * np.pi * 300 * t) * ((t > 3) & (t < 6))
    return Stems(stems=(Stem(player=VOCALS, audio=audio(np.stack([voice, voice]))),))


def singing_level_lu(mixdown: Mixdown) -> float:
    """Voice against band where it sings."""
    meter = pyloudnorm.Meter(RATE_HZ)
    inside = slice(int(3.2 * RATE_HZ), int(5.8 * RATE_HZ))
    voice, band = (mixdown.stems[name].samples[:, inside].T.astype(float) for name in (VOCALS, UPLOAD))
    return float(meter.integrated_loudness(voice) - meter.integrated_loudness(band))


def test_levels_follow_the_style() -> None:
    upload = audio(speech())
    levels = {}
    for lu in (-15.0, -5.0):
        notes = MixNotes(levels_lu=(("piano", lu),))
        report = mix(upload=upload, performed=players(("drums", "piano")), notes=notes, lead=UPLOAD).report
        levels[lu] = dict(report.stem_lufs)["piano"] - dict(report.stem_lufs)["upload"]
    assert 7.0 < levels[-5.0] - levels[-15.0] < 11.5  # the tone of the whole takes a little of it back


def test_the_same_again() -> None:
    first, second = (
        mix(upload=audio(speech()), performed=players(("drums", "pad")), notes=MixNotes(), lead=UPLOAD)
        for _ in range(2)
    )
    np.testing.assert_array_equal(first.master.samples, second.master.samples)


def test_stems_that_are_given_away_are_not_kept() -> None:
    """A long mix needs the memory of its own stems and of a few more, not of what was performed besides."""
    names = ("drums", "bass", "piano", "strings", "guitar", "pad", "organ", "brass")
    given: list[Stem] = []

    def one_by_one() -> Iterator[Stem]:
        while given:
            yield given.pop(0)

    mix(upload=audio(speech()), performed=players(names[:2]), notes=MixNotes(), lead=UPLOAD)  # what is made once
    tracemalloc.start()
    given += players(names, 31.0)
    stem_bytes = given[0].audio.samples.nbytes
    mix(upload=audio(speech()), performed=one_by_one(), notes=MixNotes(), lead=UPLOAD)
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak_bytes < (len(names) + 8) * stem_bytes


def test_a_band_around_nothing() -> None:
    upload = audio(np.zeros(RATE_HZ * SECONDS))
    report = mix(upload=upload, performed=players(("drums", "bass")), notes=MixNotes(), lead=UPLOAD).report
    assert report.integrated_lufs == pytest.approx(-14.0, abs=0.5)


def test_what_is_not_a_number_is_never_passed_on() -> None:
    stems = players(("drums",))
    broken = stems.stems[0].audio.samples.copy()
    broken[0, 100] = np.nan
    whole = Stems(stems=(Stem(player="drums", audio=Audio(samples=broken, sample_rate_hz=RATE_HZ)),))
    with pytest.raises(MixBroken):
        verified(whole["drums"], whole, None, 1.0, ())


def test_a_silent_player_stays_silent() -> None:
    silent = Stem(
        player="organ", audio=Audio(samples=np.zeros((2, RATE_HZ * SECONDS), dtype=np.float32), sample_rate_hz=RATE_HZ)
    )
    drums = players(("drums",), SECONDS).stems[0]
    mixdown = mix(upload=audio(speech()), performed=Stems(stems=(drums, silent)), notes=MixNotes(), lead=UPLOAD)
    assert np.max(np.abs(mixdown.stems["organ"].samples)) == 0.0


def test_a_treated_voice_is_a_stem_and_reaches_the_loudness() -> None:
    upload = audio(clicks())
    stems = players(("drums", "bass", "piano"))
    mixdown = mix(upload=upload, performed=stems, notes=MixNotes(), lead=UPLOAD, treats_upload=True)
    assert mixdown.stems.players == ("drums", "bass", "piano", "voice")
    total = sum(stem.audio.samples.astype(np.float64) for stem in mixdown.stems)
    np.testing.assert_allclose(mixdown.master.samples, total, atol=1e-6)
    assert pyloudnorm.Meter(RATE_HZ).integrated_loudness(mixdown.master.samples.T) == pytest.approx(-14.0, abs=0.5)
    [dry] = mixdown.dry
    assert dry.player == UPLOAD
    np.testing.assert_array_equal(dry.audio.samples, upload.samples)


def test_the_sung_voice_is_kept_dry_at_its_loudness() -> None:
    mixdown = mix(upload=audio(music()), performed=singer(), notes=MixNotes(), lead=VOCALS)
    [dry] = mixdown.dry
    assert dry.audio.channels == 1
    mono = dry.audio.samples[0]
    assert abs(np.corrcoef(mono, singer()[VOCALS].samples[0])[0, 1]) > 0.9999
    sides = np.stack([mono, mono]).T.astype(float)
    loudness = pyloudnorm.Meter(RATE_HZ).integrated_loudness(sides)
    assert loudness == pytest.approx(dict(mixdown.report.stem_lufs)[VOCALS], abs=0.3)
