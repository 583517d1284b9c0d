"""Tones against melodies: which way the voice wants to go."""

import pytest

from tutti.language.tone_levels import is_opposed, tone_step


@pytest.mark.parametrize(
    ("first", "second", "direction"), [(4, 1, 1), (1, 3, -1), (3, 1, 1), (2, 3, -1), (1, 1, 0), (1, 4, 0)]
)
def test_directions_are_those_of_speech(first: int, second: int, direction: int) -> None:
    step = tone_step(first, second)
    assert (step > 0) - (step < 0) == direction


@pytest.mark.parametrize("light", [5, None])
def test_light_syllables_and_other_languages_want_nothing(light: int | None) -> None:
    assert tone_step(light, 1) == tone_step(4, light) == 0


def test_small_steps_against_the_tones_pass() -> None:
    assert is_opposed(4, -3)
    assert not is_opposed(4, -2)
    assert not is_opposed(4, 7)
    assert not is_opposed(0, -7)
