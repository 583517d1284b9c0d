"""A line is told from a band."""

import numpy as np
import pytest

from tutti.base.seeds import generator
from tutti.listen import recognise
from tutti.music.listening import Source
from tutti.sound.audio import Audio

RATE_HZ = 22050


def note(pitch_midi: float, seconds: float) -> np.ndarray:
    time = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    frequency = 440 * 2 ** ((pitch_midi - 69) / 12)
    tone = sum(np.sin(2 * np.pi * k * frequency * time) / k for k in range(1, 9))
    return 0.2 * tone * np.minimum(1, np.minimum(time, time[::-1]) / 0.03)


def audio(samples: np.ndarray) -> Audio:
    return Audio(samples=samples[None].astype(np.float32), sample_rate_hz=RATE_HZ)


@pytest.fixture
def melody() -> np.ndarray:
    return np.concatenate([note(pitch, 0.5) for pitch in (60, 64, 67, 65, 62, 59, 60, 55) * 3])


def test_one_line_is_a_voice(melody: np.ndarray) -> None:
    assert recognise(audio(melody + generator(1, "hiss").normal(0, 1e-3, len(melody)))) is Source.VOICE


def test_a_melody_over_chords_and_drums_is_a_band(melody: np.ndarray) -> None:
    chords = np.concatenate(
        [sum(note(p, 2.0) for p in chord) for chord in ((48, 55, 64), (53, 57, 60), (43, 59, 62)) * 2]
    )
    time = np.arange(len(melody)) / RATE_HZ
    drums = generator(1, "drums").normal(0, 0.3, len(melody)) * np.exp(-20 * (time % 0.5))
    assert recognise(audio(melody + chords[: len(melody)] + drums)) is Source.BAND


def test_noise_and_silence_are_no_voice() -> None:
    assert recognise(audio(generator(1, "noise").normal(0, 0.1, RATE_HZ * 5))) is Source.BAND
    assert recognise(audio(np.zeros(RATE_HZ * 5))) is Source.BAND
