"""The title of a song about a thing: the thing itself, a phrase around it, or a phrase on the song's theme."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tutti.compose.lyricist_subject import Subject
from tutti.compose.lyricist_themes import Mood, lexicon
from tutti.language import syllabify
from tutti.language.nouns import NounPhrase

LONGEST_SYLLABLES = 5
_SHORT_SYLLABLES = 2  # only a word as short is said twice


def title_of(subject: Subject, hooks: Sequence[str], rng: np.random.Generator) -> str:
    """A title for a song about the first thing of its subject; where it names none, one of the hooks."""
    hook = hooks[int(rng.integers(len(hooks)))]
    if not subject.things:
        return hook
    titles = [*_fitting(subject.things[0], subject), hook]
    return titles[int(rng.integers(len(titles)))]


def _fitting(thing: NounPhrase, subject: Subject) -> list[str]:
    """The thing in every shape that is short enough for it."""
    table = lexicon(subject.language).titles
    shapes = (*table.shapes, *table.parting_shapes) if subject.mood is Mood.DARK else table.shapes
    noun = thing.text.title()
    owner = thing.article if thing.article == "the" else thing.article.title()
    the = f"{owner} {noun}".strip()

    def size(text: str) -> int:
        return len(syllabify(text, subject.language))

    if thing.text in table.without_article:
        shapes = tuple(shape for shape in shapes if "{the}" not in shape)  # nobody says "Back to Home"
    found = []
    for shape in shapes:
        title = shape.format(noun=noun, the=the)
        is_twice = shape.count("{noun}") > 1
        if size(title) <= LONGEST_SYLLABLES and not (is_twice and size(noun) > _SHORT_SYLLABLES):
            found.append(title)
    return found or [noun]
