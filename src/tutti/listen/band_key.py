"""The key of a band: which tonic its pitch classes and its chords agree on.

Pitch-class weights are ranked by key profiles (`tutti.theory.key`). The chords that were heard without any key in mind
then vote: how much each key expects them, how long its tonic chord holds, how often a dominant falls to it, and how
often a four-bar phrase opens with it. A profile alone confuses relative and fifth-related keys, whose scales agree.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from tutti.listen.beat_harmony import BeatHarmony
from tutti.listen.chord_templates import preference
from tutti.music.harmony import INTERVALS, Chord, ChordSpan, Quality
from tutti.music.pitch import Key
from tutti.theory.key import rank_keys

FloatArray = npt.NDArray[np.float64]

BASS_SHARE = 0.35  # what the bass chroma counts beside the treble
# Weights beside a profile correlation of weight 1, fitted on synthetic development bands.
EXPECTED_WEIGHT, TONIC_WEIGHT, CADENCE_WEIGHT, PHRASE_WEIGHT = 1.2, 0.5, 0.9, 0.2
PHRASE_BARS = 4
SURE_LEAD = 0.5  # a lead over the second key that leaves no doubt


def band_key(harmony: BeatHarmony, chords: tuple[ChordSpan, ...], beats_per_bar: int) -> tuple[Key, float]:
    """The key, and how sure it is, 0 to 1."""
    weights = pitch_class_shares(harmony)
    sounding = [(span, span.chord) for span in chords if span.chord is not None]
    scores = {key: fit + _chord_vote(key, sounding, beats_per_bar) for fit, key in rank_keys(weights)}
    ranked = sorted(scores, key=lambda key: -scores[key])
    if not sounding:
        return ranked[0], 0.0
    lead = scores[ranked[0]] - scores[ranked[1]]
    return ranked[0], float(np.clip(lead / SURE_LEAD, 0.0, 1.0))


def pitch_class_shares(harmony: BeatHarmony) -> FloatArray:
    """How much each pitch class sounds over the piece, every beat counting the same."""
    treble, bass = harmony.chroma.treble[~harmony.silent], harmony.chroma.bass[~harmony.silent]
    if len(treble) == 0:
        return np.zeros(12)
    return np.asarray(
        (treble / (treble.sum(axis=1, keepdims=True) + 1e-9)).sum(axis=0)
        + BASS_SHARE * (bass / (bass.sum(axis=1, keepdims=True) + 1e-9)).sum(axis=0)
    )


def _chord_vote(key: Key, sounding: list[tuple[ChordSpan, Chord]], beats_per_bar: int) -> float:
    """What the chords say for a key."""
    if not sounding:
        return 0.0
    beats = np.array([span.end_beats - span.start_beats for span, _ in sounding])
    expected = np.array([preference(chord, key) for _, chord in sounding])
    tonic = np.array([_is_tonic(chord, key) for _, chord in sounding])
    opens = np.array([span.start_beats % (PHRASE_BARS * beats_per_bar) == 0 for span, _ in sounding])
    cadences = sum(_is_dominant(one, key) and _is_tonic(other, key) for (_, one), (_, other) in pairwise(sounding))
    vote = EXPECTED_WEIGHT * float(beats @ expected / beats.sum())
    vote += TONIC_WEIGHT * float(beats @ tonic / beats.sum())
    vote += CADENCE_WEIGHT * cadences / max(len(sounding) - 1, 1)
    return vote + PHRASE_WEIGHT * float((opens & tonic).sum()) / max(int(opens.sum()), 1)


def _is_tonic(chord: Chord, key: Key) -> bool:
    return chord.root == key.tonic and (INTERVALS[chord.quality][1] == 3) == key.is_minor_like


def _is_dominant(chord: Chord, key: Key) -> bool:
    return (chord.root - key.tonic) % 12 == 7 and chord.quality in (Quality.MAJOR, Quality.DOMINANT_7)
