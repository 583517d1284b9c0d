"""Beats out of note onsets: a bar-pointer hidden Markov model over a point process.

A state is a tempo and a position in the bar; the pointer moves on one frame at a time, and at a beat it may change to
a neighbouring tempo (Whiteley, Cemgil, Godsill, "Bayesian modelling of temporal structure in musical audio", ISMIR
2006; Krebs, Böck, Widmer, "An efficient state-space model for joint tempo and meter tracking", ISMIR 2015). Whole bars
last whole frames, beats need not: tempi lie about 1 % apart where whole beats would put them 5 % apart. What is
observed are note onsets, not an onset curve: each slot of the bar is a Bernoulli trial (see voice_meter).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from numba import njit

from tutti.listen.voice_meter import INTERVAL_EDGES_BEATS, OnsetProfile

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

FRAMES_PER_SECOND = 50
_TEMPO_STEPS = 64
_TEMPO_REACH = 4  # rows a beat
_TEMPO_CHANGE_COST = 100.0  # nats by which the tempo would change e-fold: 1 % costs one nat


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BarStates:
    """The states of one profile in one band of tempi.

    Attributes:
        profile: the metre.
        beat_starts: shaped (tempo rows, beats + 1), first frame of each beat, and frames a bar.
        row_start: first state of each row, and the number of states.
        onset_log_odds: of an onset in each state.
        passing_cost: of a frame without regard to onsets, in each state.
        strength: of the nearest slot, in each state.
    """

    profile: OnsetProfile
    beat_starts: IntArray
    row_start: IntArray
    onset_log_odds: FloatArray
    passing_cost: FloatArray
    strength: IntArray

    @property
    def beat_frames(self) -> FloatArray:
        """Frames a beat, of each tempo row."""
        return np.asarray(self.beat_starts[:, -1] / self.profile.beats_per_bar)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Onsets:
    """Note onsets, and on which frames of the model they lie.

    Attributes:
        start_seconds: the time of frame 0.
        seconds: when each note starts.
        frames: the frame of each onset, all different, ascending.
        intervals_frames: to the next onset.
        is_counted: for each frame, whether slots that pass there are missed (1) or nobody sings at all (0).
    """

    start_seconds: float
    seconds: FloatArray
    frames: IntArray
    intervals_frames: FloatArray
    is_counted: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BarPath:
    """The best path of the pointer.

    Attributes:
        states: what it went through.
        row: tempo row, frame by frame.
        beat: of the bar, frame by frame.
        place: frames since the beat, frame by frame.
        score: log-likelihood in nats.
    """

    states: BarStates
    row: IntArray
    beat: IntArray
    place: IntArray
    score: float

    def beats(self) -> tuple[IntArray, IntArray]:
        """The frames on which beats fall, and which beat of the bar each is."""
        frames = np.flatnonzero(self.place == 0)
        frames = frames[frames > 0]
        return frames, self.beat[frames]

    def rotated_score(self, onsets: Onsets, beats: int) -> float:
        """The log-likelihood with the bar line moved `beats` beats back, but for what the tempo changes cost."""
        states = self.states
        beat = (self.beat + beats) % states.profile.beats_per_bar
        starts, ends = states.beat_starts[self.row, beat], states.beat_starts[self.row, beat + 1]
        state = states.row_start[self.row] + np.minimum(starts + self.place, ends - 1)
        at = state[onsets.frames]
        period = states.beat_frames[self.row[onsets.frames]]
        kind = np.searchsorted(INTERVAL_EDGES_BEATS, onsets.intervals_frames / period)
        gained = states.onset_log_odds[at] + states.profile.interval_log_probability[states.strength[at], kind]
        return float(gained.sum() - (states.passing_cost[state] * onsets.is_counted).sum())


@lru_cache(maxsize=64)
def bar_states(profile: OnsetProfile, slowest_bpm: float, fastest_bpm: float) -> BarStates:
    """The states of a profile between two tempi."""
    beats_per_bar = profile.beats_per_bar
    tempi = np.geomspace(fastest_bpm, slowest_bpm, _TEMPO_STEPS)
    bars = np.unique(np.round(FRAMES_PER_SECOND * 60.0 / tempi * beats_per_bar).astype(np.int64))
    odds, passing, strengths = [], [], []
    for bar in bars:
        period_seconds = float(bar) / beats_per_bar / FRAMES_PER_SECOND
        slots = profile.slots(np.arange(bar) * beats_per_bar / bar, period_seconds)
        odds.append(slots.onset_log_odds)
        passing.append(slots.passing_rate / FRAMES_PER_SECOND)
        strengths.append(slots.strength)
    return BarStates(
        profile=profile,
        beat_starts=np.round(bars[:, None] * np.arange(beats_per_bar + 1) / beats_per_bar).astype(np.int64),
        row_start=np.concatenate([[0], np.cumsum(bars)]),
        onset_log_odds=np.concatenate(odds),
        passing_cost=np.concatenate(passing),
        strength=np.concatenate(strengths),
    )


def follow(onsets: Onsets, states: BarStates) -> BarPath:
    """The best path through the states for these onsets."""
    onset_at = np.full(len(onsets.is_counted), -1)
    onset_at[onsets.frames] = np.arange(len(onsets.frames))
    score, row, beat, place = _viterbi(
        onset_at,
        onsets.intervals_frames,
        onsets.is_counted,
        states.beat_starts,
        states.row_start,
        states.onset_log_odds,
        states.passing_cost,
        states.strength,
        states.profile.interval_log_probability,
        np.array(INTERVAL_EDGES_BEATS),
        _change_costs(states.beat_frames),
    )
    return BarPath(states=states, row=row, beat=beat, place=place, score=score)


def _change_costs(beat_frames: FloatArray) -> FloatArray:
    """What it costs to come to each row from each of its neighbours, shaped (rows, 2 * reach + 1); infinite outside."""
    rows = len(beat_frames)
    source = np.arange(rows)[:, None] + np.arange(-_TEMPO_REACH, _TEMPO_REACH + 1)
    is_inside = (source >= 0) & (source < rows)
    step = np.log(beat_frames[np.clip(source, 0, rows - 1)] / beat_frames[:, None])
    return np.where(is_inside, _TEMPO_CHANGE_COST * np.abs(step), np.inf)


@njit(cache=True)
def _viterbi(  # noqa: PLR0913, PLR0917 - a compiled kernel takes arrays
    onset_at: IntArray,
    intervals: FloatArray,
    is_counted: FloatArray,
    beat_starts: IntArray,
    row_start: IntArray,
    log_odds: FloatArray,
    passing: FloatArray,
    strength: IntArray,
    interval_log: FloatArray,
    interval_edges: FloatArray,
    change: FloatArray,
) -> tuple[float, IntArray, IntArray, IntArray]:
    frames, rows, states = len(onset_at), len(beat_starts), row_start[-1]
    beats_per_bar = beat_starts.shape[1] - 1
    value, moved = np.empty(states), np.empty(states)
    for row in range(rows):
        value[row_start[row] : row_start[row + 1]] = -np.log(row_start[row + 1] - row_start[row])
    came_from = np.zeros((frames, rows, beats_per_bar), dtype=np.int8)
    for frame in range(frames):
        if frame > 0:
            _advance(value, moved, came_from[frame], beat_starts, row_start, change)
            value, moved = moved, value
        if is_counted[frame] > 0.0:
            value -= passing * is_counted[frame]
        onset = onset_at[frame]
        if onset < 0:
            continue
        for row in range(rows):
            period = beat_starts[row, beats_per_bar] / beats_per_bar
            kind = np.searchsorted(interval_edges, intervals[onset] / period)
            for state in range(row_start[row], row_start[row + 1]):
                value[state] += log_odds[state] + interval_log[strength[state], kind]
    best = int(np.argmax(value))
    row_path, beat_path, place_path = np.empty(frames, np.int64), np.empty(frames, np.int64), np.empty(frames, np.int64)
    row = int(np.searchsorted(row_start, best, side="right")) - 1
    position = best - row_start[row]
    beat = int(np.searchsorted(beat_starts[row], position, side="right")) - 1
    place = position - beat_starts[row, beat]
    for frame in range(frames - 1, -1, -1):
        row_path[frame], beat_path[frame], place_path[frame] = row, beat, place
        place -= 1
        if place < 0:
            row += came_from[frame, row, beat]
            beat = (beat - 1) % beats_per_bar
            place = beat_starts[row, beat + 1] - beat_starts[row, beat] - 1
    return value[best], row_path, beat_path, place_path


@njit(cache=True)
def _advance(
    value: FloatArray,
    moved: FloatArray,
    came_from: npt.NDArray[np.int8],
    beat_starts: IntArray,
    row_start: IntArray,
    change: FloatArray,
) -> None:
    """Move every pointer on by one frame; at a beat it takes the best of the neighbouring tempi."""
    rows, beats_per_bar, reach = len(beat_starts), beat_starts.shape[1] - 1, change.shape[1] // 2
    moved[1:] = value[:-1]
    for row in range(rows):
        for beat in range(beats_per_bar):
            last_beat = (beat - 1) % beats_per_bar
            best, best_step = -1e18, 0
            for step in range(max(-reach, -row), min(reach, rows - 1 - row) + 1):
                source = row + step
                arriving = value[row_start[source] + beat_starts[source, last_beat + 1] - 1] - change[row, step + reach]
                if arriving > best:
                    best, best_step = arriving, step
            moved[row_start[row] + beat_starts[row, beat]] = best
            came_from[row, beat] = best_step
