"""Which letters of a word belong to which of its syllables: "beau", "ti", "ful".

Letters and phones are aligned by the least total cost: a letter may write a phone it usually writes, be silent, or
share a phone with its neighbour. A syllable then takes the letters from its first phone on. English spelling is not
regular; where the table fails the split is still a split of the whole word, never a loss of letters.
"""

from __future__ import annotations

from tutti.language.onsets import VOWELS, SoundedSyllable

_VOWEL_LETTERS = frozenset("aeiouy")
_WRITTEN_BY = {
    "b": "b", "d": "dt", "f": "fp", "h": "hw", "j": "yiu", "k": "kcqx", "l": "l", "m": "m", "n": "nk", "p": "p",
    "s": "scxz", "t": "td", "v": "vf", "w": "wuo", "z": "zsx", "ð": "t", "ŋ": "n", "ɡ": "gx", "ɹ": "r", "ʃ": "stcx",
    "ʒ": "szg", "ʤ": "jgd", "ʧ": "ct", "θ": "t",
}  # fmt: skip
_FITS, _FAR, _SILENT_VOWEL, _SILENT_CONSONANT, _UNWRITTEN = 0.0, 2.5, 0.6, 0.8, 1.5


def split_letters(word: str, syllables: tuple[SoundedSyllable, ...]) -> tuple[str, ...]:
    """The letters of each syllable; joined they are the word."""
    if len(syllables) < 2:
        return (word,)[: len(syllables)]
    phones = [phone for s in syllables for phone in (*s.onset, s.nucleus, *s.coda)]
    starts = _starts(word.lower(), phones)
    borders, count = [0], 0
    for syllable in syllables[:-1]:
        count += len(syllable.onset) + 1 + len(syllable.coda)
        borders.append(max(starts[count], borders[-1]))
    borders = [_between_twins(word.lower(), border) for border in _settle(borders, len(word))]
    return tuple(word[a:b] for a, b in zip(borders, [*borders[1:], len(word)], strict=True))


def _between_twins(word: str, border: int) -> int:
    """A border before a doubled consonant goes between the two: "hel-lo"."""
    if 0 < border < len(word) - 2 and word[border] == word[border + 1] and word[border - 1] in _VOWEL_LETTERS:
        return border + 1
    return border


def _settle(borders: list[int], length: int) -> list[int]:
    """Give every syllable at least one letter where there are enough."""
    for place in range(1, len(borders)):
        if borders[place] <= borders[place - 1] < length - 1:
            borders[place] = borders[place - 1] + 1
    return borders


def _starts(letters: str, phones: list[str]) -> list[int]:
    """The letter index each phone starts at, by dynamic programming over (letters used, phones used)."""
    rows, columns = len(letters) + 1, len(phones) + 1
    cost = [[0.0] * columns for _ in range(rows)]
    step: list[list[tuple[int, int]]] = [[(0, 0)] * columns for _ in range(rows)]
    for i in range(rows):
        for j in range(columns):
            if i or j:
                cost[i][j], step[i][j] = min(_moves(letters, phones, cost, i, j))
    starts = [0] * len(phones)
    i, j = rows - 1, columns - 1
    while i or j:
        di, dj = step[i][j]
        i, j = i - di, j - dj
        if dj:
            starts[j] = i
    return starts


def _moves(
    letters: str, phones: list[str], cost: list[list[float]], i: int, j: int
) -> list[tuple[float, tuple[int, int]]]:
    moves = []
    if i and j:
        moves.append((cost[i - 1][j - 1] + _match(letters[i - 1], phones[j - 1]), (1, 1)))
    if i:
        silent = _SILENT_VOWEL if letters[i - 1] in _VOWEL_LETTERS else _SILENT_CONSONANT
        doubled = i > 1 and letters[i - 1] == letters[i - 2]
        before_sounded = 0.01 * (len(phones) - j)  # silent letters trail the phone they belong to
        moves.append((cost[i - 1][j] + silent * (0.5 if doubled else 1.0) + before_sounded, (1, 0)))
    if j:
        moves.append((cost[i][j - 1] + _UNWRITTEN, (0, 1)))
    return moves


def _match(letter: str, phone: str) -> float:
    if phone in VOWELS:
        if letter in _VOWEL_LETTERS:
            return 0.3 if phone == "ə" and letter == "e" else _FITS
        return 0.9 if letter in "wlr" else _FAR
    return _FITS if letter in _WRITTEN_BY.get(phone, "") else _FAR
