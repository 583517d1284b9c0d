"""Progressions of style tables: Roman numerals divided by spaces ("I V vi IV"), read into a key."""

from __future__ import annotations

from tutti.music.degree import read_degree
from tutti.music.harmony import Chord
from tutti.music.pitch import Key


def progression(text: str, key: Key) -> tuple[Chord, ...]:
    """The chords of numerals divided by spaces."""
    return tuple(read_degree(numeral).chord(key) for numeral in text.split())
