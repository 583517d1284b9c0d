"""Syllables to moments: stressed syllables on strong beats, natural durations, room to breathe.

Each line is laid on a grid inside its window by the least total cost (dynamic programming over syllables and grid
points). The grid step is the division of the beat nearest to the pace of sung speech, so a fast song is sung in half
time and a slow one in sixteenths. Rule of text setting: a stressed syllable of a content word stands on a position at
least as strong as its neighbours (Halle and Lerdahl, "A generative textsetting model", 1993; Temperley and
Temperley, "Stress-meter alignment in French vocal music", JASA 134, 2013).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from tutti.music.lyric import Syllable
from tutti.music.time import Meter, Timeline

FloatArray = npt.NDArray[np.float64]

SHORTEST_SYLLABLE_SECONDS = 0.14
_PACE_SECONDS = 0.25  # a grid step is as near to this as the metre allows
_UNSTRESSED_SECONDS, _STRESSED_SECONDS, _FINAL_SECONDS = 0.27, 0.42, 0.8
_LONGEST_SECONDS = 1.7  # inside a line no syllable is held longer
_LONGEST_FINAL_SECONDS = 2.2
_SHORTEST_FINAL_SECONDS = 0.38
_QUICK_SECONDS = 0.2  # an easy pace for unstressed syllables between two beats
_ENDING_BEATS = 3  # last note, rest, pickup of the next line
_LATE_COST_PER_SECOND = 0.5
_LENGTH_COST = 1.5  # per squared octave off the length aimed at
_FINAL_COST = 1.0
_OUTSHONE_COST = 0.9
_ECHO_COST = 0.5
_PHRASE_COMMA_SECONDS = 0.3  # a comma lengthens the syllable before it by so much

DOWNBEAT, HALF_BAR, BEAT, DIVISION, SUBDIVISION = 3, 2, 1, 0, -1
# Cost of a syllable on a position, by its stress: unstressed, primary, secondary.
_POSITION_COST = {
    0: {DOWNBEAT: 1.3, HALF_BAR: 0.8, BEAT: 0.3, DIVISION: 0.0, SUBDIVISION: 0.3},
    1: {DOWNBEAT: 0.0, HALF_BAR: 0.05, BEAT: 0.75, DIVISION: 5.0, SUBDIVISION: 7.0},
    2: {DOWNBEAT: 0.2, HALF_BAR: 0.15, BEAT: 0.1, DIVISION: 0.3, SUBDIVISION: 1.0},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Where a line may sound.

    Attributes:
        start_beats: the bar line (or beat) the line belongs to.
        earliest_beats: where its first vowel may start; before `start_beats` in a pickup.
        end_beats: when its last note has ended.
    """

    start_beats: float
    earliest_beats: float
    end_beats: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RhythmIdea:
    """What the rhythm of a section aims at.

    Attributes:
        entry_beats: how long after the bar line the first stressed syllable comes.
        pace: a factor on the length of syllables; above 1 broad, below 1 flowing.
        evenness: 0 (speech-like long and short) to 1 (all alike).
        leanings: costs that make some places of the window more welcome than others, by twelfth of a beat, repeating.
    """

    entry_beats: float = 0.0
    pace: float = 1.0
    evenness: float = 0.3
    leanings: tuple[float, ...] = (0.0,)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSyllable:
    """A syllable with its moment."""

    syllable: Syllable
    start_beats: float
    duration_beats: float


def metric_level(meter: Meter, beat: float) -> int:
    """How strong a position is: DOWNBEAT, HALF_BAR, BEAT, DIVISION or SUBDIVISION."""
    inside = beat % meter.beats_per_bar
    nearest = round(inside)
    if abs(inside - nearest) < 1e-6:
        nearest %= meter.beats_per_bar
        if nearest == 0:
            return DOWNBEAT
        even = meter.beats_per_bar % 2 == 0
        return HALF_BAR if even and nearest == meter.beats_per_bar // 2 else BEAT
    division = inside * meter.division
    return DIVISION if abs(division - round(division)) < 1e-6 else SUBDIVISION


def least_beats(syllables: Sequence[Syllable], beat_seconds: float) -> int:
    """Beats a line takes where each stress has a beat of its own, with its last note, a rest and a pickup."""
    stresses = [index for index, syllable in enumerate(syllables) if syllable.stress == 1]
    gaps = [after - before for before, after in pairwise(stresses)]
    inside = sum(max(1, int(np.ceil(gap * _QUICK_SECONDS / beat_seconds))) for gap in gaps)
    tail = len(syllables) - 1 - stresses[-1] if stresses else len(syllables)
    return inside + int(np.ceil(tail * _QUICK_SECONDS / beat_seconds)) + _ENDING_BEATS


def grid_step_beats(meter: Meter, beat_seconds: float, room_seconds: float) -> float:
    """The step of the grid a line is set on, given the time there is for each syllable."""
    steps = (1.0, 1 / 3, 1 / 6, 1 / 12) if meter.is_compound else (1.0, 0.5, 0.25, 0.125)
    pace = min(_PACE_SECONDS, room_seconds * 0.85)
    return min(steps, key=lambda step: abs(float(np.log(step * beat_seconds / pace))))


def set_line(
    syllables: Sequence[Syllable],
    text: str,
    window: Window,
    timeline: Timeline,
    *,
    idea: RhythmIdea,
    echo: Sequence[float] = (),
) -> tuple[SetSyllable, ...]:
    """Give each syllable of a line its moment inside the window.

    Args:
        syllables: of the line.
        text: the line as written; its commas are pauses.
        window: where it may sound.
        timeline: the beat grid.
        idea: the rhythm aimed at.
        echo: onsets of an earlier line to come back to, in beats after its window's start.
    """
    beat_seconds = 60.0 / timeline.tempo_bpm_at(window.start_beats + 1.0)
    span = window.end_beats - window.earliest_beats
    room = span * beat_seconds / (len(syllables) + 1)
    step = grid_step_beats(timeline.meter, beat_seconds, room)
    onsets: FloatArray | None = None
    while onsets is None and step * beat_seconds > 0.05:
        onsets = _best_onsets(syllables, _pauses(syllables, text), window, timeline, step, beat_seconds, idea, echo)
        step /= 2
    if onsets is None:
        onsets = np.asarray(window.earliest_beats + span * np.arange(len(syllables)) / (len(syllables) + 0.5))
    last = min(window.end_beats - onsets[-1], _LONGEST_FINAL_SECONDS / beat_seconds)
    ends = [*onsets[1:], onsets[-1] + last]
    return tuple(
        SetSyllable(syllable=s, start_beats=float(a), duration_beats=float(b - a))
        for s, a, b in zip(syllables, onsets, ends, strict=True)
    )


def _best_onsets(
    syllables: Sequence[Syllable],
    pauses: Sequence[bool],
    window: Window,
    timeline: Timeline,
    step: float,
    beat_seconds: float,
    idea: RhythmIdea,
    echo: Sequence[float],
) -> FloatArray | None:
    grid = _grid(window, step, beat_seconds)
    step_seconds = step * beat_seconds
    shortest = int(np.ceil(SHORTEST_SYLLABLE_SECONDS / step_seconds - 1e-6))
    longest = max(shortest + 1, int(_LONGEST_SECONDS / step_seconds))
    if len(grid) < shortest * (len(syllables) - 1) + 1:
        return None
    costs = _position_costs(syllables, grid, timeline.meter, window, idea, echo, beat_seconds)
    scale = _scale(syllables, window, beat_seconds, idea)
    count = len(grid)
    levels = np.array([metric_level(timeline.meter, float(point)) for point in grid])
    total = costs[0]
    came: list[npt.NDArray[np.int64]] = []
    for index in range(1, len(syllables)):
        before, now = syllables[index - 1], syllables[index]
        target = _target_seconds(before, pauses[index - 1], scale, idea)
        best = np.full(count, np.inf)
        origin = np.zeros(count, dtype=np.int64)
        for steps in range(shortest, min(longest, count - 1) + 1):
            through = np.full(count, np.inf)
            length_cost = _LENGTH_COST * float(np.log2(steps * step_seconds / target)) ** 2
            through[steps:] = total[:-steps] + length_cost + _outshone(before, now, levels[:-steps], levels[steps:])
            better = through < best - 1e-12
            best[better], origin[better] = through[better], np.flatnonzero(better) - steps
        total = best + costs[index]
        came.append(origin)
    return _trace(total, came, grid)


def _outshone(
    before: Syllable, now: Syllable, before_levels: npt.NDArray[np.int64], now_levels: npt.NDArray[np.int64]
) -> FloatArray:
    """Cost where a stressed syllable stands on a weaker position than its neighbour."""
    cost = np.zeros(len(now_levels))
    if before.stress == 1:
        cost += _OUTSHONE_COST * (now_levels > before_levels) * (0.5 if now.stress == 1 else 1.0)
    if now.stress == 1:
        cost += _OUTSHONE_COST * (before_levels > now_levels) * (0.5 if before.stress == 1 else 1.0)
    return cost


def _grid(window: Window, step: float, beat_seconds: float) -> FloatArray:
    """Grid points a vowel may start on; the last still leaves a final note."""
    first = int(np.ceil(window.earliest_beats / step - 1e-6))
    final = _SHORTEST_FINAL_SECONDS / beat_seconds
    last = int(np.floor((window.end_beats - final) / step + 1e-6))
    return np.asarray(step * np.arange(first, last + 1))


def _trace(total: FloatArray, came: list[npt.NDArray[np.int64]], grid: FloatArray) -> FloatArray | None:
    place = int(np.argmin(total))
    if not np.isfinite(total[place]):
        return None
    path = [place]
    for origin in reversed(came):
        path.append(int(origin[path[-1]]))
    return np.asarray(grid[path[::-1]])


def _scale(syllables: Sequence[Syllable], window: Window, beat_seconds: float, idea: RhythmIdea) -> float:
    """By how much all durations stretch so that the line fills its window without crowding or dragging."""
    natural = sum(_target_seconds(s, False, 1.0, idea) for s in syllables[:-1]) + _FINAL_SECONDS
    room = (window.end_beats - window.earliest_beats) * beat_seconds
    return float(np.clip(idea.pace * room / natural, 0.5, 1.35 * idea.pace))


def _target_seconds(syllable: Syllable, pauses: bool, scale: float, idea: RhythmIdea) -> float:
    spoken = _STRESSED_SECONDS if syllable.stress == 1 else _UNSTRESSED_SECONDS
    even = (_STRESSED_SECONDS + _UNSTRESSED_SECONDS) / 2
    seconds = spoken + (even - spoken) * idea.evenness
    return scale * (seconds + (_PHRASE_COMMA_SECONDS if pauses else 0.0))


def _position_costs(
    syllables: Sequence[Syllable],
    grid: FloatArray,
    meter: Meter,
    window: Window,
    idea: RhythmIdea,
    echo: Sequence[float],
    beat_seconds: float,
) -> FloatArray:
    """Cost of each syllable on each grid point, shape (syllables, points)."""
    levels = [metric_level(meter, float(point)) for point in grid]
    table = {stress: np.array([by_level[level] for level in levels]) for stress, by_level in _POSITION_COST.items()}
    costs = np.array([table[s.stress] for s in syllables])
    offsets = grid - window.start_beats
    twelfths = np.round(offsets * 12).astype(np.int64) % len(idea.leanings)
    costs += np.asarray(idea.leanings)[twelfths]
    if len(echo):
        distance = np.min(np.abs(offsets[:, None] - np.asarray(echo)[None, :]), axis=1)
        costs += np.where(distance < 1e-6, 0.0, _ECHO_COST)
    first = next((index for index, s in enumerate(syllables) if s.stress == 1), 0)
    costs[first] += 2 * _LATE_COST_PER_SECOND * beat_seconds * np.abs(offsets - idea.entry_beats)
    final_seconds = (window.end_beats - grid) * beat_seconds
    costs[-1] += _FINAL_COST * np.log2(np.maximum(final_seconds, 0.05) / _FINAL_SECONDS) ** 2
    return costs


def _pauses(syllables: Sequence[Syllable], text: str) -> list[bool]:
    """Whether a comma or the like follows each syllable."""
    words = [word for word in text.split() if any(sign.isalnum() for sign in word)]
    ends = [index for index, s in enumerate(syllables) if s.ends_word]
    pauses = [False] * len(syllables)
    if len(words) == len(ends):
        for index, word in zip(ends, words, strict=True):
            pauses[index] = word[-1] in ",;:.!?…"
    return pauses
