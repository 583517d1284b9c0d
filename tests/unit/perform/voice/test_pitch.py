import numpy as np
from tests.unit.perform.voice.conftest import ME, STAR, sung

from tutti.base.seeds import generator
from tutti.perform.voice.frames import FRAME_SECONDS, Window
from tutti.perform.voice.pitch import hertz, pitch_curve
from tutti.perform.voice.singers import Singer
from tutti.perform.voice.timing import time_phrases


def curve(*line: tuple[float, float, int, object]) -> tuple[np.ndarray, np.ndarray]:
    part, score = sung(list(line))
    (phrase,) = time_phrases(part, score.timeline)
    window = Window.around(phrase.start_seconds - 0.1, phrase.end_seconds + 0.1)
    singer = Singer(straight_share=0.0)
    semitones, _ = pitch_curve(phrase, window, singer, generator(5, "pitch"))
    return window.seconds, semitones


def test_the_vibrato_of_a_long_note_swings_around_it_at_a_singers_rate() -> None:
    seconds, semitones = curve((2, 8, 69, STAR))
    held = semitones[(seconds > 2.5) & (seconds < 4.5)]
    assert abs(held.mean() - 69) < 0.12
    assert 0.35 < np.ptp(held) / 2 < 0.9
    spectrum = np.abs(np.fft.rfft((held - held.mean()) * np.hanning(len(held)), 4096))
    rate_hz = np.fft.rfftfreq(4096, FRAME_SECONDS)[spectrum.argmax()]
    assert 5.0 < rate_hz < 6.6


def test_a_step_is_made_before_the_vowel_and_overshoots_little() -> None:
    seconds, semitones = curve((1, 0.8, 60, STAR), (1.8, 0.8, 67, ME), (2.6, 0.8, 60, ME))
    at_vowel = np.interp(0.9, seconds, semitones)
    assert 63.5 < at_vowel < 67.6  # at least half way when the vowel starts
    after = semitones[(seconds > 0.9 + 0.08) & (seconds < 1.2)]
    assert np.abs(after - 67).max() < 0.6
    assert abs(np.median(after) - 67) < 0.2


def test_a_phrase_is_entered_from_below() -> None:
    seconds, semitones = curve((2, 2, 64, ME))
    assert 0.9 < 64 - np.interp(0.93, seconds, semitones) < 1.6
    assert abs(np.interp(1.15, seconds, semitones) - 64) < 0.35


def test_concert_pitch() -> None:
    np.testing.assert_allclose(hertz(np.array([57.0, 69.0])), [220.0, 440.0])


def test_another_pitch_standard() -> None:
    baroque_cents = 1200 * np.log2(415 / 440)
    np.testing.assert_allclose(hertz(np.array([57.0, 69.0]), baroque_cents), [207.5, 415.0])
