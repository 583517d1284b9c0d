"""The upload on both sides."""

import numpy as np

from tutti.mix.upload_sides import both_sides, scaled
from tutti.sound.audio import Audio

RATE_HZ = 44100


def test_a_mono_upload_stands_on_both_sides_in_one_memory() -> None:
    mono = np.linspace(-1.0, 1.0, 100, dtype=np.float32)[None]
    sides = both_sides(Audio(samples=mono, sample_rate_hz=RATE_HZ), 120)
    np.testing.assert_array_equal(sides, np.pad(np.repeat(mono, 2, axis=0), ((0, 0), (0, 20))))
    assert np.shares_memory(sides[0], sides[1])
    louder = scaled(sides, np.float32(0.5))
    np.testing.assert_array_equal(louder, np.float32(0.5) * sides)
    assert np.shares_memory(louder[0], louder[1])


def test_a_stereo_upload_keeps_its_sides() -> None:
    stereo = np.stack([np.ones(10), np.zeros(10)]).astype(np.float32)
    sides = both_sides(Audio(samples=stereo, sample_rate_hz=RATE_HZ), 10)
    np.testing.assert_array_equal(scaled(sides, np.float32(2.0)), 2.0 * stereo)


def test_no_upload_is_silence() -> None:
    np.testing.assert_array_equal(both_sides(None, 5), np.zeros((2, 5)))
