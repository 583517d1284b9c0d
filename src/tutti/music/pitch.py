"""Pitch, mode and key.

Pitches are MIDI numbers (60 = middle C, 69 = A4 = 440 Hz); a pitch class is 0 (C) to 11 (B). Keys are written as
musicians write them: "Bb major", "F# minor", "D dorian".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

A4_HZ = 440.0
SHARP_NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
FLAT_NAMES = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")
LETTER_PITCH_CLASSES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_PITCH_CLASS = re.compile(r"([A-Ga-g])([#b♯♭]*)$")


class Mode(StrEnum):
    """The seven diatonic modes; `major` is ionian and `minor` is aeolian."""

    MAJOR = "major"
    MINOR = "minor"
    DORIAN = "dorian"
    PHRYGIAN = "phrygian"
    LYDIAN = "lydian"
    MIXOLYDIAN = "mixolydian"
    LOCRIAN = "locrian"


SCALE_SEMITONES: dict[Mode, tuple[int, ...]] = {
    Mode.MAJOR: (0, 2, 4, 5, 7, 9, 11),
    Mode.DORIAN: (0, 2, 3, 5, 7, 9, 10),
    Mode.PHRYGIAN: (0, 1, 3, 5, 7, 8, 10),
    Mode.LYDIAN: (0, 2, 4, 6, 7, 9, 11),
    Mode.MIXOLYDIAN: (0, 2, 4, 5, 7, 9, 10),
    Mode.MINOR: (0, 2, 3, 5, 7, 8, 10),
    Mode.LOCRIAN: (0, 1, 3, 5, 6, 8, 10),
}
_STEPS_TO_MAJOR = {
    Mode.MAJOR: 0, Mode.DORIAN: -2, Mode.PHRYGIAN: -4, Mode.LYDIAN: -5, Mode.MIXOLYDIAN: -7, Mode.MINOR: -9,
    Mode.LOCRIAN: -11,
}  # fmt: skip
_FLAT_MAJOR_KEYS = frozenset({1, 3, 5, 8, 10})  # Db Eb F Ab Bb; Gb is written as F#


@dataclass(frozen=True, slots=True)
class Key:
    """A tonic and a mode."""

    tonic: int
    mode: Mode

    def __post_init__(self) -> None:
        if not 0 <= self.tonic < 12:
            raise ValueError(f"a tonic is a pitch class 0 to 11, not {self.tonic}")

    @property
    def pitch_classes(self) -> tuple[int, ...]:
        """The scale from the tonic up."""
        return tuple((self.tonic + step) % 12 for step in SCALE_SEMITONES[self.mode])

    @property
    def uses_flats(self) -> bool:
        """Whether the key signature has flats."""
        return (self.tonic + _STEPS_TO_MAJOR[self.mode]) % 12 in _FLAT_MAJOR_KEYS

    @property
    def is_minor_like(self) -> bool:
        """Whether the third above the tonic is minor."""
        return SCALE_SEMITONES[self.mode][2] == 3

    def __str__(self) -> str:
        return f"{pitch_class_name(self.tonic, flats=self.uses_flats)} {self.mode.value}"

    @classmethod
    def parse(cls, text: str) -> Key:
        """Read "Bb major", "f# minor", "D dorian", "Am" or "C"."""
        words = text.strip().split()
        if len(words) == 1 and len(words[0]) > 1 and words[0].endswith("m"):
            words = [words[0][:-1], "minor"]
        if len(words) == 1:
            words.append("major")
        if len(words) != 2:
            raise ValueError(f"a key is a tonic and a mode like 'Bb major', not {text!r}")
        try:
            mode = Mode(words[1].lower())
        except ValueError:
            raise ValueError(f"unknown mode {words[1]!r}; known are {', '.join(Mode)}") from None
        return cls(parse_pitch_class(words[0]), mode)


def parse_pitch_class(name: str) -> int:
    """The pitch class of a note name such as "C", "F#", "Bb" or "e♭"."""
    match = _PITCH_CLASS.match(name.strip())
    if match is None:
        raise ValueError(f"a note name is a letter A to G with # or b, not {name!r}")
    letter, accidentals = match.groups()
    shift = sum(1 if sign in "#♯" else -1 for sign in accidentals)
    return (LETTER_PITCH_CLASSES[letter.upper()] + shift) % 12


def pitch_class_name(pitch_class: int, *, flats: bool = False) -> str:
    """The name of a pitch class, spelled with sharps or flats."""
    return (FLAT_NAMES if flats else SHARP_NAMES)[pitch_class % 12]


def midi_to_hz(pitch_midi: npt.ArrayLike, a4_hz: float = A4_HZ) -> npt.NDArray[np.float64]:
    """Frequency of a (fractional) MIDI pitch in equal temperament."""
    return np.asarray(a4_hz * np.exp2((np.asarray(pitch_midi, dtype=np.float64) - 69.0) / 12.0))


def hz_to_midi(frequency_hz: npt.ArrayLike, a4_hz: float = A4_HZ) -> npt.NDArray[np.float64]:
    """Fractional MIDI pitch of a positive frequency."""
    return np.asarray(69.0 + 12.0 * np.log2(np.asarray(frequency_hz, dtype=np.float64) / a4_hz))
