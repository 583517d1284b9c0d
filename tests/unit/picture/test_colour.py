import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutti.picture.colour import distance, mixed, oklch, purest_lightness, to_oklch, widest_chroma

parts = st.floats(0.0, 1.0)


def hue_gap(first: float, second: float) -> float:
    return abs((first - second + 180.0) % 360.0 - 180.0)


@given(parts, parts, parts)
def test_a_colour_comes_back_from_its_lightness_chroma_and_hue(red, green, blue):
    assert oklch(*to_oklch((red, green, blue))) == pytest.approx((red, green, blue), abs=0.02)


@given(st.floats(0.1, 0.95), st.floats(0.0, 0.5), st.floats(0.0, 360.0))
def test_what_the_screen_cannot_show_gives_up_chroma_alone(lightness, chroma, hue):
    shown = oklch(lightness, chroma, hue)
    assert all(0.0 <= part <= 1.0 for part in shown)
    found_lightness, found_chroma, found_hue = to_oklch(shown)
    assert found_lightness == pytest.approx(lightness, abs=0.01)
    assert found_chroma <= chroma + 0.005
    if found_chroma > 0.03:
        assert hue_gap(found_hue, hue) < 3.0


def test_red_green_and_blue_stand_where_they_are_known_to():
    """The values of Ottosson's reference code."""
    assert to_oklch((1.0, 0.0, 0.0)) == pytest.approx((0.628, 0.2577, 29.23), abs=0.01)
    assert to_oklch((0.0, 0.0, 1.0)) == pytest.approx((0.452, 0.3132, 264.05), abs=0.01)
    assert to_oklch((1.0, 1.0, 1.0))[:2] == pytest.approx((1.0, 0.0), abs=1e-3)


def test_yellow_is_purest_light_and_blue_dark():
    assert purest_lightness(105.0) > 0.9
    assert purest_lightness(264.0) < 0.55
    assert widest_chroma(0.45, 264.0) > 2 * widest_chroma(0.9, 264.0)


def test_mixing_walks_from_one_colour_to_the_other():
    red, blue = (0.8, 0.1, 0.1), (0.1, 0.2, 0.7)
    assert mixed(red, blue, 0.0) == pytest.approx(red, abs=0.02)
    assert mixed(red, blue, 1.0) == pytest.approx(blue, abs=0.02)
    middle = mixed(red, blue, 0.5)
    assert distance(red, middle) == pytest.approx(distance(middle, blue), abs=0.02)


def test_black_and_white_are_one_apart():
    assert distance((0.0, 0.0, 0.0), (1.0, 1.0, 1.0)) == pytest.approx(1.0, abs=1e-3)
