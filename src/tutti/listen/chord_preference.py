"""What a key expects: a log-preference for each triad.

By degree above the tonic in semitones, after the diatonic functions of a major and a minor key, with those of
mixolydian beside the major ones; the rest are foreign.
"""

from __future__ import annotations

from tutti.music.harmony import INTERVALS, Chord
from tutti.music.pitch import Key

MAJOR_KEY_PREFERENCE = {
    (0, False): 0.0, (2, True): -1.0, (4, True): -1.4, (5, False): -0.25, (7, False): -0.15, (9, True): -0.5,
    (10, False): -1.4, (7, True): -1.8, (2, False): -3.2, (4, False): -3.2, (5, True): -3.2, (8, False): -3.4,
    (11, True): -2.6,
}  # fmt: skip
MINOR_KEY_PREFERENCE = {
    (0, True): 0.0, (3, False): -0.6, (5, True): -0.5, (7, False): -0.7, (7, True): -1.3, (8, False): -0.4,
    (10, False): -0.5, (5, False): -2.2, (2, True): -2.6, (1, False): -3.4,
}  # fmt: skip
FOREIGN_PREFERENCE = -3.5


def preference(chord: Chord, key: Key) -> float:
    """How much a key expects a chord, as a log-weight of 0 or less."""
    table = MINOR_KEY_PREFERENCE if key.is_minor_like else MAJOR_KEY_PREFERENCE
    is_minor = INTERVALS[chord.quality][1] == 3
    return table.get(((chord.root - key.tonic) % 12, is_minor), FOREIGN_PREFERENCE)
