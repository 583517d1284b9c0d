"""What speaks for a grid: one number for each reason a musician might give.

Shares and means over n notes are scaled by the square root of n, as their certainty is; beyond some two minutes more
notes make nothing surer, so that long melodies look like those the ranker was fitted on. Likelihoods are taken from the
best of all candidates. Reasons about the bar line
count once for all metres and once more in 4/4, where a bar has a middle that competes with its start. The reasons are
those of metrical preference (Lerdahl and Jackendoff, 1983; Temperley, 2001): long, high and leapt-to notes on strong
beats, phrases and their ends in like places, harmony that changes with the bar.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tutti.listen.voice_candidates import GridCandidate
from tutti.listen.voice_meter import PROFILES
from tutti.music.note import HeardNote
from tutti.music.pitch import Key

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

# Tempi around which melodies of each metre lie, and how far they spread.
_TEMPO_CENTRE_BPM = {"4/4": 124.0, "3/4": 136.0, "6/8": 98.0, "4/4 swing": 143.0}
_OTHER_TEMPO_CENTRE_BPM = 115.0
_TEMPO_SPREAD_OCTAVES = 0.30

_BASE = (
    "rhythm", "harmony", "bars", "is_steady", "wander", "parallelism", "ends_on_downbeat", "tempo_distance", "slowness",
    "harmony_per_bar",
)  # fmt: skip
_BAR_LINE = (
    "long_on_downbeat", "long_on_downbeat_not_middle", "downbeats_sung", "phrases_start_on_downbeat",
    "phrases_start_in_pickup", "phrases_end_on_downbeat", "phrases_end_on_middle", "high_on_downbeat",
    "first_on_downbeat", "first_in_pickup", "tonic_on_downbeat", "triad_on_downbeat", "triad_on_downbeat_not_middle",
    "rise_to_downbeat", "last_on_middle", "whole_phrases", "even_phrases", "whole_fours", "longest_on_downbeat",
)  # fmt: skip
_BEAT = (
    "syncopation", "leap_to_downbeat", "onsets_per_beat", "long_on_beat", "quick_notes", "typical_interval",
    "typical_interval_squared", "phrases_start_alike",
)  # fmt: skip
FEATURE_NAMES = (
    *_BASE,
    *(f"is_{profile.name}" for profile in PROFILES),
    *_BAR_LINE,
    *_BEAT,
    *(f"{name}_in_four" for name in _BAR_LINE),
    "syncopation_when_slow",
    "onsets_per_beat_when_slow",
)

_PHRASE_GAP_SECONDS = 0.3
_PHRASE_INTERVAL = 2.2  # times the median inter-onset interval
_LONG_INTERVAL = 1.7  # likewise, of a note that is long
_ON_DOWNBEAT_BARS = 0.06
_ON_BEAT_BEATS = 0.12
_PICKUP_BARS = 0.62
_SUNG_SECONDS = 0.08
_LAST_NOTE_SECONDS = 0.12
_QUICK_BEATS = 0.4
_SCALE = 0.1
_MOST_NOTES = 140
_WANDER_BEATS = 4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Melody:
    """The columns of a note list, and where its phrases begin and end.

    Attributes:
        starts: seconds.
        intervals: seconds to the next onset.
        pitches: MIDI.
        phrase_starts: indices of the first notes of phrases.
        phrase_ends: indices of their last notes.
    """

    starts: FloatArray
    intervals: FloatArray
    pitches: FloatArray
    phrase_starts: npt.NDArray[np.int64]
    phrase_ends: npt.NDArray[np.int64]


def melody_of(notes: Sequence[HeardNote]) -> Melody:
    """The melody of at least two notes."""
    starts = np.array([note.start_seconds for note in notes])
    ends = np.array([note.end_seconds for note in notes])
    intervals = np.append(np.diff(starts), max(ends[-1] - starts[-1], 0.5))
    gaps = np.append(starts[1:] - ends[:-1], 1.0)
    is_end = (gaps > _PHRASE_GAP_SECONDS) | (intervals > _PHRASE_INTERVAL * np.median(intervals))
    phrase_ends = np.flatnonzero(is_end)
    return Melody(
        starts=starts,
        intervals=intervals,
        pitches=np.array([note.pitch_midi for note in notes], dtype=np.float64),
        phrase_starts=np.concatenate([[0], phrase_ends[:-1] + 1]).astype(np.int64),
        phrase_ends=phrase_ends,
    )


def feature_table(melody: Melody, candidates: Sequence[GridCandidate]) -> FloatArray:
    """The reasons for each candidate, one row each, in the order of `FEATURE_NAMES`."""
    table = np.array([_features(melody, candidate) for candidate in candidates])
    table[:, :2] -= table[:, :2].max(axis=0)
    return table


def certainty(melody: Melody) -> float:
    """What sums over the notes are scaled by: 1 but for long melodies."""
    return min(1.0, _MOST_NOTES / len(melody.starts))


def weight_of(melody: Melody) -> float:
    """What shares and means over the notes are scaled by."""
    return float(np.sqrt(len(melody.starts) * certainty(melody)) * _SCALE)


def _features(melody: Melody, candidate: GridCandidate) -> FloatArray:
    name = candidate.profile.name
    scale = certainty(melody)
    weight = weight_of(melody)
    slowness = slowness_of(candidate)
    base = [
        candidate.rhythm * scale * _SCALE,
        candidate.harmony * scale * _SCALE,
        candidate.bars * scale * _SCALE,
        float(candidate.is_steady),
        _wander(candidate.beat_seconds),
        suiting_parallelism(candidate),
        float(ends_on_downbeat(melody, candidate)),
        -0.5 * slowness**2,
        slowness,
        weight * candidate.harmony / max(candidate.bars, 1),
    ]
    kind = [float(profile.name == name) for profile in PROFILES]
    if len(candidate.downbeat_seconds) < 3:
        bar_line, beat = np.zeros(len(_BAR_LINE)), np.zeros(len(_BEAT))
    else:
        placed = _place(melody, candidate)
        bar_line, beat = _bar_line_reasons(melody, placed, candidate.key), _beat_reasons(melody, placed)
    in_four = weight * bar_line if candidate.profile.beats_per_bar == 4 else np.zeros_like(bar_line)
    by_tempo = [-slowness * beat[0] * weight, -slowness * beat[2]]
    return np.concatenate([base, kind, weight * bar_line, weight * beat, in_four, by_tempo])


def _wander(beat_seconds: FloatArray) -> float:
    """By how much the tempo of neighbouring stretches differs, as a share."""
    if len(beat_seconds) < 2 * _WANDER_BEATS + 1:
        return 0.0
    lengths = np.log(beat_seconds[_WANDER_BEATS:] - beat_seconds[:-_WANDER_BEATS])
    return float(np.std(lengths))


def slowness_of(candidate: GridCandidate) -> float:
    """How many spreads the tempo lies below the centre of its metre."""
    centre_bpm = _TEMPO_CENTRE_BPM.get(candidate.profile.name, _OTHER_TEMPO_CENTRE_BPM)
    return float(-np.log2(candidate.tempo_bpm / centre_bpm) / _TEMPO_SPREAD_OCTAVES)


def suiting_parallelism(candidate: GridCandidate) -> float:
    """How much more the melody repeats at the distances of its metre than at those of the rival metre."""
    repeats = candidate.parallelism
    if candidate.profile.meter.is_compound:
        return 0.5 * (repeats.by_two - repeats.by_three)
    difference = repeats.by_four - repeats.by_three
    return -difference if candidate.profile.beats_per_bar == 3 else difference


def ends_on_downbeat(melody: Melody, candidate: GridCandidate) -> bool:
    """Whether the last note starts a bar."""
    downbeats = candidate.downbeat_seconds
    return bool(len(downbeats) and np.min(np.abs(downbeats - melody.starts[-1])) < _LAST_NOTE_SECONDS)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Placed:
    """Where the notes lie on a grid."""

    bar: FloatArray  # position of each onset, in bars
    is_down: BoolArray
    is_middle: BoolArray
    is_beat: BoolArray
    length: FloatArray  # log of the interval in beats
    sung_downbeats: float
    onsets_per_beat: float
    has_middle: bool


def _place(melody: Melody, candidate: GridCandidate) -> _Placed:
    downbeats, beats_per_bar = candidate.downbeat_seconds, candidate.profile.beats_per_bar
    bar_seconds = float(np.median(np.diff(downbeats)))
    outside = bar_seconds * np.array([2.0, 1.0])
    lines = np.concatenate([downbeats[0] - outside, downbeats, downbeats[-1] + outside[::-1]])
    bar = np.interp(melody.starts, lines, np.arange(-2.0, len(lines) - 2.0))
    phase, beat_phase = bar % 1.0, bar * beats_per_bar % 1.0
    distance = np.min(np.abs(melody.starts[None, :] - downbeats[:, None]), axis=1)
    step = float(np.median(np.diff(candidate.beat_seconds)))
    return _Placed(
        bar=bar,
        is_down=np.minimum(phase, 1.0 - phase) < _ON_DOWNBEAT_BARS,
        is_middle=np.abs(phase - 0.5) < _ON_DOWNBEAT_BARS,
        is_beat=np.minimum(beat_phase, 1.0 - beat_phase) < _ON_BEAT_BEATS,
        length=np.log(melody.intervals / step + 1e-3),
        sung_downbeats=float(np.mean(distance < _SUNG_SECONDS)),
        onsets_per_beat=len(melody.starts) / len(candidate.beat_seconds),
        has_middle=beats_per_bar % 2 == 0,
    )


def _bar_line_reasons(melody: Melody, placed: _Placed, key: Key) -> FloatArray:
    down, middle, phase = placed.is_down, placed.is_middle, placed.bar % 1.0
    other = placed.is_beat & ~down
    down_length = _mean(placed.length, down)
    tones = melody.pitches.astype(np.int64) % 12
    is_tonic = (tones == key.tonic).astype(np.float64)
    triad = {key.tonic, key.pitch_classes[2], key.pitch_classes[4]}
    in_triad = np.isin(tones, list(triad)).astype(np.float64)
    rise = np.clip(np.diff(melody.pitches, prepend=melody.pitches[0]), 0.0, 7.0)
    phrases = np.diff(np.round(placed.bar[melody.phrase_starts] * 8.0) / 8.0)
    whole = np.abs(phrases - np.round(phrases)) < 0.07
    even = whole & (np.round(phrases) % 2 == 0)
    total = np.floor(placed.bar[-1] + 0.07) - np.floor(placed.bar[0] + 0.5) + 1.0
    is_long = melody.intervals > _LONG_INTERVAL * np.median(melody.intervals)
    return np.array(
        [
            down_length - _mean(placed.length, other),
            down_length - _mean(placed.length, middle) if placed.has_middle else 0.0,
            placed.sung_downbeats,
            float(np.mean(down[melody.phrase_starts])),
            float(np.mean(phase[melody.phrase_starts] > _PICKUP_BARS)),
            float(np.mean(down[melody.phrase_ends])),
            float(np.mean(middle[melody.phrase_ends])),
            _contrast(melody.pitches, down, other) / 6.0,
            float(down[0]),
            float(phase[0] > 0.6),
            _contrast(is_tonic, down, other),
            _contrast(in_triad, down, other),
            _contrast(in_triad, down, middle) if placed.has_middle else 0.0,
            _contrast(rise, down, other) / 3.0,
            float(middle[-1]),
            float(np.mean(whole)) if len(whole) else 0.0,
            float(np.mean(even)) if len(even) else 0.0,
            float(total % 4.0 == 0.0),
            _mean(down.astype(np.float64), is_long),
        ]
    )


def _beat_reasons(melody: Melody, placed: _Placed) -> FloatArray:
    down, beat = placed.is_down, placed.is_beat
    leaps = np.abs(np.diff(melody.pitches, prepend=melody.pitches[0]))
    typical = float(np.mean(placed.length))
    turns = np.exp(2j * np.pi * placed.bar[melody.phrase_starts])
    return np.array(
        [
            float(np.mean(~beat)),
            _contrast(leaps, down, beat & ~down) / 4.0,
            placed.onsets_per_beat,
            _contrast(placed.length, beat, ~beat),
            float(np.mean(placed.length < np.log(_QUICK_BEATS))),
            typical,
            typical**2,
            float(np.abs(np.mean(turns))),
        ]
    )


def _mean(values: FloatArray, chosen: BoolArray) -> float:
    return float(values[chosen].mean()) if chosen.any() else float(values.mean())


def _contrast(values: FloatArray, first: BoolArray, second: BoolArray) -> float:
    return float(values[first].mean() - values[second].mean()) if first.any() and second.any() else 0.0
