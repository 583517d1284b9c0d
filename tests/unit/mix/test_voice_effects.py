"""De-esser, echo, width and tape, each against what it is meant to do."""

import numpy as np
import pytest
from scipy.signal import butter, sosfilt

from tutti.base.seeds import generator
from tutti.mix.effects.deesser import de_ess
from tutti.mix.effects.echo import echo
from tutti.mix.effects.tape import worn
from tutti.mix.effects.widener import widen

RATE_HZ = 44100
VOICE_DB = -20.0


def time(seconds: float = 2.0) -> np.ndarray:
    return np.arange(int(seconds * RATE_HZ)) / RATE_HZ


def both(sound: np.ndarray) -> np.ndarray:
    return np.stack([sound, sound]).astype(np.float32)


def level_db(samples: np.ndarray) -> float:
    return float(20 * np.log10(np.sqrt(np.mean(samples.astype(float) ** 2)) + 1e-12))


def test_sibilants_are_held_back_and_vowels_are_not() -> None:
    vowel = both(0.14 * np.sin(2 * np.pi * 300 * time()))
    hiss = generator(1, "hiss").normal(0, 0.14, len(time()))
    sibilant = both(sosfilt(butter(4, (6000, 9000), "bandpass", fs=RATE_HZ, output="sos"), hiss) * 1.5)
    assert level_db(de_ess(sibilant, VOICE_DB, RATE_HZ)) < level_db(sibilant) - 3.0
    assert level_db(de_ess(vowel, VOICE_DB, RATE_HZ)) == pytest.approx(level_db(vowel), abs=0.1)


def test_an_echo_comes_in_time_and_dies_away() -> None:
    burst = both(np.sin(2 * np.pi * 900 * time()) * (time() < 0.05))
    wet = np.abs(echo(burst, 0.4, RATE_HZ)).max(axis=0)
    peaks = [wet[round(at * RATE_HZ) : round((at + 0.06) * RATE_HZ)].max() for at in (0.0, 0.4, 0.8, 1.2)]
    assert peaks[0] == 0.0
    assert peaks[1] > 2 * peaks[2] > 4 * peaks[3] > 0.0


def test_width_is_not_heard_in_mono() -> None:
    chord = both(0.1 * sum(np.sin(2 * np.pi * hertz * time()) for hertz in (330, 440, 554)))
    wide = chord.copy()
    widen(wide, 0.4, RATE_HZ)
    np.testing.assert_allclose(wide.sum(axis=0), chord.sum(axis=0), atol=1e-6)
    assert np.corrcoef(wide)[0, 1] < 0.98


def test_tape_wavers_by_a_few_cents_and_saturates() -> None:
    sine = both(0.8 * np.sin(2 * np.pi * 1000 * time(4.0)))
    tape = worn(sine, 1.0, RATE_HZ)[0].astype(float)
    crossings = np.flatnonzero((tape[:-1] < 0) & (tape[1:] >= 0))
    at = (crossings + tape[crossings] / (tape[crossings] - tape[crossings + 1]))[50:-50]
    cents = 1200 * np.log2(RATE_HZ / np.diff(at) / 1000)
    assert 4.0 < np.abs(cents).max() < 12.0
    assert abs(np.mean(cents)) < 1.0
    spectrum = np.abs(np.fft.rfft(tape[RATE_HZ : 3 * RATE_HZ] * np.hanning(2 * RATE_HZ)))
    third = spectrum[2 * 2950 : 2 * 3050].max() / spectrum[2 * 950 : 2 * 1050].max()
    assert 0.003 < third < 0.2
