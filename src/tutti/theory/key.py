"""Which key a set of pitch classes is in.

Pitch-class weights are arrays of 12 (C to B). A key is judged by the correlation of the weights with its profile
(Krumhansl, "Cognitive Foundations of Musical Pitch", 1990); the profiles are those Temperley counted in the
Kostka-Payne corpus ("Music and Probability", 2007, table 6.1: how often a segment in the key holds each scale tone)
and, as a second opinion, those Bellman drew from Budge's chord counts ("About the determination of key of a musical
excerpt", CMMR 2005). The other modes have no such counts: each takes the profile of the major or minor key with its
third, with the two forms of each degree that sets it apart exchanged (minor counts its raised leading note).
Phrase ends are evidence for the tonic of their own: a note before a rest weighs more, the last note most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from tutti.music.harmony import ChordSpan
from tutti.music.note import HeardNote
from tutti.music.pitch import Key, Mode

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profiles:
    """How much each pitch class from the tonic up counts in a major and in a minor key."""

    major: tuple[float, ...]
    minor: tuple[float, ...]


TEMPERLEY = Profiles(
    major=(0.748, 0.060, 0.488, 0.082, 0.670, 0.460, 0.096, 0.715, 0.104, 0.366, 0.057, 0.400),
    minor=(0.712, 0.084, 0.474, 0.618, 0.049, 0.460, 0.105, 0.747, 0.404, 0.067, 0.133, 0.330),
)
BELLMAN = Profiles(
    major=(16.80, 0.86, 12.95, 1.41, 13.49, 11.93, 1.25, 20.28, 1.80, 8.04, 0.62, 10.57),
    minor=(18.16, 0.69, 12.99, 13.34, 1.07, 11.15, 1.38, 21.07, 7.49, 1.53, 0.92, 10.21),
)

# The degrees (semitones above the tonic) whose two forms a mode exchanges against major or minor.
_EXCHANGED: dict[Mode, tuple[tuple[int, int], ...]] = {
    Mode.DORIAN: ((8, 9), (10, 11)),
    Mode.PHRYGIAN: ((1, 2), (10, 11)),
    Mode.LYDIAN: ((5, 6),),
    Mode.MIXOLYDIAN: ((10, 11),),
    Mode.LOCRIAN: ((1, 2), (6, 7), (10, 11)),
}
_MAJOR_AND_MINOR = (Mode.MAJOR, Mode.MINOR)
_LONGEST_SECONDS = 1.5  # what a note is held beyond this says nothing more about the key
_DURATION_EXPONENT = 0.7  # twice as long is less than twice as important
_PHRASE_GAP_SECONDS = 0.45
_PHRASE_END_WEIGHT = 0.35
_LAST_NOTE_WEIGHT = 0.70
_LEAST_NOTES_FOR_PHRASES = 9
_CHORD_TONES = (1.0, 0.55, 0.7, 0.3, 0.2)  # how much root, third, fifth, seventh and ninth say about the key
_END_CHORD_FIT = 0.12  # correlation that a first or last chord on the tonic is worth
_NEAR_FIT = 0.1  # keys that chords speak for nearly as much


def pitch_class_weights(notes: Sequence[HeardNote]) -> FloatArray:
    """How much each pitch class counts in a melody, phrase ends and the last note emphasised."""
    weights = np.zeros(12)
    for note in notes:
        held = min(max(note.end_seconds - note.start_seconds, 0.0), _LONGEST_SECONDS)
        weights[note.pitch_midi % 12] += held**_DURATION_EXPONENT
    if len(notes) >= _LEAST_NOTES_FOR_PHRASES:
        for note, following in pairwise(notes):
            if following.start_seconds - note.end_seconds > _PHRASE_GAP_SECONDS:
                weights[note.pitch_midi % 12] += _PHRASE_END_WEIGHT
        weights[notes[-1].pitch_midi % 12] += _LAST_NOTE_WEIGHT
    return weights


def rank_keys(
    weights: npt.ArrayLike, profiles: Profiles = TEMPERLEY, modes: Sequence[Mode] = _MAJOR_AND_MINOR
) -> tuple[tuple[float, Key], ...]:
    """All keys of the modes with their correlation (-1 to 1) to pitch-class weights, the best first.

    Weights that are all equal fit no key better than another: every correlation is then 0, C major comes first.
    """
    keys = [Key(tonic, mode) for mode in modes for tonic in range(12)]
    ranked = [(profile_fit(weights, key, profiles), key) for key in keys]
    return tuple(sorted(ranked, key=lambda pair: -pair[0]))


def profile_fit(weights: npt.ArrayLike, key: Key, profiles: Profiles = TEMPERLEY) -> float:
    """The correlation (-1 to 1) of pitch-class weights with the profile of a key."""
    heard = np.asarray(weights, dtype=np.float64)
    shape = _shape(key, profiles)
    heard, shape = heard - heard.mean(), shape - shape.mean()
    length = float(np.linalg.norm(heard) * np.linalg.norm(shape))
    return float(heard @ shape) / length if length > 1e-9 else 0.0


def key_of_chords(chords: Sequence[ChordSpan], heard: Key) -> Key:
    """The key that chords are in: the one that was heard, unless they speak clearly for another."""
    sounding = [span for span in chords if span.chord is not None]
    if not sounding:
        return heard
    weights = np.zeros(12)
    for span in sounding:
        assert span.chord is not None
        for tone, weight in zip(span.chord.pitch_classes, _CHORD_TONES, strict=False):
            weights[tone] += weight * (span.end_beats - span.start_beats)

    def fit(key: Key) -> float:
        ends = [end.chord for end in (sounding[0], sounding[-1])]
        home = sum(
            chord is not None and chord.root == key.tonic and (key.tonic + (3 if key.is_minor_like else 4)) % 12
            in chord.pitch_classes
            for chord in ends
        )  # fmt: skip
        return profile_fit(weights, key) + _END_CHORD_FIT * home

    best = max((Key(tonic, mode) for mode in _MAJOR_AND_MINOR for tonic in range(12)), key=fit)
    return heard if fit(heard) >= fit(best) - _NEAR_FIT else best


def _shape(key: Key, profiles: Profiles) -> FloatArray:
    """The profile of a key, from C up."""
    shape = np.array(profiles.minor if key.is_minor_like else profiles.major)
    for low, high in _EXCHANGED.get(key.mode, ()):
        shape[[low, high]] = shape[[high, low]]
    return np.roll(shape, key.tonic)
