"""How Mandarin tones move from one syllable to the next, for melodies that are not to contradict them.

Levels of the five-step scale after Chao, "A Grammar of Spoken Chinese" (1968): a tone starts on one and ends on
another. The motion from one syllable to the next is that from the end of the first to the start of the second (Wong
and Diehl, "How can the lyrics of a song in a tone language be understood?", Psychology of Music 30, 2002; Wee,
"Unraveling the relation between Mandarin tones and musical melody", Journal of Chinese Linguistics 35, 2007).
"""

from __future__ import annotations

_START_END = {1: (5, 5), 2: (3, 5), 3: (2, 1), 4: (5, 1)}
OPPOSING_SEMITONES = 2  # smaller steps against the tones pass unnoticed


def tone_step(first: int | None, second: int | None) -> int:
    """Levels from the end of a tone to the start of the next, -3 to 4; 0 where one is light or has no tone.

    >>> tone_step(4, 1), tone_step(1, 3), tone_step(1, 1)
    (4, -3, 0)
    """
    if first not in _START_END or second not in _START_END:
        return 0
    return _START_END[second][0] - _START_END[first][1]


def is_opposed(step: int, semitones: int) -> bool:
    """Whether a melody moves so far against a step of the tones that it is heard as odd."""
    return step * semitones < 0 and abs(semitones) > OPPOSING_SEMITONES
