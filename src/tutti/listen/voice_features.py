"""What speaks for a grid: one number for each reason a musician might give.

All are written so that more notes speak louder: shares and means over n notes are scaled by the square root of n, as
their certainty is. Reasons about the bar line count once for all metres and once more in 4/4, where a bar has a
middle that competes with its start.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tutti.listen.voice_candidates import GridCandidate
from tutti.listen.voice_meter import PROFILES
from tutti.music.note import HeardNote

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

# Tempi around which melodies of each metre lie, and how far they spread.
TEMPO_CENTRE_BPM = {"4/4": 124.0, "3/4": 136.0, "6/8": 98.0, "4/4 swing": 143.0}
TEMPO_SPREAD_OCTAVES = 0.30

_BASE = ("rhythm", "harmony", "bars", "parallelism", "ends_on_downbeat", "tempo_distance", "slowness")
_BAR_LINE = (
    "long_on_downbeat", "long_on_downbeat_not_middle", "downbeats_sung", "phrases_start_on_downbeat",
    "phrases_start_in_pickup", "phrases_end_on_downbeat", "phrases_end_on_middle", "high_on_downbeat",
    "first_on_downbeat", "first_in_pickup",
)  # fmt: skip
_BEAT = ("syncopation", "leap_to_downbeat", "onsets_per_beat")
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
_ON_DOWNBEAT_BARS = 0.06
_ON_BEAT_BEATS = 0.12
_PICKUP_BARS = 0.62
_SUNG_SECONDS = 0.08
_LAST_NOTE_SECONDS = 0.12
_SCALE = 0.1


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


def features(melody: Melody, candidate: GridCandidate) -> FloatArray:
    """The reasons for a candidate, in the order of `FEATURE_NAMES`."""
    name = candidate.profile.name
    weight = np.sqrt(len(melody.starts)) * _SCALE
    slowness = -np.log2(candidate.tempo_bpm / TEMPO_CENTRE_BPM[name]) / TEMPO_SPREAD_OCTAVES
    base = [
        candidate.rhythm * _SCALE,
        candidate.harmony * _SCALE,
        candidate.bars * _SCALE,
        suiting_parallelism(candidate),
        float(ends_on_downbeat(melody, candidate)),
        -0.5 * slowness**2,
        slowness,
    ]
    kind = [float(profile.name == name) for profile in PROFILES]
    bar_line, beat = _metrical(melody, candidate)
    in_four = weight * bar_line if candidate.profile.beats_per_bar == 4 else np.zeros_like(bar_line)
    by_tempo = [-slowness * beat[0] * weight, -slowness * beat[2]]
    return np.concatenate([base, kind, weight * bar_line, weight * beat, in_four, by_tempo])


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


def _metrical(melody: Melody, candidate: GridCandidate) -> tuple[FloatArray, FloatArray]:
    """The reasons about the bar line and those about the beat."""
    downbeats = candidate.downbeat_seconds
    if len(downbeats) < 3:
        return np.zeros(len(_BAR_LINE)), np.zeros(len(_BEAT))
    beats_per_bar = candidate.profile.beats_per_bar
    phase = _bar_phase(melody.starts, downbeats)
    beat_phase = phase * beats_per_bar % 1.0
    is_down = np.minimum(phase, 1.0 - phase) < _ON_DOWNBEAT_BARS
    is_middle = np.abs(phase - 0.5) < _ON_DOWNBEAT_BARS
    is_beat = np.minimum(beat_phase, 1.0 - beat_phase) < _ON_BEAT_BEATS
    is_other = is_beat & ~is_down
    step = float(np.median(np.diff(candidate.beat_seconds)))
    length = np.log(melody.intervals / step + 1e-3)
    leaps = np.abs(np.diff(melody.pitches, prepend=melody.pitches[0]))
    down_length = _mean(length, is_down)
    distance = np.min(np.abs(melody.starts[None, :] - downbeats[:, None]), axis=1)
    bar_line = [
        down_length - _mean(length, is_other),
        down_length - _mean(length, is_middle) if beats_per_bar in (2, 4) else 0.0,
        float(np.mean(distance < _SUNG_SECONDS)),
        float(np.mean(is_down[melody.phrase_starts])),
        float(np.mean(phase[melody.phrase_starts] > _PICKUP_BARS)),
        float(np.mean(is_down[melody.phrase_ends])),
        float(np.mean(is_middle[melody.phrase_ends])),
        _contrast(melody.pitches, is_down, is_other) / 6.0,
        float(is_down[0]),
        float(phase[0] > 0.6),
    ]
    beat = [
        float(np.mean(~is_beat)),
        _contrast(leaps, is_down, is_other) / 4.0,
        len(melody.starts) / len(candidate.beat_seconds),
    ]
    return np.array(bar_line), np.array(beat)


def _bar_phase(starts: FloatArray, downbeats: FloatArray) -> FloatArray:
    """Where in its bar each note starts, 0 to 1."""
    bar = float(np.median(np.diff(downbeats)))
    lines = np.concatenate(
        [[downbeats[0] - 2 * bar, downbeats[0] - bar], downbeats, [downbeats[-1] + bar, downbeats[-1] + 2 * bar]]
    )
    return np.asarray(np.interp(starts, lines, np.arange(len(lines))) % 1.0)


def _mean(values: FloatArray, chosen: BoolArray) -> float:
    return float(values[chosen].mean()) if chosen.any() else float(values.mean())


def _contrast(values: FloatArray, first: BoolArray, second: BoolArray) -> float:
    return float(values[first].mean() - values[second].mean()) if first.any() and second.any() else 0.0
