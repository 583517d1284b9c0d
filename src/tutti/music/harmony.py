"""Chords: a root, a quality and a bass, spelled as Harte et al. write them ("C:maj7/3", "A:min", "N").

Source of the syntax: Harte, Sandler, Abdallah, Gomez, "Symbolic representation of musical chords", ISMIR 2005.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tutti.music.pitch import parse_pitch_class, pitch_class_name

NO_CHORD = "N"


class Quality(StrEnum):
    """The chord qualities the engine hears and writes; the value is Harte's shorthand."""

    MAJOR = "maj"
    MINOR = "min"
    DIMINISHED = "dim"
    AUGMENTED = "aug"
    SUSPENDED_2 = "sus2"
    SUSPENDED_4 = "sus4"
    POWER = "5"
    MAJOR_6 = "maj6"
    MINOR_6 = "min6"
    DOMINANT_7 = "7"
    MAJOR_7 = "maj7"
    MINOR_7 = "min7"
    MINOR_MAJOR_7 = "minmaj7"
    HALF_DIMINISHED_7 = "hdim7"
    DIMINISHED_7 = "dim7"
    SUSPENDED_4_7 = "sus4(b7)"
    MAJOR_ADD_9 = "maj(9)"
    MINOR_ADD_9 = "min(9)"
    DOMINANT_9 = "9"
    MAJOR_9 = "maj9"
    MINOR_9 = "min9"


INTERVALS: dict[Quality, tuple[int, ...]] = {
    Quality.MAJOR: (0, 4, 7),
    Quality.MINOR: (0, 3, 7),
    Quality.DIMINISHED: (0, 3, 6),
    Quality.AUGMENTED: (0, 4, 8),
    Quality.SUSPENDED_2: (0, 2, 7),
    Quality.SUSPENDED_4: (0, 5, 7),
    Quality.POWER: (0, 7),
    Quality.MAJOR_6: (0, 4, 7, 9),
    Quality.MINOR_6: (0, 3, 7, 9),
    Quality.DOMINANT_7: (0, 4, 7, 10),
    Quality.MAJOR_7: (0, 4, 7, 11),
    Quality.MINOR_7: (0, 3, 7, 10),
    Quality.MINOR_MAJOR_7: (0, 3, 7, 11),
    Quality.HALF_DIMINISHED_7: (0, 3, 6, 10),
    Quality.DIMINISHED_7: (0, 3, 6, 9),
    Quality.SUSPENDED_4_7: (0, 5, 7, 10),
    Quality.MAJOR_ADD_9: (0, 4, 7, 14),
    Quality.MINOR_ADD_9: (0, 3, 7, 14),
    Quality.DOMINANT_9: (0, 4, 7, 10, 14),
    Quality.MAJOR_9: (0, 4, 7, 11, 14),
    Quality.MINOR_9: (0, 3, 7, 10, 14),
}
_DEGREES = ("1", "b2", "2", "b3", "3", "4", "b5", "5", "b6", "6", "b7", "7")
_NATURAL_DEGREES = {"1": 0, "2": 2, "3": 4, "4": 5, "5": 7, "6": 9, "7": 11, "9": 2, "11": 5, "13": 9}


@dataclass(frozen=True, slots=True)
class Chord:
    """A chord; `bass` is the pitch class of its lowest note where that is not the root."""

    root: int
    quality: Quality
    bass: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.root < 12 or not (self.bass is None or 0 <= self.bass < 12):
            raise ValueError(f"root and bass are pitch classes 0 to 11, not {self.root} and {self.bass}")

    @property
    def bass_or_root(self) -> int:
        """The pitch class of the lowest note."""
        return self.root if self.bass is None else self.bass

    @property
    def pitch_classes(self) -> tuple[int, ...]:
        """The chord tones from the root up (without a foreign bass)."""
        return tuple((self.root + step) % 12 for step in INTERVALS[self.quality])

    def has(self, pitch_midi: int) -> bool:
        """Whether a pitch is one of the chord's tones or its bass."""
        return pitch_midi % 12 in self.pitch_classes or pitch_midi % 12 == self.bass_or_root

    def transposed(self, semitones: int) -> Chord:
        """The chord moved by semitones."""
        bass = None if self.bass is None else (self.bass + semitones) % 12
        return Chord((self.root + semitones) % 12, self.quality, bass)

    def label(self, *, flats: bool = False) -> str:
        """Harte's label: "Bb:min7", "C:maj/3"."""
        name = f"{pitch_class_name(self.root, flats=flats)}:{self.quality.value}"
        if self.bass is None or self.bass == self.root:
            return name
        return f"{name}/{_DEGREES[(self.bass - self.root) % 12]}"

    def __str__(self) -> str:
        return self.label()

    @classmethod
    def parse(cls, label: str) -> Chord:
        """Read a Harte label; a bare root is a major chord."""
        body, _, degree = label.strip().partition("/")
        name, _, shorthand = body.partition(":")
        root = parse_pitch_class(name)
        quality = Quality(shorthand) if shorthand else Quality.MAJOR
        if not degree:
            return cls(root, quality)
        natural = degree.lstrip("b#")
        if natural not in _NATURAL_DEGREES:
            raise ValueError(f"a bass is a scale degree such as /3 or /b7, not {degree!r} in {label!r}")
        shift = degree.count("#") - degree.count("b")
        return cls(root, quality, (root + _NATURAL_DEGREES[natural] + shift) % 12)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChordSpan:
    """A chord that holds from one beat to another; `chord` is None where no chord sounds."""

    start_beats: float
    end_beats: float
    chord: Chord | None


def chord_at(chords: tuple[ChordSpan, ...], beat: float) -> Chord | None:
    """The chord that holds at a beat (spans ascending and disjoint), None outside of all."""
    low, high = 0, len(chords)
    while low < high:
        middle = (low + high) // 2
        if chords[middle].end_beats <= beat + 1e-9:
            low = middle + 1
        else:
            high = middle
    if low < len(chords) and chords[low].start_beats <= beat + 1e-9:
        return chords[low].chord
    return None
