"""What each pitch costs over the chord that sounds: chord tones on strong beats, the scale bent to the chord.

A chord with tones foreign to the key replaces the scale's neighbours of those tones (over E major in A minor the
scale has G#, not G). A semitone above a chord tone is avoided wherever it would be heard long.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from tutti.compose.prosody import BEAT, DOWNBEAT, HALF_BAR, metric_level
from tutti.music.harmony import Chord, ChordSpan, chord_at
from tutti.music.pitch import Key
from tutti.music.time import Timeline

FloatArray = npt.NDArray[np.float64]

_FOREIGN_COST = 9.0
_LONG_SECONDS = 0.5
_PASSING_COST, _STRONG_COST, _LONG_COST, _CLASH_COST = 0.25, 4.0, 2.0, 1.2
_HELD_BEATS, _HELD_CLASH_COST = 1.0, 6.0
_RAISED_INTERVALS = frozenset({4, 8, 11})  # major third, augmented fifth, major seventh above the root
_BEAT_WEIGHT = 0.35
_FULL_BEAT_SECONDS = 0.5  # quicker beats are heard less as harmony
_SEVENTH_COST = 0.25  # sevenths and ninths want to move on
_BASS_ONLY_COST = 0.8


def _weight_of_position(timeline: Timeline, beat: float) -> float:
    """How far the ear takes a note at this position as harmony: fully on the downbeat and the half bar."""
    level = metric_level(timeline.meter, beat)
    quickness = min(60.0 / timeline.tempo_bpm_at(beat) / _FULL_BEAT_SECONDS, 1.0)
    if level == DOWNBEAT:
        return 1.0
    if level == HALF_BAR:
        return 0.5 + 0.5 * quickness
    return _BEAT_WEIGHT * quickness**1.5 if level == BEAT else 0.0


@lru_cache(maxsize=512)
def bent_scale(key: Key, chord: Chord | None) -> frozenset[int]:
    """The key's pitch classes, with neighbours of the chord's foreign tones taken out and those put in."""
    scale = set(key.pitch_classes)
    if chord is None:
        return frozenset(scale)
    for tone in chord.pitch_classes:
        if tone not in scale:
            scale.discard(_replaced(tone, key, chord))
            scale.add(tone)
    return frozenset(scale)


def _replaced(tone: int, key: Key, chord: Chord) -> int:
    """The degree of the scale that a chord tone foreign to the key stands for: its raised or lowered self."""
    below, above = (tone - 1) % 12, (tone + 1) % 12
    is_raised = (tone - chord.root) % 12 in _RAISED_INTERVALS
    choices = (below, above) if is_raised else (above, below)
    kept = {key.tonic, (key.tonic + 7) % 12, *chord.pitch_classes}
    return next((choice for choice in choices if choice not in kept), tone)


def pitch_costs(
    pitches: npt.NDArray[np.int64],
    chords: tuple[ChordSpan, ...],
    key: Key,
    timeline: Timeline,
    start: float,
    end: float,
) -> FloatArray:
    """Cost of each pitch for a note from beat `start` to `end`."""
    seconds = timeline.seconds_at(end) - timeline.seconds_at(start)
    weight = _weight_of_position(timeline, start)
    first = chord_at(chords, start)
    later = chord_at(chords, start + 0.6 * (end - start))
    costs = _over_chord(pitches, first, key, weight, seconds)
    if later != first:
        costs = 0.6 * costs + 0.4 * _over_chord(pitches, later, key, weight, seconds)
    if end - start > _HELD_BEATS:
        costs = costs + _held_clash_costs(pitches, chords, start, end)
    return costs


def _held_clash_costs(
    pitches: npt.NDArray[np.int64], chords: tuple[ChordSpan, ...], start: float, end: float
) -> FloatArray:
    """What it costs to hold a pitch a semitone beside a tone of the chords under it for longer than a beat."""
    beats_beside = np.zeros(12)
    for span in chords:
        overlap = min(end, span.end_beats) - max(start, span.start_beats)
        if span.chord is None or overlap <= 0.0:
            continue
        tones = set(span.chord.pitch_classes)
        beats_beside[list({(tone + step) % 12 for tone in tones for step in (-1, 1)} - tones)] += overlap
    return np.asarray(np.where(beats_beside > _HELD_BEATS, _HELD_CLASH_COST, 0.0)[pitches % 12])


def _over_chord(
    pitches: npt.NDArray[np.int64], chord: Chord | None, key: Key, weight: float, seconds: float
) -> FloatArray:
    scale = bent_scale(key, chord)
    by_class = np.array([_class_cost(pitch_class, chord, scale, weight, seconds) for pitch_class in range(12)])
    return np.asarray(by_class[pitches % 12])


def _class_cost(pitch_class: int, chord: Chord | None, scale: frozenset[int], weight: float, seconds: float) -> float:
    if chord is None:
        return 0.0 if pitch_class in scale else _FOREIGN_COST
    tones = chord.pitch_classes
    if pitch_class in tones:
        return 0.0 if tones.index(pitch_class) < 3 else _SEVENTH_COST
    cost = _PASSING_COST if pitch_class in scale else _FOREIGN_COST
    if pitch_class == chord.bass_or_root and pitch_class in scale:
        return _BASS_ONLY_COST
    length = min(seconds / _LONG_SECONDS, 2.0)
    cost += _LONG_COST * max(length - 0.6, 0.0) + _STRONG_COST * weight
    if (pitch_class - 1) % 12 in tones:
        cost += _CLASH_COST * float(np.clip(2.0 * length - 1.0, 0.0, 1.5))
    return cost
