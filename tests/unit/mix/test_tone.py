"""The tone of the band against the published spectrum."""

import numpy as np
import pytest
from scipy.signal import welch

from tutti.base.seeds import generator
from tutti.mix.effects.equaliser import response_db
from tutti.mix.reference import reference_db
from tutti.mix.spectrum import CENTRES_HZ, third_octaves
from tutti.mix.tone import tone_bands
from tutti.music.score import MixNotes, Percussion

RATE_HZ = 44100


@pytest.mark.parametrize(("frequency_hz", "slope_db"), [(200, -2.350), (800, -4.985), (3200, -7.621)])
def test_the_reference_falls_as_published(frequency_hz: float, slope_db: float) -> None:
    """Elowsson and Friberg, table 1: density, dB an octave; third octaves grow by 3 dB an octave against it."""
    around = np.array([frequency_hz * 2**-0.5, frequency_hz * 2**0.5])
    low, high = reference_db(Percussion.MIDDLING, around)
    assert high - low - 10 * np.log10(2) == pytest.approx(slope_db, abs=0.06)


def test_percussion_lifts_lows_and_highs_and_leaves_the_middle() -> None:
    lean = reference_db(Percussion.MUCH, CENTRES_HZ) - reference_db(Percussion.LITTLE, CENTRES_HZ)
    assert lean[0] > 4
    assert lean[-1] > 3
    np.testing.assert_array_equal(lean[(CENTRES_HZ > 170) & (CENTRES_HZ < 2400)], 0.0)


def test_third_octaves_are_those_of_another_estimator() -> None:
    noise = np.cumsum(generator(1, "brown").normal(0, 0.01, (2, 20 * RATE_HZ)), axis=1).astype(np.float32)
    noise -= noise.mean(axis=1, keepdims=True)
    frequencies, density = welch(noise.astype(float), RATE_HZ, nperseg=1 << 14, axis=1)
    measured = 10 * np.log10(third_octaves(noise, RATE_HZ))
    for place in range(3, len(CENTRES_HZ), 4):
        edges = CENTRES_HZ[place] * 2 ** (-1 / 6), CENTRES_HZ[place] * 2 ** (1 / 6)
        inside = (frequencies >= edges[0]) & (frequencies < edges[1])
        other = 10 * np.log10(density[:, inside].sum())
        assert measured[place] - measured[12] == pytest.approx(other - _middle(frequencies, density), abs=1.0)


def _middle(frequencies: np.ndarray, density: np.ndarray) -> float:
    inside = (frequencies >= CENTRES_HZ[12] * 2 ** (-1 / 6)) & (frequencies < CENTRES_HZ[12] * 2 ** (1 / 6))
    return float(10 * np.log10(density[:, inside].sum()))


def test_a_dull_band_is_brought_to_the_reference() -> None:
    notes = MixNotes()
    reference = reference_db(notes.percussion, CENTRES_HZ)
    off = np.interp(np.log2(CENTRES_HZ), np.log2([40, 400, 16000]), [5.0, 0.0, -5.0])
    band = 10 ** ((reference + off) / 10)
    bands = tone_bands(np.zeros_like(band), band, notes, RATE_HZ)
    left = off + response_db(bands, CENTRES_HZ, RATE_HZ)
    assert np.max(np.abs(left - left.mean())[2:-2]) < 2.0


def test_the_band_makes_room_for_a_voice() -> None:
    """Where the voice alone has what the reference asks, the band steps back."""
    notes = MixNotes()
    reference = 10 ** (reference_db(notes.percussion, CENTRES_HZ) / 10)
    voice = reference * np.where((CENTRES_HZ > 600) & (CENTRES_HZ < 1300), 2.0, 0.0)
    bands = tone_bands(voice, reference, notes, RATE_HZ)
    answer = response_db(bands, np.array([110.0, 900.0]), RATE_HZ)
    assert answer[1] - answer[0] < -4.0


def test_a_silent_band_is_left_alone() -> None:
    nothing = np.zeros(len(CENTRES_HZ))
    assert tone_bands(np.ones(len(CENTRES_HZ)), nothing, MixNotes(), RATE_HZ) == ()
