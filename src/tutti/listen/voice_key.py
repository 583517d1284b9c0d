"""The key of a melody.

The keys that fit its pitches best are judged by more than pitches: how well chords of the key carry its bars, whether
it opens and ends as melodies in that key do, whether the tonic chord suits the bars on which phrases of four begin,
and which sevenths a minor key is given. The weights of these reasons were fitted by maximum likelihood (a conditional
logit over the keys) on melodies of our own making and on traditional tunes out of copyright, so that the probability
of the best key is also the confidence.
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

_KEYS_TRIED = 6
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
_FOUR_BARS_WEIGHT = 0.187
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
    keys = [key for _, key in rank_keys(pitch_class_weights(notes))[:_KEYS_TRIED]]
    scores = np.array([_score(notes, bars, opening, key) for key in keys])
    likely = np.exp(scores - scores.max())
    best = int(np.argmax(scores))
    return keys[best], float(likely[best] / likely.sum() * len(notes) / (len(notes) + _SURE_NOTES))


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
        + _minor_sevenths(notes, key)
        + _FOUR_BARS_WEIGHT * _tonic_at_fours(bars, key)
    )


def _minor_sevenths(notes: Sequence[HeardNote], key: Key) -> float:
    """What the two sevenths say for a minor key: its relative major has no use for the leading note."""
    if not key.is_minor_like:
        return 0.0
    held = np.array([min(note.end_seconds - note.start_seconds, _LONGEST_SECONDS) ** 0.7 for note in notes])
    tones = np.array([note.pitch_midi % 12 for note in notes])
    leading = held[tones == (key.tonic + 11) % 12].sum() / held.sum()
    subtonic = held[tones == (key.tonic + 10) % 12].sum() / held.sum()
    return float(_MINOR_WEIGHT + _LEADING_NOTE_WEIGHT * leading + _SUBTONIC_WEIGHT * subtonic)


def _tonic_at_fours(bars: FloatArray, key: Key) -> float:
    """How much better the tonic chord suits every fourth bar than the others."""
    sung = np.flatnonzero(bars.sum(axis=1) > _SUNG_BAR)
    if not len(sung):
        return 0.0
    fits = chord_fits(bars[sung[0] :], key)[1]
    tonic = fits[:, 0] - fits.mean(axis=1)
    return float((tonic[::4].mean() - tonic.mean()) * np.sqrt(len(tonic) / 4.0))
