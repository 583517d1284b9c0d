"""Words to syllables, phones, stress and tones; rhyme. One language a file."""

from __future__ import annotations

import unicodedata

from tutti.base.errors import LyricsUnsingable
from tutti.language import english, mandarin
from tutti.music.lyric import Syllable

ENGLISH = "en"
CHINESE = "zh"


def syllabify(text: str, language: str) -> tuple[Syllable, ...]:
    """The syllables of one line of lyrics; a line may mix Chinese and English whatever the language of the song.

    Raises:
        LyricsUnsingable: the language cannot be sung, or a word of the line cannot.
    """
    if language not in (ENGLISH, CHINESE):
        raise LyricsUnsingable(f"only English ('{ENGLISH}') and Chinese ('{CHINESE}') can be sung, not {language!r}")
    return mandarin.syllabify(text) if has_han(text) else english.syllabify(text)


def language_of(text: str) -> str:
    """The language of a song by its words: Chinese where any of it is, for its singer sings both."""
    return CHINESE if has_han(text) else ENGLISH


def pieces(line: str) -> tuple[str, ...]:
    """A line cut where it may be broken, between words; joined they give the line (blanks aside)."""
    return mandarin.words(line) if has_han(line) else tuple(f"{word} " for word in line.split())


def has_han(text: str) -> bool:
    """Whether a text holds Chinese characters."""
    return any(_is_han(sign) for sign in text)


def is_mostly_han(text: str) -> bool:
    """Whether most letters of a text are Chinese characters."""
    letters = [sign for sign in text if sign.isalpha()]
    return sum(map(_is_han, letters)) * 2 > len(letters)


def _is_han(sign: str) -> bool:
    return "CJK UNIFIED" in unicodedata.name(sign, "")
