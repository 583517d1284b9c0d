"""What a person knows about a recording is read, or refused with what could be said instead."""

import pytest

from tutti.base.errors import BriefInvalid
from tutti.listen.hints import Hints, read_hints
from tutti.music.pitch import Key
from tutti.music.time import Meter


def test_hints_are_read() -> None:
    assert read_hints() == read_hints(bpm=None, meter="", key=None) == Hints()
    told = read_hints(bpm=92.5, meter="6/8", key="F# minor")
    assert told == Hints(tempo_bpm=92.5, meter=Meter(6, 8), key=Key.parse("F# minor"))


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"bpm": 9000.0}, "bpm is 9000; a tempo lies between 30 and 300"),
        ({"meter": "99/4"}, "meter is 99/4; known are"),
        ({"meter": "five"}, "five"),
        ({"key": "H major"}, "not 'H'"),
    ],
)
def test_what_is_no_hint_is_refused(told: dict[str, float | str], reason: str) -> None:
    with pytest.raises(BriefInvalid, match=reason):
        read_hints(**told)  # type: ignore[arg-type]
