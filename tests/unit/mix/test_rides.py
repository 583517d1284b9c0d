"""Faders that ride with the form."""

import numpy as np
import pytest

from tutti.mix.rides import ride_gain
from tutti.music.form import Section, SectionLabel
from tutti.music.time import Meter, Timeline

RATE_HZ = 8000


def section(start: float, end: float, energy: float) -> Section:
    return Section(start_beats=start, end_beats=end, label=SectionLabel.VERSE, energy=energy)


def test_a_calm_section_is_down_and_a_full_one_up() -> None:
    timeline = Timeline.steady(meter=Meter(4, 4), tempo_bpm=120, beats=64)
    form = (section(0, 32, 0.4), section(32, 64, 0.6))
    curve = 20 * np.log10(ride_gain(form, timeline, 34 * RATE_HZ, RATE_HZ))
    calm, full = curve[8 * RATE_HZ], curve[24 * RATE_HZ]
    assert calm < -1.0
    assert full > 1.0
    assert curve[16 * RATE_HZ] == pytest.approx(full, abs=0.1)  # there on the downbeat
    assert np.max(np.abs(np.diff(curve))) < 0.01


def test_one_section_is_left_as_it_is() -> None:
    timeline = Timeline.steady(meter=Meter(4, 4), tempo_bpm=100, beats=16)
    np.testing.assert_array_equal(ride_gain((section(0, 16, 0.7),), timeline, 8000, RATE_HZ), 1.0)
