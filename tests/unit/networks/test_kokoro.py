"""Kokoro, cut into pieces: it reads, obeys pitch and lengths, and says what is missing."""

import numpy as np
import pytest

from tutti.base import assets
from tutti.base.errors import AssetMissing
from tutti.networks import kokoro

TEXT = "ni↓ xau↓."
VOICE = "zm_yunxi"


def test_all_parts_and_voices_are_installed() -> None:
    assert kokoro.is_installed()


def test_it_says_a_text_at_the_pitch_and_length_it_is_told() -> None:
    reading = kokoro.read(TEXT, voice=VOICE, speed=0.9)
    assert len(reading.steps) == len(TEXT) + 2
    steps = np.minimum(reading.steps, 6.0)
    halves = int(2 * steps.sum())
    sound = kokoro.say(reading, steps=steps, pitch_hz=np.full(halves, 150.0), energy=np.full(halves, 6.0))
    assert len(sound) == round(steps.sum() * kokoro.STEP_SECONDS * kokoro.SAMPLE_RATE_HZ)
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    hz = np.fft.rfftfreq(len(sound), 1 / kokoro.SAMPLE_RATE_HZ)
    on = spectrum[(np.abs(hz - 150) < 12) | (np.abs(hz - 300) < 12)].max()
    beside = spectrum[(np.abs(hz - 225) < 12)].max()
    assert on > 5 * beside
    again = kokoro.say(reading, steps=steps, pitch_hz=np.full(halves, 150.0), energy=np.full(halves, 6.0))
    assert np.array_equal(sound, again)


def test_symbols_that_are_no_tokens_are_told() -> None:
    assert all(map(kokoro.is_token, TEXT))
    assert not kokoro.is_token("Ж")


def test_a_voice_that_was_not_fetched_says_what_to_run(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setattr(assets, "DATA_FOLDER", tmp_path)
    assets.find.cache_clear()
    kokoro._styles.cache_clear()
    try:
        with pytest.raises(AssetMissing, match="make setup"):
            kokoro.read(TEXT, voice=VOICE, speed=0.9)
    finally:
        assets.find.cache_clear()
        kokoro._styles.cache_clear()
