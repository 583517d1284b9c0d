"""The key of a band: which tonic its pitch classes and its chords agree on.

Pitch-class weights are ranked by key profiles (`tutti.theory.key`); the chords heard without any key in mind then vote:
how well they fit each key, and how often its tonic opens and closes.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tutti.listen.chord_templates import preference
from tutti.listen.chroma import Chroma
from tutti.music.harmony import ChordSpan
from tutti.music.pitch import Key
from tutti.theory.key import rank_keys

FloatArray = npt.NDArray[np.float64]

BASS_SHARE = 0.35  # what the bass chroma counts beside the treble
CHORD_FIT_WEIGHT = 0.1  # of the mean log-preference of the chords
LAST_CHORD_WEIGHT = 0.1
SURE_LEAD = 0.25  # a lead over the second key that leaves no doubt


def band_key(chroma: Chroma, silent: npt.NDArray[np.bool_], chords: tuple[ChordSpan, ...]) -> tuple[Key, float]:
    """The key, and how sure it is, 0 to 1."""
    weights = pitch_class_shares(chroma, silent)
    sounding = [span for span in chords if span.chord is not None]
    scores = {key: fit + _chord_vote(key, sounding) for fit, key in rank_keys(weights)}
    ranked = sorted(scores, key=lambda key: -scores[key])
    lead = scores[ranked[0]] - scores[ranked[1]]
    return ranked[0], float(np.clip(lead / SURE_LEAD, 0.0, 1.0)) if weights.any() else 0.0


def pitch_class_shares(chroma: Chroma, silent: npt.NDArray[np.bool_]) -> FloatArray:
    """How much each pitch class sounds over the piece, every beat counting the same."""
    treble, bass = chroma.treble[~silent], chroma.bass[~silent]
    if len(treble) == 0:
        return np.zeros(12)
    return np.asarray(
        (treble / (treble.sum(axis=1, keepdims=True) + 1e-9)).sum(axis=0)
        + BASS_SHARE * (bass / (bass.sum(axis=1, keepdims=True) + 1e-9)).sum(axis=0)
    )


def _chord_vote(key: Key, sounding: list[ChordSpan]) -> float:
    """What the chords say for a key."""
    if not sounding:
        return 0.0
    beats = np.array([span.end_beats - span.start_beats for span in sounding])
    fits = np.array([preference(span.chord, key) for span in sounding if span.chord is not None])
    last = sounding[-1].chord
    closes = last is not None and preference(last, key) == 0.0 and last.root == key.tonic
    return CHORD_FIT_WEIGHT * float((beats * fits).sum() / beats.sum()) + LAST_CHORD_WEIGHT * closes
