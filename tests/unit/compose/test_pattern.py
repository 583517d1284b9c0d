import pytest

from tutti.base.errors import EngineError
from tutti.compose.fills import fills
from tutti.compose.pattern import Intensity, parse_pattern
from tutti.compose.players.kit import PIECES
from tutti.compose.style_table import ROLE_LETTERS, drum_patterns, patterns
from tutti.music.time import Meter

FOUR = {"4/4": {"mid": "x---..X.........|................"}}


def test_letters_start_events_and_dashes_hold_them():
    pattern = parse_pattern("p", FOUR, "xX")
    first, second = pattern.steps(Meter(4, 4), Intensity.HIGH, 0)
    assert (first.start_beats, first.length_beats, first.letter) == (0.0, 1.0, "x")
    assert (second.start_beats, second.length_beats, second.letter) == (1.5, 0.25, "X")
    assert pattern.steps(Meter(4, 4), Intensity.LOW, 1) == ()


@pytest.mark.parametrize(("meter", "beats"), [("2/4", [0, 1]), ("5/4", [0, 1, 2, 3, 4]), ("12/8", [0, 1, 2, 3])])
def test_other_metres_borrow_beats(meter, beats):
    table = {"4/4": {"mid": "x...x...x...x..."}, "6/8": {"mid": "x.....x....."}}
    steps = parse_pattern("p", table, "x").steps(Meter.parse(meter), Intensity.MID, 0)
    assert [step.start_beats for step in steps] == beats


@pytest.mark.parametrize("text", ["x...", "x...x...x...x..q"])
def test_wrong_texts_are_refused(text):
    with pytest.raises(EngineError):
        parse_pattern("p", {"4/4": {"mid": text}}, "x")


def test_the_tables_are_playable():
    for groove in drum_patterns().values():
        assert set(groove) <= set(PIECES)
    for role in ROLE_LETTERS:
        plain = patterns(role)["plain"]
        assert all(plain.has(meter) for meter in (Meter(4, 4), Meter(3, 4), Meter(6, 8)))
    for is_compound in (False, True):
        for choices in fills(is_compound).values():
            assert all(set(fill) <= set(PIECES) for fill in choices)
