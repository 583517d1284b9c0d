"""Rhyme by phones, not by letters.

Two endings rhyme in full where all phones from the last stressed vowel on are the same and the consonants before that
vowel differ; they rhyme nearly where the vowels are the same and the codas are of one class (stops, nasals, ...).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from tutti.music.lyric import Syllable

_CODA_CLASSES = ("ptk", "bdɡ", "mnŋ", "fθsʃ", "vðzʒ", "l", "ɹ", "ʧʤ", "jw")
_CLASS_OF = {phone: index for index, phones in enumerate(_CODA_CLASSES) for phone in phones}


class RhymeDegree(IntEnum):
    """How well two endings rhyme."""

    NONE = 0
    NEAR = 1
    SAME_WORD = 2
    FULL = 3


def rhyme_class(syllables: Sequence[Syllable]) -> tuple[str, ...]:
    """The phones from the last stressed vowel of the last word on: equal for endings that rhyme."""
    tail = _tail(syllables)
    first = tail[0]
    return (first.nucleus, *first.coda, *(phone for syllable in tail[1:] for phone in syllable.phones))


def rhyme_degree(a: Sequence[Syllable], b: Sequence[Syllable]) -> RhymeDegree:
    """How well the ends of two lines (or words) rhyme."""
    if not a or not b:
        return RhymeDegree.NONE
    tail_a, tail_b = _tail(a), _tail(b)
    if rhyme_class(a) == rhyme_class(b):
        return RhymeDegree.SAME_WORD if tail_a[0].onset == tail_b[0].onset else RhymeDegree.FULL
    if len(tail_a) != len(tail_b):
        return RhymeDegree.NONE
    if all(
        x.nucleus == y.nucleus and _classes(x.coda) == _classes(y.coda) for x, y in zip(tail_a, tail_b, strict=True)
    ):
        return RhymeDegree.NEAR
    return RhymeDegree.NONE


def rhymes(a: Sequence[Syllable], b: Sequence[Syllable]) -> bool:
    """Whether the ends rhyme in full."""
    return rhyme_degree(a, b) is RhymeDegree.FULL


def _tail(syllables: Sequence[Syllable]) -> Sequence[Syllable]:
    start = len(syllables) - 1
    for index in range(start, -1, -1):
        if syllables[index].stress or syllables[index].starts_word:
            start = index if syllables[index].stress else start
            break
    return syllables[start:]


def _classes(coda: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(_CLASS_OF[phone] for phone in coda)
