"""Chords for a melody: one chord a segment (a bar, or half of one), chosen together.

The melody is summed into weights shaped (segments, 12): the share of the segment each pitch class sounds, with an
emphasis on what sounds at its start. A chord pays for the tones that do not sit in it; the Viterbi path over the
chords of the key also weighs how usual each chord is and how willingly one follows another (theory.chord_choice).
Scores are in nats. Method: hidden Markov harmonisation as in Simon, Morris, Basu, "MySong", CHI 2008.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from tutti.music.harmony import Chord
from tutti.music.pitch import Key
from tutti.theory.chord_choice import motion_preference, palette, tone_fit

FloatArray = npt.NDArray[np.float64]

_FIT_STRENGTH = 3.0  # nats of melody against nats of harmony
_LATER_PREFERENCE = 0.7  # how usual a chord is matters less once the motion into it is weighed as well
_TONIC_START_NATS = 0.8
_TONIC_END_NATS = 1.0
_STRONG_START_SHARE = 0.12  # of the segment: what sounds this early sounds on its strong beat
_STRONG_END_SHARE = 0.10
_STRONG_EMPHASIS = 0.25
_PASSING_SHARE = 0.09  # of the segment: shorter notes are passing notes
_PASSING_FACTOR = 0.4
_TWIN_COSINE = 0.97  # segments whose weights are this alike carry the same melody
_FOREIGN_LOOP_NATS = -0.5  # preference of a chord that only a loop brings in


@dataclass(frozen=True, slots=True, kw_only=True)
class Harmonisation:
    """One chord a segment, and how good they are together.

    Attributes:
        chords: one a segment.
        score: log-likelihood of melody and harmony in nats, up to a constant; more is better.
    """

    chords: tuple[Chord, ...]
    score: float


def melody_weights(notes: Sequence[tuple[float, float, int]], bounds: npt.ArrayLike) -> FloatArray:
    """How much each pitch class sounds in each segment, shaped (segments, 12).

    Args:
        notes: (start, end, MIDI pitch), in any one unit of time.
        bounds: where segments start, ascending, and where the last ends; in the same unit.
    """
    edges = np.asarray(bounds, dtype=np.float64)
    weights = np.zeros((max(len(edges) - 1, 0), 12))
    if not len(notes) or not len(weights):
        return weights
    starts, ends, pitches = (np.asarray(column) for column in zip(*notes, strict=True))
    first, last = edges[:-1, None], edges[1:, None]
    length = last - first
    share = np.clip((np.minimum(ends, last) - np.maximum(starts, first)) / length, 0.0, 1.0)
    is_strong = (starts <= first + _STRONG_START_SHARE * length) & (ends > first + _STRONG_END_SHARE * length)
    amount = share + np.where(is_strong, _STRONG_EMPHASIS, 0.0)
    amount = np.where(share < _PASSING_SHARE, amount * _PASSING_FACTOR, amount)
    amount = np.where(share > 0.0, amount, 0.0)
    segment, note = np.nonzero(amount)
    np.add.at(weights, (segment, pitches[note].astype(np.int64) % 12), amount[segment, note])
    return weights


def harmonise(
    weights: FloatArray,
    key: Key,
    *,
    degree_bias: Mapping[int, float] | None = None,
    loop: Sequence[Chord] = (),
    loop_nats: float = 0.8,
    twin_nats: float = 0.0,
    habit: float = 1.0,
) -> Harmonisation:
    """The best chords for melody weights (see `melody_weights`) in a key.

    Args:
        weights: shaped (segments, 12).
        key: the key the chords are taken from.
        degree_bias: nats added to all chords whose root lies so many semitones (0 to 11) above the tonic.
        loop: a progression that is wished for; segment i prefers chord i modulo its length.
        loop_nats: how strongly.
        twin_nats: how strongly segments with the same melody are drawn to the same chord; 0 lets them differ.
        habit: how much it counts that a chord or a motion is usual; at 0 the melody alone decides.
    """
    states, preference, fit, motion = _tables(key, tuple(loop))
    if not len(weights):
        return Harmonisation(chords=(), score=0.0)
    preference, motion = habit * preference, habit * motion
    if degree_bias:
        preference = preference + [degree_bias.get((chord.root - key.tonic) % 12, 0.0) for chord in states]
    emission = _FIT_STRENGTH * (weights @ fit.T)
    for place, chord in enumerate(loop):
        emission[place :: len(loop), states.index(chord)] += loop_nats
    is_tonic = np.array([chord.root == key.tonic for chord in states])
    if twin_nats > 0.0:
        path, _ = _best_path(emission, preference, motion, is_tonic)
        emission = emission + twin_nats * _twin_votes(weights, path, len(states))
    path, score = _best_path(emission, preference, motion, is_tonic)
    return Harmonisation(chords=tuple(states[state] for state in path), score=score)


def chord_fits(weights: FloatArray, key: Key) -> tuple[tuple[Chord, ...], FloatArray]:
    """The chords of a key, and how well each carries the melody of each segment, in nats, shaped (segments, chords)."""
    states, _, fit, _ = _tables(key, ())
    return states, _FIT_STRENGTH * (weights @ fit.T)


@lru_cache(maxsize=256)
def _tables(key: Key, loop: tuple[Chord, ...]) -> tuple[tuple[Chord, ...], FloatArray, FloatArray, FloatArray]:
    """States, their preference (states,), log fit (states, 12) and motion (from, to)."""
    known = dict(palette(key))
    for chord in loop:
        known.setdefault(chord, _FOREIGN_LOOP_NATS)
    states = tuple(known)
    fit = np.log([[tone_fit(chord, tone, key) for tone in range(12)] for chord in states])
    motion = np.array([[motion_preference(first, second) for second in states] for first in states])
    return states, np.array(list(known.values())), fit, motion


def _best_path(
    emission: FloatArray, preference: FloatArray, motion: FloatArray, is_tonic: npt.NDArray[np.bool_]
) -> tuple[list[int], float]:
    """The Viterbi path through (segments, states) and its score."""
    columns = np.arange(emission.shape[1])
    best = emission[0] + preference + _TONIC_START_NATS * is_tonic
    back = np.zeros(emission.shape, dtype=np.int64)
    for segment in range(1, len(emission)):
        arriving = best[:, None] + motion
        back[segment] = np.argmax(arriving, axis=0)
        best = arriving[back[segment], columns] + emission[segment] + _LATER_PREFERENCE * preference
    best = best + _TONIC_END_NATS * is_tonic
    state = int(np.argmax(best))
    path = [state]
    for segment in range(len(emission) - 1, 0, -1):
        state = int(back[segment, state])
        path.append(state)
    return path[::-1], float(best.max())


def _twin_votes(weights: FloatArray, path: list[int], states: int) -> FloatArray:
    """For each segment, the share of its twins (itself included) that chose each chord."""
    length = np.linalg.norm(weights, axis=1)
    unit = weights / np.maximum(length, 1e-9)[:, None]
    alike = (unit @ unit.T > _TWIN_COSINE) & (length > 0)[None, :]
    chosen = np.zeros((len(path), states))
    chosen[np.arange(len(path)), path] = 1.0
    votes: FloatArray = (alike @ chosen) / np.maximum(alike.sum(axis=1), 1)[:, None]
    return votes
