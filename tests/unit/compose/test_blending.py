import pytest

from tutti.compose.arrange import seat_band
from tutti.compose.blending import colour_style, groove_style
from tutti.compose.style import read_style
from tutti.compose.style_table import Role


@pytest.mark.parametrize(
    ("text", "groove", "colour"),
    [
        ("lo-fi bossa with strings", "bossa_nova", "lo_fi"),
        ("bossa nova, lo-fi", "bossa_nova", "lo_fi"),
        ("jazzy drum and bass", "drum_and_bass", "jazz"),
        ("国风摇滚", "rock", "guofeng"),
        ("orchestral hip hop", "hip_hop", "cinematic"),
    ],
)
@pytest.mark.parametrize("take", [1, 2])
def test_one_style_gives_the_groove_and_the_other_its_players(text: str, groove: str, colour: str, take: int) -> None:
    choice = read_style(text)
    assert groove_style(choice.styles).name == groove
    assert colour_style(choice.styles).name == colour
    band = {seat.player: seat for seat in seat_band(choice, take)}
    for seat in groove_style(choice.styles).bands[take - 1]:
        if seat.role in (Role.DRUMS, Role.BASS):
            assert band[seat.player].rhythm == seat.rhythm
    own = {seat.player for seat in colour_style(choice.styles).bands[take - 1] if seat.role is not Role.DRUMS}
    assert len(own & band.keys() - {"bass"}) >= 2


def test_a_lo_fi_bossa_keeps_the_guitar_of_the_bossa_and_gets_its_strings() -> None:
    band = {seat.player: seat for seat in seat_band(read_style("lo-fi bossa with strings"), 1)}
    assert band["guitar"].program == 24
    assert dict(band["guitar"].rhythm) == {"*": "bossa"}
    assert {"strings", "electric_piano"} <= band.keys()


def test_one_style_is_both() -> None:
    (reggae,) = read_style("reggae").styles
    assert groove_style((reggae,)) is colour_style((reggae,)) is reggae
