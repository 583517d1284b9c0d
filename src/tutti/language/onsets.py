"""Phones to syllables: each vowel takes as many of the consonants before it as may start an English word.

The maximal onset principle with a table of legal onsets (Kahn, "Syllable-based generalizations in English
phonology", 1976). Phones are those of `tutti.music.lyric`; stress marks stand before their vowel.
"""

from __future__ import annotations

from dataclasses import dataclass

PRIMARY_MARK, SECONDARY_MARK = "ˈ", "ˌ"
VOWELS = frozenset("AIOWYiuæɑɔəɛɜɪʊʌ")
CONSONANTS = frozenset("bdfhjklmnpstvwzðŋɡɹʃʒʤʧθ")
_CLUSTERS = """
    pl pɹ pj bl bɹ bj tɹ tw tj dɹ dw dj kl kɹ kw kj ɡl ɡɹ ɡw ɡj fl fɹ fj vj θɹ θw sl sw sp st sk sm sn sf ʃɹ hj hw mj nj
    spl spɹ spj stɹ stj skɹ skw skj
"""
_LEGAL_CLUSTERS = frozenset(_CLUSTERS.split())
# Symbols of the tables that stand for one of the sung phones: reduced vowels, the flapped t, British spellings.
_SUNG_AS = {
    "ᵊ": "ə",
    "ɐ": "ə",
    "ᵻ": "ɪ",
    "T": "t",
    "ɾ": "t",
    "ʔ": "t",
    "Q": "O",
    "a": "ɑ",
    "ɒ": "ɑ",
    "g": "ɡ",
    "r": "ɹ",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundedSyllable:
    """A syllable without its letters."""

    onset: tuple[str, ...]
    nucleus: str
    coda: tuple[str, ...]
    stress: int


def split(phones: str) -> tuple[SoundedSyllable, ...]:
    """The syllables of one word's phones; empty where there is no vowel.

    >>> [s.onset for s in split("bjˈutəfəl")]
    [('b', 'j'), ('t',), ('f',)]
    """
    symbols, stresses = _parse(phones)
    nuclei = [index for index, symbol in enumerate(symbols) if symbol in VOWELS]
    syllables = []
    start = 0
    for place, index in enumerate(nuclei):
        is_last = place + 1 == len(nuclei)
        border = len(symbols) if is_last else index + 1 + _coda_length(symbols[index + 1 : nuclei[place + 1]])
        syllables.append(
            SoundedSyllable(
                onset=tuple(symbols[start:index]),
                nucleus=symbols[index],
                coda=tuple(symbols[index + 1 : border]),
                stress=stresses[index],
            )
        )
        start = border
    return tuple(syllables)


def is_onset(consonants: list[str]) -> bool:
    """Whether an English word can start so."""
    if len(consonants) < 2:
        return consonants != ["ŋ"]
    return "".join(consonants) in _LEGAL_CLUSTERS


def _coda_length(between: list[str]) -> int:
    return next(length for length in range(len(between) + 1) if is_onset(between[length:]))


def _parse(phones: str) -> tuple[list[str], dict[int, int]]:
    """The sung symbols, and by index of its vowel the stress of each."""
    symbols: list[str] = []
    stresses: dict[int, int] = {}
    pending = 0
    for sign in phones:
        symbol = _SUNG_AS.get(sign, sign)
        if sign in (PRIMARY_MARK, SECONDARY_MARK):
            pending = 1 if sign == PRIMARY_MARK else 2
        elif symbol in VOWELS:
            stresses[len(symbols)] = pending
            symbols.append(symbol)
            pending = 0
        elif symbol in CONSONANTS:
            symbols.append(symbol)
    return symbols, stresses
