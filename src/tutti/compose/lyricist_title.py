"""The title of a song about a thing: the thing itself, a phrase around it, or a phrase on the song's theme.

A title is sung in most lines of the chorus, so it is short; every shape is a call that stands by itself, and suits
one or many, people, places and ideas alike.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tutti.language import ENGLISH, syllabify
from tutti.language.english_nouns import NounPhrase

LONGEST_SYLLABLES = 5
_SHAPES = (
    "{noun}",
    "My {noun}",
    "{noun} and Me",
    "{noun} Again",
    "{noun} on My Mind",
    "Back to {the}",
    "Hold On to {the}",
    "Close to {the}",
    "Remember {the}",
    "Waiting for {the}",
    "Song of {the}",
    "Follow {the}",
    "{noun}, {noun}",
)
_PARTING_SHAPES = ("Without {the}", "Goodbye, {noun}")  # not for a bright song
_SHORT_SYLLABLES = 2  # only a word as short is said twice
_WITHOUT_ARTICLE = frozenset(
    ["love", "hope", "home", "faith", "peace", "joy", "freedom", "friendship", "time", "life", "midnight", "summer",
     "winter", "spring", "autumn", "christmas", "sunday", "monday", "friday", "saturday", "december", "january",
     "june", "july", "august", "september", "yesterday", "tomorrow", "heaven", "goodbye"]
)  # fmt: skip


def title_of(
    thing: NounPhrase | None, hooks: Sequence[str], rng: np.random.Generator, *, is_bright: bool = False
) -> str:
    """A title for a song about a thing; where it names none, one of the hooks of its theme."""
    hook = hooks[int(rng.integers(len(hooks)))]
    if thing is None:
        return hook
    titles = [*_fitting(thing, _SHAPES if is_bright else (*_SHAPES, *_PARTING_SHAPES)), hook]
    return titles[int(rng.integers(len(titles)))]


def _fitting(thing: NounPhrase, shapes: Sequence[str]) -> list[str]:
    """The thing in every shape that is short enough for it."""
    noun = thing.text.title()
    article = "" if thing.article == "the" and thing.text in _WITHOUT_ARTICLE else thing.article
    owner = article if article == "the" else article.title()
    the = f"{owner} {noun}".strip()
    found = []
    for shape in shapes:
        title = shape.format(noun=noun, the=the)
        is_twice = shape.count("{noun}") > 1
        if _size(title) <= LONGEST_SYLLABLES and not (is_twice and _size(noun) > _SHORT_SYLLABLES):
            found.append(title)
    return found or [noun]


def _size(text: str) -> int:
    return len(syllabify(text, ENGLISH))
