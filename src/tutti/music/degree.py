"""Chords by their degree in a key: Roman numerals ("I V vi IV", "bVII", "V7/ii") and Nashville numbers ("1 5 6- 4").

A capital numeral has a major third, a small one a minor third; what follows is a chord symbol's suffix ("o" and "°"
diminished, "7", "maj7", "sus4"). A plain number is the triad the key has on that degree. In minor keys "III", "VI" and
"VII" lie on the degrees of the natural minor scale: degrees are counted in the scale of the key's third, and "bIII",
"bVI" and "bVII" are another way to write them. Otherwise "b" and "#" lower and raise by a semitone. Behind a slash
stands the degree of the bass ("5/7"), or, after a dominant, the degree it leads to ("V/V").
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tutti.music.chord_symbol import read_quality
from tutti.music.harmony import Chord, Quality
from tutti.music.pitch import Key, Mode

_NUMERALS = ("i", "ii", "iii", "iv", "v", "vi", "vii")
_MAJOR_STEPS = (0, 2, 4, 5, 7, 9, 11)
_MINOR_STEPS = (0, 2, 3, 5, 7, 8, 10)
_FLAT_IN_MINOR = (3, 6, 7)
_ROMAN = re.compile(r"([b#♭♯]?)(iii|ii|iv|vii|vi|v|i|III|II|IV|VII|VI|V|I)(?![ivIV])(.*)$")
_NASHVILLE = re.compile(r"([b#♭♯]?)([1-7])(?!\d)(.*)$")
_SHIFTS = {"": 0, "b": -1, "♭": -1, "#": 1, "♯": 1}
_LEADING = (5, 7)  # degrees that lead into another: dominant and leading note
_DIMINISHED = (Quality.DIMINISHED, Quality.DIMINISHED_7)  # on VII they lead to the tonic from the raised degree
_THIRDS_OF = {(4, 7): Quality.MAJOR, (3, 7): Quality.MINOR, (3, 6): Quality.DIMINISHED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Degree:
    """A chord on a degree of a key that is not yet named.

    Attributes:
        number: 1 (tonic) to 7.
        shift: semitones it is raised.
        quality: None for the triad of the key itself.
        bass: the degree of its lowest note, where that is not its root.
        target: the degree it leads to and is counted from.
    """

    number: int
    shift: int
    quality: Quality | None = None
    bass: Degree | None = None
    target: Degree | None = None

    def root(self, key: Key) -> int:
        """The pitch class of the degree."""
        home = key.tonic if self.target is None else self.target.root(key)
        is_minor = key.is_minor_like and self.target is None
        if is_minor and self.shift == -1 and self.number in _FLAT_IN_MINOR:
            return (home + _MINOR_STEPS[self.number - 1]) % 12
        is_leading = self.number == 7 and self.quality in _DIMINISHED
        steps = _MINOR_STEPS if is_minor and not is_leading else _MAJOR_STEPS
        return (home + steps[self.number - 1] + self.shift) % 12

    def chord(self, key: Key) -> Chord:
        """The chord in a key."""
        root = self.root(key)
        bass = None if self.bass is None else self.bass.root(key)
        return Chord(root, self.quality or _own_quality(root, key), None if bass == root else bass)


def read_degree(text: str) -> Degree:
    """What a numeral or a number means.

    Raises:
        ValueError: it is neither.
    """
    body, slash, under = text.partition("/")
    try:
        degree = _read(body)
        other = _read(under) if slash else None
    except ValueError:
        raise ValueError(f"not a Roman numeral: {text!r}; write I to VII, small for minor, with b, # or o") from None
    if other is None:
        return degree
    if degree.number in _LEADING and under[-1].isalpha():
        return Degree(number=degree.number, shift=degree.shift, quality=degree.quality, target=other)
    return Degree(number=degree.number, shift=degree.shift, quality=degree.quality, bass=other)


def _read(text: str) -> Degree:
    roman = _ROMAN.match(text)
    if roman is not None:
        accidental, numeral, suffix = roman.groups()
        is_small = numeral.islower() and not suffix.startswith(("o", "°", "º", "ø", "dim"))
        quality = read_quality("m" + suffix if is_small else suffix)
        return Degree(number=_NUMERALS.index(numeral.lower()) + 1, shift=_SHIFTS[accidental], quality=quality)
    nashville = _NASHVILLE.match(text)
    if nashville is None:
        raise ValueError
    accidental, number, suffix = nashville.groups()
    told = read_quality(suffix) if suffix or accidental else None
    return Degree(number=int(number), shift=_SHIFTS[accidental], quality=told)


def _own_quality(root: int, key: Key) -> Quality:
    """The triad a key has on one of its degrees; in minor the dominant is major."""
    if key.mode is Mode.MINOR and root == (key.tonic + 7) % 12:
        return Quality.MAJOR
    scale = set(key.pitch_classes)
    fitting = (own for steps, own in _THIRDS_OF.items() if {(root + step) % 12 for step in steps} <= scale)
    return next(fitting, Quality.MAJOR)
