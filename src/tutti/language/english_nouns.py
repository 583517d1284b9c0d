"""The things an English sentence speaks of: its noun phrases, for songs that are to be about them."""

from __future__ import annotations

from tutti.language.english import tagged_words
from tutti.language.nouns import NounPhrase

_PHRASE_TAGS = frozenset({"JJ", "NN", "NNS", "NNP", "NNPS"})
_NOUN_TAGS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_PROPER_TAGS = frozenset({"NNP", "NNPS"})
_OWNERS = frozenset({"my", "your", "our", "her", "his", "their"})
_LONGEST_PHRASE_WORDS = 2


def noun_phrases(text: str) -> tuple[NounPhrase, ...]:
    """The noun phrases of a text in order, each once."""
    found: dict[str, NounPhrase] = {}
    run: list[tuple[str, str]] = []
    article = "the"
    for word, tag in (*tagged_words(text), ("", "")):
        if tag in _PHRASE_TAGS and word.isalpha():
            run.append((word, tag))
            continue
        if phrase := _phrase(run, article):
            found.setdefault(phrase.text.lower(), phrase)
        run = []
        article = word.lower() if word.lower() in _OWNERS else "the"
    return tuple(found.values())


def _phrase(run: list[tuple[str, str]], article: str) -> NounPhrase | None:
    while run and run[-1][1] not in _NOUN_TAGS:
        run = run[:-1]
    if not run:
        return None
    kept = run[-_LONGEST_PHRASE_WORDS:]
    is_name = kept[-1][1] in _PROPER_TAGS and kept[-1][0][0].isupper()
    words = [word if is_name else word.lower() for word, _ in kept]
    return NounPhrase(text=" ".join(words), article="" if is_name else article)
