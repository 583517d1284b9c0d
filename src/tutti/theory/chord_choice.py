"""The chords a key offers, and how they follow one another.

Each mode has a table of (semitones above the tonic, quality, preference in nats): diatonic triads first, then the
borrowed chords and secondary dominants that songs use. Preferences and root motions follow the usual weights of
functional harmony (Piston, "Harmony": strong motions by fifth and second, weak by third) and of song corpora
(de Clercq and Temperley, "A corpus analysis of rock harmony", Popular Music 30, 2011).
"""

from __future__ import annotations

from functools import cache

from tutti.music.harmony import INTERVALS, Chord, Quality
from tutti.music.pitch import Key, Mode

_MAJ, _MIN, _DIM = Quality.MAJOR, Quality.MINOR, Quality.DIMINISHED
_MAJOR_TABLE = (
    (0, _MAJ, 0.0), (2, _MIN, -1.0), (4, _MIN, -1.4), (5, _MAJ, -0.25), (7, _MAJ, -0.15), (9, _MIN, -0.5),
    (10, _MAJ, -2.6), (2, _MAJ, -3.2), (4, _MAJ, -3.2), (5, _MIN, -3.2), (8, _MAJ, -3.4),
)  # fmt: skip
_MINOR_TABLE = (
    (0, _MIN, 0.0), (3, _MAJ, -0.6), (5, _MIN, -0.5), (7, _MAJ, -0.7), (7, _MIN, -1.3), (8, _MAJ, -0.4),
    (10, _MAJ, -0.5), (5, _MAJ, -2.2), (2, _DIM, -2.6), (1, _MAJ, -3.4),
)  # fmt: skip
_DORIAN_TABLE = (
    (0, _MIN, 0.0), (3, _MAJ, -0.8), (5, _MAJ, -0.4), (7, _MIN, -0.8), (10, _MAJ, -0.3), (2, _MIN, -1.2),
    (5, _MIN, -2.2), (8, _MAJ, -2.6),
)  # fmt: skip
_PHRYGIAN_TABLE = (
    (0, _MIN, 0.0), (1, _MAJ, -0.3), (3, _MAJ, -0.8), (5, _MIN, -0.8), (8, _MAJ, -0.6), (10, _MIN, -0.8),
    (7, _MAJ, -2.6),
)  # fmt: skip
_MIXOLYDIAN_TABLE = (
    (0, _MAJ, 0.0), (10, _MAJ, -0.3), (5, _MAJ, -0.3), (7, _MIN, -1.0), (2, _MIN, -1.2), (9, _MIN, -0.8),
    (7, _MAJ, -1.8),
)  # fmt: skip
_LYDIAN_TABLE = (
    (0, _MAJ, 0.0), (2, _MAJ, -0.4), (7, _MAJ, -0.4), (9, _MIN, -0.6), (4, _MIN, -1.0), (11, _MIN, -1.6),
)  # fmt: skip
_LOCRIAN_TABLE = ((0, _DIM, 0.0), (1, _MAJ, -0.4), (3, _MIN, -0.8), (5, _MIN, -0.8), (6, _MAJ, -0.6), (8, _MAJ, -0.6))
_TABLES = {
    Mode.MAJOR: _MAJOR_TABLE, Mode.MINOR: _MINOR_TABLE, Mode.DORIAN: _DORIAN_TABLE, Mode.PHRYGIAN: _PHRYGIAN_TABLE,
    Mode.MIXOLYDIAN: _MIXOLYDIAN_TABLE, Mode.LYDIAN: _LYDIAN_TABLE, Mode.LOCRIAN: _LOCRIAN_TABLE,
}  # fmt: skip

# Preference of a root motion upwards by so many semitones, in nats; the same root with another quality is worse.
_ROOT_MOTION = {
    0: -0.35, 5: -0.25, 7: -0.35, 9: -0.5, 2: -0.55, 10: -0.6, 3: -0.7, 8: -0.75, 4: -0.9, 11: -1.5, 1: -1.6, 6: -2.2,
}  # fmt: skip
_SAME_ROOT_OTHER_QUALITY = -1.5

# How well a sung tone sits in a chord, 0 to 1.
_CHORD_TONE_FIT = {0: 1.0, 3: 0.95, 4: 0.95, 6: 0.85, 7: 0.85, 8: 0.85}
_OTHER_CHORD_TONE_FIT = 0.5  # sevenths, sixths, ninths and suspensions that the chord itself holds
_DOMINANT_SEVENTH_FIT = 0.35
_MINOR_SEVENTH_FIT = 0.28
_NINTH_FIT = 0.2
_MAJOR_SEVENTH_FIT = 0.16
_SIXTH_FIT = 0.16
_SCALE_FIT = 0.08
_FOREIGN_FIT = 0.03
_AVOID_NOTE_FACTOR = 0.6  # a weak tone a semitone above a chord tone clashes with it


@cache
def palette(key: Key) -> tuple[tuple[Chord, float], ...]:
    """The chords a key offers, each with its preference in nats (0 is the tonic's, less is rarer)."""
    return tuple((Chord((key.tonic + step) % 12, quality), nats) for step, quality, nats in _TABLES[key.mode])


def motion_preference(first: Chord, second: Chord) -> float:
    """How willingly one chord follows another, in nats (less is rarer)."""
    if first.root == second.root and first.quality is not second.quality:
        return _SAME_ROOT_OTHER_QUALITY
    return _ROOT_MOTION[(second.root - first.root) % 12]


def tone_fit(chord: Chord, pitch_class: int, key: Key) -> float:
    """How well a tone sits over a chord in a key, 0.018 (harsh) to 1 (the root)."""
    step = (pitch_class - chord.root) % 12
    tones = {interval % 12 for interval in INTERVALS[chord.quality]}
    if step in tones:
        return _CHORD_TONE_FIT.get(step, _OTHER_CHORD_TONE_FIT)
    fit = _tension_fit(chord, step, key)
    clashes = any((step - tone) % 12 == 1 for tone in tones)
    return fit * _AVOID_NOTE_FACTOR if clashes and fit < _NINTH_FIT else fit


def _tension_fit(chord: Chord, step: int, key: Key) -> float:
    degree = (chord.root - key.tonic) % 12
    if step == 10 and chord.quality is _MAJ and degree == 7:
        return _DOMINANT_SEVENTH_FIT
    if step == 10 and chord.quality is _MIN:
        return _MINOR_SEVENTH_FIT
    if step == 11 and chord.quality is _MAJ and degree in (0, 5):
        return _MAJOR_SEVENTH_FIT
    if (chord.root + step) % 12 not in key.pitch_classes:
        return _FOREIGN_FIT
    return {2: _NINTH_FIT, 9: _SIXTH_FIT}.get(step, _SCALE_FIT)
