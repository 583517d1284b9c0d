"""Roman numerals and Nashville numbers, in major and minor."""

import pytest

from tutti.music.degree import read_degree
from tutti.music.pitch import Key


@pytest.mark.parametrize(
    ("text", "in_c", "in_a_minor"),
    [
        ("I", "C:maj", "A:maj"),
        ("vi", "A:min", "F:min"),
        ("VI", "A:maj", "F:maj"),
        ("bVII", "A#:maj", "G:maj"),
        ("bII", "C#:maj", "A#:maj"),
        ("V7", "G:7", "E:7"),
        ("IVmaj7", "F:maj7", "D:maj7"),
        ("iio", "D:dim", "B:dim"),
        ("vii°7", "B:dim7", "G#:dim7"),
        ("iiø7", "D:hdim7", "B:hdim7"),
        ("V/V", "D:maj", "B:maj"),
        ("V7/vi", "E:7", "C:7"),
        ("I/3", "C:maj/3", "A:maj/b3"),
        ("1", "C:maj", "A:min"),
        ("6-", "A:min", "F:min"),
        ("6", "A:min", "F:maj"),
        ("5", "G:maj", "E:maj"),
        ("5/7", "G:maj/3", "E:maj/b3"),
    ],
)
def test_degrees_in_their_key(text, in_c, in_a_minor):
    assert str(read_degree(text).chord(Key.parse("C"))) == in_c
    assert str(read_degree(text).chord(Key.parse("Am"))) == in_a_minor


def test_plain_numbers_take_the_triads_of_a_mode():
    triads = [str(read_degree(number).chord(Key.parse("D dorian"))) for number in "1457"]
    assert triads == ["D:min", "G:maj", "A:min", "C:maj"]


@pytest.mark.parametrize("text", ["IIX", "8", "12", "", "V/", "Vfoo", "iIi"])
def test_what_is_no_degree_is_named(text):
    with pytest.raises(ValueError, match="not a Roman numeral"):
        read_degree(text)
