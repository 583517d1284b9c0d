"""The key of a melody.

The keys that fit its pitches best are judged by more than pitches: how well chords of the key carry its bars, whether
it opens and ends as melodies in that key do, whether the tonic chord suits the bars on which phrases of four begin and
those on which periods of eight end, and which of its sixths and sevenths are sung. Dorian and mixolydian are answers
beside major and minor; they have to be earned against a prior. The weights of these reasons were fitted by maximum
likelihood (a conditional logit over the keys) on melodies of our own making and on traditional tunes out of copyright,
so that the probability of the best key is also the confidence. Those of modes and periods were fitted with the others
held: on 892 songs drawn from the chords of the four modes and 301 dance tunes and airs of the 18th and 19th centuries,
both kinds counting alike.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tutti.music.note import HeardNote
from tutti.music.pitch import Key, Mode
from tutti.music.time import Timeline
from tutti.theory.harmonise import chord_fits, harmonise, melody_weights
from tutti.theory.key import BELLMAN, TEMPERLEY, pitch_class_weights, profile_fit, rank_keys

FloatArray = npt.NDArray[np.float64]

_MODES = (Mode.MAJOR, Mode.MINOR, Mode.DORIAN, Mode.MIXOLYDIAN)
_KEYS_TRIED = 10
_DEFAULT_KEY = Key(0, Mode.MAJOR)
_SURE_NOTES = 10.0  # with so many notes the confidence counts half

_TEMPERLEY_WEIGHT = 9.96
_BELLMAN_WEIGHT = 4.20
_HARMONY_WEIGHT = 0.0473
_BAR_HARMONY_WEIGHT = 2.89
_LAST_TONIC_WEIGHT = 1.39
_FIRST_DOWNBEAT_WEIGHT = 0.78
_FIRST_NOTE_WEIGHT = 0.52
_LEADING_NOTE_WEIGHT = 23.8  # times its share of the minor melody
_SUBTONIC_WEIGHT = 16.4
_MINOR_WEIGHT = -1.75
# Against major and minor: what speaks for a mode at all, then for each share of the melody that a degree takes.
_DORIAN_WEIGHT = -2.28
_MIXOLYDIAN_WEIGHT = -1.22
_DORIAN_DEGREES = {8: -4.31, 9: 7.99, 11: -50.1}
_MIXOLYDIAN_DEGREES = {10: 6.73, 11: -19.1}
_TELLING_SHARE = 0.02  # of the melody; a single wrong note is less
_FOUR_BARS_WEIGHT = 0.187
_EIGHTH_BAR_WEIGHT = 0.116
_LAST_BAR_WEIGHT = 0.074
_DOWNBEAT_BEATS = 0.2
_LONGEST_SECONDS = 1.5
_SUNG_BAR = 0.3  # weight of a bar that holds melody


def find_key(notes: Sequence[HeardNote], timeline: Timeline) -> tuple[Key, float]:
    """The key of a melody and how far it can be trusted, 0 to 1."""
    if not notes:
        return _DEFAULT_KEY, 0.0
    starts = timeline.beats_at([note.start_seconds for note in notes])
    ends = timeline.beats_at([note.end_seconds for note in notes])
    line = [(start, end, note.pitch_midi) for start, end, note in zip(starts, ends, notes, strict=True)]
    first, last = timeline.bar_of(float(starts[0])), timeline.bar_of(float(ends[-1])) + 1
    bars = melody_weights(line, np.arange(first, last + 1) * float(timeline.beats_per_bar))
    position = np.array([timeline.position_in_bar(float(start)) for start in starts])
    on_downbeat = np.minimum(position, timeline.beats_per_bar - position) < _DOWNBEAT_BEATS
    opening = notes[int(np.argmax(on_downbeat))].pitch_midi % 12
    keys = _likely_keys(notes)
    scores = np.array([_score(notes, bars, opening, key) for key in keys])
    likely = np.exp(scores - scores.max())
    best = int(np.argmax(scores))
    return _with_mode(keys[best], notes), float(likely[best] / likely.sum() * len(notes) / (len(notes) + _SURE_NOTES))


def _likely_keys(notes: Sequence[HeardNote]) -> list[Key]:
    """The keys whose profiles fit best, in the mean of both opinions."""
    weights = pitch_class_weights(notes)
    fits = {key: fit for fit, key in rank_keys(weights, TEMPERLEY, _MODES)}
    for fit, key in rank_keys(weights, BELLMAN, _MODES):
        fits[key] += fit
    return sorted(fits, key=lambda key: -fits[key])[:_KEYS_TRIED]


def _score(notes: Sequence[HeardNote], bars: FloatArray, opening: int, key: Key) -> float:
    """The log-odds of a key, up to a constant."""
    weights = pitch_class_weights(notes)
    harmony = harmonise(bars, key).score
    triad = {key.tonic, key.pitch_classes[2], key.pitch_classes[4]}
    return (
        _TEMPERLEY_WEIGHT * profile_fit(weights, key, TEMPERLEY)
        + _BELLMAN_WEIGHT * profile_fit(weights, key, BELLMAN)
        + _HARMONY_WEIGHT * harmony
        + _BAR_HARMONY_WEIGHT * harmony / max(len(bars), 1)
        + _LAST_TONIC_WEIGHT * (notes[-1].pitch_midi % 12 == key.tonic)
        + _FIRST_DOWNBEAT_WEIGHT * (opening in triad)
        + _FIRST_NOTE_WEIGHT * (notes[0].pitch_midi % 12 in triad)
        + _degrees(notes, key)
        + _tonic_in_periods(bars, key)
    )


def _with_mode(key: Key, notes: Sequence[HeardNote]) -> Key:
    """The key, dorian or mixolydian where that mode's own degree is sung and never its rival."""
    share = _degree_shares(notes, key)
    if key.mode is Mode.MINOR and share[9] > _TELLING_SHARE and share[8] + share[11] == 0.0:
        return Key(key.tonic, Mode.DORIAN)
    if key.mode is Mode.MAJOR and share[10] > _TELLING_SHARE and share[11] == 0.0:
        return Key(key.tonic, Mode.MIXOLYDIAN)
    return key


def _degrees(notes: Sequence[HeardNote], key: Key) -> float:
    """What sixths and sevenths say: a relative major has no use for the leading note of its minor."""
    share = _degree_shares(notes, key)
    score = 0.0
    if key.is_minor_like:
        score += _MINOR_WEIGHT + _LEADING_NOTE_WEIGHT * share[11] + _SUBTONIC_WEIGHT * share[10]
    if key.mode is Mode.DORIAN:
        score += _DORIAN_WEIGHT + sum(weight * share[step] for step, weight in _DORIAN_DEGREES.items())
    if key.mode is Mode.MIXOLYDIAN:
        score += _MIXOLYDIAN_WEIGHT + sum(weight * share[step] for step, weight in _MIXOLYDIAN_DEGREES.items())
    return float(score)


def _degree_shares(notes: Sequence[HeardNote], key: Key) -> FloatArray:
    """The share of the melody on each semitone above the tonic."""
    held = np.array([min(note.end_seconds - note.start_seconds, _LONGEST_SECONDS) ** 0.7 for note in notes])
    steps = np.array([(note.pitch_midi - key.tonic) % 12 for note in notes])
    return np.asarray(np.bincount(steps, weights=held, minlength=12) / held.sum())


def _tonic_in_periods(bars: FloatArray, key: Key) -> float:
    """How much better the tonic chord suits the first of four bars, the last of eight and the last of all."""
    sung = np.flatnonzero(bars.sum(axis=1) > _SUNG_BAR)
    if not len(sung):
        return 0.0
    fits = chord_fits(bars[sung[0] : sung[-1] + 1], key)[1]
    tonic = fits[:, 0] - fits.mean(axis=1)
    tonic -= tonic.mean()
    phrases = np.sqrt(len(tonic) / 4.0)
    eighths = tonic[7::8].mean() if len(tonic) > 7 else 0.0
    return float(
        phrases * (_FOUR_BARS_WEIGHT * tonic[::4].mean() + _EIGHTH_BAR_WEIGHT * eighths) + _LAST_BAR_WEIGHT * tonic[-1]
    )
