"""Roman numerals: chords by their degree in a key, as musicians write progressions ("I V vi IV", "bVII", "V7").

A capital numeral has a major third, a small one a minor third, "o" a diminished triad. In minor keys "III", "VI" and
"VII" lie on the degrees of the natural minor scale: numerals are read against the scale of the key's third. "b" and
"#" lower and raise by a semitone.
"""

from __future__ import annotations

import re

from tutti.music.harmony import Chord, Quality
from tutti.music.pitch import Key

_NUMERALS = ("i", "ii", "iii", "iv", "v", "vi", "vii")
_MAJOR_STEPS = (0, 2, 4, 5, 7, 9, 11)
_MINOR_STEPS = (0, 2, 3, 5, 7, 8, 10)
_PATTERN = re.compile(r"([b#]?)([iv]+|[IV]+)(o?)$")


def parse_roman(text: str, tonic: int, *, is_minor: bool = False) -> Chord:
    """The triad a numeral means over a tonic.

    Raises:
        ValueError: it is no numeral.
    """
    match = _PATTERN.match(text)
    if match is None or match[2].lower() not in _NUMERALS:
        raise ValueError(f"not a Roman numeral: {text!r}; write I to VII, small for minor, with b, # or o")
    accidental, numeral, diminished = match.groups()
    steps = _MINOR_STEPS if is_minor else _MAJOR_STEPS
    step = steps[_NUMERALS.index(numeral.lower())] + {"": 0, "b": -1, "#": 1}[accidental]
    quality = Quality.MAJOR if numeral.isupper() else Quality.MINOR
    return Chord((tonic + step) % 12, Quality.DIMINISHED if diminished else quality)


def progression(text: str, key: Key) -> tuple[Chord, ...]:
    """The chords of numerals divided by spaces."""
    return tuple(parse_roman(numeral, key.tonic, is_minor=key.is_minor_like) for numeral in text.split())
