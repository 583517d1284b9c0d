"""Slips of the pen: the known word that a longer English word was probably meant to be.

The distance counts letters put in, left out, exchanged, or swapped with their neighbour (Damerau, CACM 7, 1964). The
first letter must be right: people seldom miss it, and most chance likenesses do.
"""

from __future__ import annotations

from collections.abc import Iterable

_LEAST_LETTERS = 6
_TWO_SLIPS_LETTERS = 9  # shorter words may have one slip


def nearest_word(word: str, known: Iterable[str]) -> str | None:
    """The nearest of the known words; None where the word is short, or nothing is near enough."""
    if len(word) < _LEAST_LETTERS:
        return None
    most = 2 if len(word) >= _TWO_SLIPS_LETTERS else 1
    near = [
        (slips(word, other), other)
        for other in known
        if other[:1] == word[0] and len(other) >= _LEAST_LETTERS - 1 and abs(len(other) - len(word)) <= most
    ]
    distance, best = min(near, default=(most + 1, ""))
    return best if distance <= most else None


def slips(word: str, other: str) -> int:
    """How many slips lead from one word to the other.

    >>> slips("guitar", "giutar")
    1
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(word, start=1):
        earlier, before, row = before, row, [i]
        for j, wanted in enumerate(other, start=1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and word[i - 2] == wanted:
                best = min(best, earlier[j - 2] + 1)
            row.append(best)
    return row[-1]
