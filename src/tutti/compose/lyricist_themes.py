"""What the lyricist knows: themes with their words, rhymed pairs, choruses and bridges, one file a theme.

`lexicon/<language>/<theme>.toml` holds a theme; themes of one name in two languages are the same theme, so that a
prompt in one language can be answered in another. `general.toml` fits any song, `titles.toml` and `moods.toml` are
tables of the language. The two lines of a pair rhyme and are sentences of their own, so that pairs can stand in a row
(AABB) or be crossed (ABAB). In lines "{title}" is the title of the song and "{the}" a thing the prompt names.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

Pair = tuple[str, str]
GENERAL = "general"
_TABLES = frozenset({"titles", "moods"})


class Mood(StrEnum):
    """How a line feels; a song without a mood takes lines of any mood that are not dark."""

    ANY = "any"
    BRIGHT = "bright"
    DARK = "dark"

    def suits(self, wanted: Mood) -> bool:
        """Whether a line of this mood may be sung in a song of the wanted one."""
        return self in (Mood.ANY, wanted, Mood.BRIGHT if wanted is Mood.ANY else wanted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One theme in one language.

    Attributes:
        keywords: words of a prompt that call it.
        hooks: titles.
        pairs: rhymed pairs with their moods.
        things: pairs around a thing the prompt names.
        choruses: of four lines around the title, with their moods.
        bridges: rhymed pairs for a bridge.
    """

    name: str
    keywords: frozenset[str]
    hooks: tuple[str, ...]
    pairs: tuple[tuple[Mood, Pair], ...]
    things: tuple[Pair, ...]
    choruses: tuple[tuple[Mood, tuple[str, ...]], ...]
    bridges: tuple[Pair, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Titles:
    """How a thing becomes a title.

    Attributes:
        shapes: titles around "{noun}" or "{the}".
        parting_shapes: more of them, for a dark song.
        without_article: things that are spoken of without "the".
        calendar_names: the same, and written with a capital.
        about_songs: words that are no thing to sing of.
    """

    shapes: tuple[str, ...]
    parting_shapes: tuple[str, ...]
    without_article: frozenset[str]
    calendar_names: frozenset[str]
    about_songs: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """All themes of a language by name, `general` apart."""

    themes: Mapping[str, Theme]
    general: Theme
    titles: Titles
    mood_words: Mapping[Mood, frozenset[str]]


@cache
def lexicon(language: str) -> Lexicon:
    """The lexicon of a language ("en", "zh")."""
    folder = resources.files("tutti.compose").joinpath("lexicon", language)
    tables = {
        entry.name.removesuffix(".toml"): tomllib.loads(entry.read_text(encoding="utf-8"))
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".toml")
    }
    titles = tables["titles"]
    return Lexicon(
        themes={name: _theme(name, table) for name, table in tables.items() if name not in {*_TABLES, GENERAL}},
        general=_theme(GENERAL, tables[GENERAL]),
        titles=Titles(
            shapes=tuple(titles["shapes"]),
            parting_shapes=tuple(titles["parting_shapes"]),
            without_article=frozenset(titles["without_article"].split()),
            calendar_names=frozenset(titles["calendar_names"].split()),
            about_songs=frozenset(titles["about_songs"].split()),
        ),
        mood_words={Mood(name): frozenset(words.split()) for name, words in tables["moods"].items()},
    )


def _theme(name: str, table: Mapping[str, Any]) -> Theme:
    choruses = [(mood, tuple(lines)) for mood in Mood for lines in table.get(_choruses_of(mood), ())]
    return Theme(
        name=name,
        keywords=frozenset(table.get("keywords", "").split()),
        hooks=tuple(table["hooks"]),
        pairs=tuple((mood, (first, second)) for mood in Mood for first, second in table.get(mood.value, ())),
        things=tuple((first, second) for first, second in table.get("things", ())),
        choruses=tuple(choruses),
        bridges=tuple((first, second) for first, second in table["bridges"]),
    )


def _choruses_of(mood: Mood) -> str:
    return "choruses" if mood is Mood.ANY else f"{mood.value}_choruses"
