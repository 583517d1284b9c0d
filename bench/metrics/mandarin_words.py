"""Chinese syllables respelled for a recogniser that knows English only.

A relative measure: the same voice's spoken score is the ceiling, and tones are not heard at all. Each toneless syllable
of the set is a word; its phones are the nearest English ones.
"""

from __future__ import annotations

from collections.abc import Sequence

from tutti.music.lyric import Syllable

_PHONES = {
    "b̥": "B", "pʰ": "P", "m": "M", "f": "F", "d̥": "D", "tʰ": "T", "n": "N", "l": "L", "ɡ̊": "G", "kʰ": "K", "x": "HH",
    "ʨ": "JH", "ʨʰ": "CH", "ɕ": "SH", "ꭧ": "JH", "ꭧʰ": "CH", "ʂ": "SH", "ɻ": "R", "ʦ": "D Z", "ʦʰ": "T S", "s": "S",
    "j": "Y", "w": "W", "ɥ": "Y", "ŋ": "NG", "a": "AA", "ai": "AY", "au": "AW", "ei": "EY", "ou": "OW", "o": "AO",
    "ɤ": "AH", "e": "EH", "ɛ": "EH", "ə": "AH", "i": "IY", "u": "UW", "y": "Y UW", "ɿ": "AH", "ʅ": "ER", "ʊ": "UH",
    "ɚ": "ER",
}  # fmt: skip


def respelled(syllable: Syllable) -> str:
    """A syllable's phones in the recogniser's alphabet."""
    if not syllable.onset and syllable.nucleus in ("i", "u"):
        return " ".join(["Y" if syllable.nucleus == "i" else "W", *(_PHONES[phone] for phone in syllable.phones)])
    return " ".join(_PHONES[phone] for phone in syllable.phones)


def name_of(syllable: Syllable) -> str:
    """One word for all syllables that the recogniser cannot tell apart."""
    return "_".join(respelled(syllable).lower().split())


def dictionary(lines: Sequence[Sequence[Syllable]]) -> str:
    """The recogniser's dictionary of all syllables of some lines."""
    entries = {name_of(syllable): respelled(syllable) for line in lines for syllable in line}
    return "".join(f"{name} {phones}\n" for name, phones in sorted(entries.items()))
