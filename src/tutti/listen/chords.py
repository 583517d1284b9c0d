"""The chords of a band, one decision a beat, written as spans over the beats of its timeline.

A network says how likely each chord is in each beat and in each stretch of a bar (`chord_network`); a path through them
(`chord_stretches`) pays for every change by its place in the bar: chords like to change on downbeats, less in mid-bar,
little elsewhere. A key adds a log-preference for its own chords; "no chord" scores the more the less tones stand out.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from tutti.listen.beat_harmony import BeatHarmony
from tutti.listen.chord_network import CHORDS, ChordNetwork, fitted_network, seen_tones, turned
from tutti.listen.chord_preference import preference
from tutti.listen.chord_stretches import best_chords, pooled, stretches_of_bars
from tutti.music.harmony import Chord, ChordSpan
from tutti.music.pitch import Key
from tutti.music.time import Timeline

FloatArray = npt.NDArray[np.float64]

CHANGE_COST = 1.3
DOWNBEAT_FACTOR, MIDDLE_FACTOR, ELSEWHERE_FACTOR = 0.45, 1.92, 3.84
STRETCH_SHARE = 0.4
PREFERENCE_GAIN = 0.3
TONAL_DB = 7.5  # tonality from which on tones surely sound
NO_CHORD_SCORE = -6.0  # at that tonality; the chord that sounds scores about 0
NO_CHORD_GAIN = 1.0  # by which every dB of tonality less speaks for no chord
SILENT_SCORE = 40.0  # for "no chord" in a beat that is silent
TRIAD_WEIGHTS = (1.0, 0.8, 0.9)  # root, third, fifth
SLASH_LEAST_BEATS = 2
SLASH_RATIO = 1.8  # how much stronger than the root another chord tone must be to be called the bass
# How near the tones of a chord's beats lie to its triad, and how far they stand out, in dB: of sound in which a trained
# ear finds no chords, and of clear ones. Noise and riffs on one note make chroma as well, but flat and never the same.
UNCLEAR_FIT, CLEAR_FIT = 0.70, 0.90
UNCLEAR_TONALITY_DB, CLEAR_TONALITY_DB = 4.5, 13.0
_NONE = len(CHORDS)  # the column of "no chord"


def recognise_chords(
    harmony: BeatHarmony, timeline: Timeline, key: Key | None, network: ChordNetwork | None = None
) -> tuple[tuple[ChordSpan, ...], float]:
    """The chord spans of a timeline, and how sure they are, 0 to 1; by another network where one is given."""
    network = network or fitted_network()
    seen = seen_tones(harmony.chroma)
    stretches = stretches_of_bars(timeline.first_beat, len(seen), timeline.beats_per_bar)
    preferred = np.zeros(len(CHORDS)) if key is None else np.array([preference(chord, key) for chord in CHORDS])
    toneless = NO_CHORD_SCORE + NO_CHORD_GAIN * np.maximum(TONAL_DB - harmony.tonality_db, 0.0)
    none = np.where(harmony.silent, SILENT_SCORE, toneless)[:, None]

    def scores(tones: FloatArray, none: FloatArray) -> FloatArray:
        return np.hstack([network.log_shares(turned(tones)) + PREFERENCE_GAIN * preferred, none])

    path = best_chords(
        scores(seen, none),
        scores(pooled(seen, stretches), pooled(none, stretches)),
        stretches,
        _change_costs(timeline),
        STRETCH_SHARE,
    )
    return _spans(path, harmony, timeline), _confidence(path, harmony)


def _change_costs(timeline: Timeline) -> FloatArray:
    """What a change into each beat costs."""
    bar = timeline.beats_per_bar
    positions = (timeline.first_beat + np.arange(len(timeline.beat_seconds) - 1)) % bar
    factors = np.where(positions % 2 == 0, MIDDLE_FACTOR, ELSEWHERE_FACTOR)
    factors[positions == 0] = DOWNBEAT_FACTOR
    return np.asarray(CHANGE_COST * factors, dtype=np.float64)


def _spans(path: npt.NDArray[np.int64], harmony: BeatHarmony, timeline: Timeline) -> tuple[ChordSpan, ...]:
    """Runs of one chord, with a slash bass where it is clear."""
    starts = np.concatenate([[0], np.flatnonzero(np.diff(path)) + 1, [len(path)]])
    spans = []
    for start, end in pairwise(starts):
        chord = _chord(path[start])
        if chord is not None and end - start >= SLASH_LEAST_BEATS:
            chord = _with_bass(chord, harmony.chroma.bass[start:end].mean(axis=0))
        spans.append(
            ChordSpan(
                start_beats=float(timeline.first_beat + start),
                end_beats=float(timeline.first_beat + end),
                chord=chord,
            )
        )
    return tuple(spans)


def _with_bass(chord: Chord, bass: FloatArray) -> Chord:
    """The chord over the bass note that is clearly not its root but another of its tones."""
    lowest = int(np.argmax(bass))
    if lowest == chord.root or lowest not in chord.pitch_classes or bass[lowest] < SLASH_RATIO * bass[chord.root]:
        return chord
    return Chord(chord.root, chord.quality, lowest)


def _chord(column: int) -> Chord | None:
    return None if column == _NONE else CHORDS[column]


def _confidence(path: npt.NDArray[np.int64], harmony: BeatHarmony) -> float:
    """How clear the chords that sound are, 0 where none does."""
    sounding = path < _NONE
    if not np.any(sounding):
        return 0.0
    treble = harmony.chroma.treble
    unit = treble / (np.linalg.norm(treble, axis=1, keepdims=True) + 1e-9)
    starts = np.concatenate([[0], np.flatnonzero(np.diff(path)) + 1])
    sums = np.add.reduceat(unit, starts, axis=0)
    fits = np.array([_fit(_chord(path[start]), total) for start, total in zip(starts, sums, strict=True)])
    lengths = np.diff(np.append(starts, len(path)))
    fit = float(np.average(np.repeat(fits, lengths)[sounding]))
    clear = np.interp(fit, (UNCLEAR_FIT, CLEAR_FIT), (0.0, 1.0))
    tonal = np.interp(np.median(harmony.tonality_db[sounding]), (UNCLEAR_TONALITY_DB, CLEAR_TONALITY_DB), (0.0, 1.0))
    return float(clear * tonal * sounding.mean())


def _fit(chord: Chord | None, tones: FloatArray) -> float:
    """How near tones lie to the triad of a chord, 0 to 1."""
    if chord is None:
        return 0.0
    triad = np.zeros(12)
    triad[list(chord.pitch_classes[:3])] = TRIAD_WEIGHTS
    return float(triad @ tones / (np.linalg.norm(triad) * np.linalg.norm(tones) + 1e-9))
