"""How well each chord explains what a beat sounds like, and what a key expects.

A beat's treble chroma is compared with weighted chord tones (cosine), its bass chroma with root, fifth and third.
Sevenths and rarer qualities pay a constant, or overtones and passing notes would make everything a seventh chord.
"No chord" scores the more the less tones stand out; a key adds a log-preference for its own chords. Numbers
were set on synthetic development bands.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tutti.listen.beat_harmony import BeatHarmony
from tutti.music.harmony import INTERVALS, Chord, Quality
from tutti.music.pitch import Key

FloatArray = npt.NDArray[np.float64]

TONE_WEIGHTS = (1.0, 0.8, 0.9, 0.7)  # root, third, fifth, seventh
TREBLE_GAIN = 15.4
BASS_GAIN = 5.0
BASS_FIFTH, BASS_THIRD = 0.35, 0.25
QUALITY_OFFSETS = {
    Quality.MAJOR: 0.0,
    Quality.MINOR: 0.0,
    Quality.DOMINANT_7: -1.46,
    Quality.MAJOR_7: -1.46,
    Quality.MINOR_7: -1.46,
    Quality.SUSPENDED_4: -3.0,
    Quality.DIMINISHED: -3.0,
    Quality.HALF_DIMINISHED_7: -3.5,
}
TONAL_DB = 7.5  # tonality from which on tones surely sound
NO_CHORD_SCORE = 10.0  # at that tonality; triads score 12 to 20 where chords sound
NO_CHORD_GAIN = 2.2  # by which every dB of tonality less speaks for no chord
SILENT_SCORE = 40.0  # for "no chord" in a beat that is silent

# Log-preference of triads by degree above the tonic in semitones, after the diatonic functions of a major and a minor
# key, with those of mixolydian beside the major ones; the rest are foreign.
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
PREFERENCE_GAIN = 0.8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ChordScores:
    """Scores of every chord in every beat.

    Attributes:
        chords: the chord of each column; None in the last, where no chord sounds.
        scores: shaped (beats, chords).
    """

    chords: tuple[Chord | None, ...]
    scores: FloatArray


def chord_scores(harmony: BeatHarmony, key: Key | None) -> ChordScores:
    """Score all chords; with a key, its own are preferred."""
    chroma = harmony.chroma
    treble = chroma.treble / (np.linalg.norm(chroma.treble, axis=1, keepdims=True) + 1e-6)
    bass = chroma.bass / (chroma.bass.max(axis=1, keepdims=True) + 1e-6)
    chords: list[Chord | None] = []
    columns = []
    for quality, offset in QUALITY_OFFSETS.items():
        for root in range(12):
            chord = Chord(root, quality)
            chords.append(chord)
            score = TREBLE_GAIN * treble @ _template(chord) + offset + BASS_GAIN * (bass @ _bass_template(chord))
            columns.append(score + (0.0 if key is None else PREFERENCE_GAIN * preference(chord, key)))
    chords.append(None)
    toneless = NO_CHORD_SCORE + NO_CHORD_GAIN * np.maximum(TONAL_DB - harmony.tonality_db, 0.0)
    columns.append(np.where(harmony.silent, SILENT_SCORE, toneless))
    return ChordScores(chords=tuple(chords), scores=np.stack(columns, axis=1))


def preference(chord: Chord, key: Key) -> float:
    """How much a key expects a chord, as a log-weight of 0 or less."""
    table = MINOR_KEY_PREFERENCE if key.is_minor_like else MAJOR_KEY_PREFERENCE
    is_minor = INTERVALS[chord.quality][1] == 3
    return table.get(((chord.root - key.tonic) % 12, is_minor), FOREIGN_PREFERENCE)


def _template(chord: Chord) -> FloatArray:
    tones = np.zeros(12)
    tones[list(chord.pitch_classes)] = TONE_WEIGHTS[: len(chord.pitch_classes)]
    return np.asarray(tones / np.linalg.norm(tones), dtype=np.float64)


def _bass_template(chord: Chord) -> FloatArray:
    tones = np.zeros(12)
    root, third, fifth = chord.pitch_classes[:3]
    tones[root], tones[third], tones[fifth] = 1.0, BASS_THIRD, BASS_FIFTH
    return tones
