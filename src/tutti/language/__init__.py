"""Words to syllables, phones and stress; rhyme. One language a file."""

from __future__ import annotations

import unicodedata

from tutti.base.errors import LyricsUnsingable
from tutti.language import english
from tutti.music.lyric import Syllable

ENGLISH = "en"
CHINESE = "zh"


def syllabify(text: str, language: str) -> tuple[Syllable, ...]:
    """The syllables of one line of lyrics.

    Raises:
        LyricsUnsingable: the language cannot be sung yet, or a word of the line cannot.
    """
    if language != ENGLISH:
        raise LyricsUnsingable(f"only English lyrics ('{ENGLISH}') can be sung so far, not {language!r}")
    refuse_chinese(text)
    return english.syllabify(text)


def refuse_chinese(line: str) -> None:
    """Refuse a line that is mainly written in Chinese characters.

    Raises:
        LyricsUnsingable: it is.
    """
    if is_mostly_han(line):
        raise LyricsUnsingable(f"only English can be sung so far, and this line is Chinese: {line.strip()!r}")


def is_mostly_han(text: str) -> bool:
    """Whether most letters of a text are Chinese characters."""
    letters = [sign for sign in text if sign.isalpha()]
    han = sum("CJK UNIFIED" in unicodedata.name(sign, "") for sign in letters)
    return han * 2 > len(letters)
