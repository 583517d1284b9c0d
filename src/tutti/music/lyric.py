"""Words to be sung: syllables with their phones, in lines and sections.

Phones are written in the alphabet of the misaki grapheme-to-phoneme tables (Apache-2.0): one symbol a phone, close to
IPA, capitals for English diphthongs (A eɪ, I aɪ, O oʊ, W aʊ, Y ɔɪ). Stress lives in `Syllable.stress`, not in the
phones.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Syllable:
    """One syllable.

    Attributes:
        text: its letters as they are shown ("beau", "ti", "ful").
        onset: the consonant phones before the vowel.
        nucleus: the vowel phone (a diphthong is one symbol).
        coda: the consonant phones after the vowel.
        stress: 0 unstressed, 1 primary, 2 secondary.
        starts_word: whether a new word begins here.
        ends_word: whether a word ends here.
    """

    text: str
    onset: tuple[str, ...]
    nucleus: str
    coda: tuple[str, ...] = ()
    stress: int = 0
    starts_word: bool = True
    ends_word: bool = True

    @property
    def phones(self) -> tuple[str, ...]:
        """All phones in order."""
        return (*self.onset, self.nucleus, *self.coda)


@dataclass(frozen=True, slots=True, kw_only=True)
class LyricLine:
    """One line: its text as written and its syllables."""

    text: str
    syllables: tuple[Syllable, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LyricSection:
    """A verse, a chorus: `label` is one of the labels of `music.form`."""

    label: str
    lines: tuple[LyricLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lyrics:
    """The words of a song, in the order they are sung."""

    title: str
    language: str
    sections: tuple[LyricSection, ...]

    @property
    def lines(self) -> tuple[LyricLine, ...]:
        """All lines in order."""
        return tuple(line for section in self.sections for line in section.lines)

    @property
    def text(self) -> str:
        """The lyrics as a person writes them, with section tags."""
        blocks = []
        for section in self.sections:
            lines = "\n".join(line.text for line in section.lines)
            blocks.append(f"[{section.label.replace('_', ' ').title()}]\n{lines}")
        return "\n\n".join(blocks)
