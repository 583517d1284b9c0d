"""Words to be sung: syllables with their phones, in lines and sections.

Phones are written in the alphabet of the misaki grapheme-to-phoneme tables (Apache-2.0): one symbol a phone, close to
IPA, capitals for English diphthongs (A eɪ, I aɪ, O oʊ, W aʊ, Y ɔɪ). Mandarin phones are IPA: one symbol a phone, with
its marks (tʰ, b̥), diphthongs whole (ai), the apical vowels ɿ and ʅ. Stress and tone are fields, not phones.
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
        tone: 1 to 4, 5 neutral, as spoken after sandhi; None in languages without tones.
        pinyin: the reading of a Chinese character, with its tone mark ("liàng"), before sandhi.
    """

    text: str
    onset: tuple[str, ...]
    nucleus: str
    coda: tuple[str, ...] = ()
    stress: int = 0
    starts_word: bool = True
    ends_word: bool = True
    tone: int | None = None
    pinyin: str | None = None

    @property
    def phones(self) -> tuple[str, ...]:
        """All phones in order."""
        return (*self.onset, self.nucleus, *self.coda)


@dataclass(frozen=True, slots=True, kw_only=True)
class LyricLine:
    """One line: its text as written, and its syllables.

    Attributes:
        syllables: what the lead sings.
        answer: what stands in brackets: the backing voice sings it after the lead.
    """

    text: str
    syllables: tuple[Syllable, ...]
    answer: tuple[Syllable, ...] = ()


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
