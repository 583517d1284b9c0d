"""Characters of several readings, where the tables of phrases do not settle which one is meant: `polyphones.toml`.

First come whole expressions, then the character by the part of speech its word has.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Polyphones:
    """The table.

    Attributes:
        phrases: pinyin of whole expressions, one reading a character.
        by_tag: pinyin of a character alone, by character and part of speech.
        rhotic_words: words in which 儿 belongs to the character before it.
    """

    phrases: dict[str, tuple[str, ...]]
    by_tag: dict[tuple[str, str], str]
    rhotic_words: frozenset[str]


@cache
def polyphones() -> Polyphones:
    """The table of `polyphones.toml`."""
    table = tomllib.loads(Path(__file__).with_name("polyphones.toml").read_text(encoding="utf-8"))
    return Polyphones(
        phrases={phrase: tuple(readings.split()) for phrase, readings in table["phrases"].items()},
        by_tag={(sign, tag): pinyin for sign, tags in table["by_tag"].items() for tag, pinyin in tags.items()},
        rhotic_words=frozenset(table["rhotic"]["words"].split()),
    )
