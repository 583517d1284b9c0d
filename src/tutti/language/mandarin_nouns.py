"""The things a Chinese sentence speaks of: its nouns, for songs that are to be about them.

Words are cut and tagged by jieba's dictionary (rjieba, MIT); tags are those of the ICTCLAS set: n noun, nr person,
ns place, nz other name, s locality, t time.
"""

from __future__ import annotations

import rjieba

from tutti.language.nouns import NounPhrase

_NAMING_TAGS = frozenset({"n", "nr", "ns", "nt", "nz", "nrt", "nrfg", "s", "t", "ng", "vn"})
_LONGEST_SIGNS, _SHORTEST_SIGNS = 4, 2


def words(text: str) -> list[str]:
    """The words of a text in order; Latin letters between blanks and signs stay together."""
    return [word for word in rjieba.cut(text) if not word.isspace()]


def noun_phrases(text: str) -> tuple[NounPhrase, ...]:
    """The nouns of a text in order, each once; neighbours that name one thing are joined ("夏天海边", "老家门前")."""
    found: dict[str, NounPhrase] = {}
    run = ""
    for word, tag in (*rjieba.tag(text), ("", "")):
        if tag in _NAMING_TAGS and len(run + word) <= _LONGEST_SIGNS:
            run += word
            continue
        if len(run) >= _SHORTEST_SIGNS:
            found.setdefault(run, NounPhrase(text=run))
        run = word if tag in _NAMING_TAGS and len(word) <= _LONGEST_SIGNS else ""
    return tuple(found.values())
