"""Beats out of note onsets: a bar-pointer hidden Markov model over a point process.

A state is a tempo (frames of 20 ms a beat) and a position in the bar; the pointer moves on one frame at a time, and
at a beat it may change to a neighbouring tempo (Whiteley, Cemgil, Godsill, "Bayesian modelling of temporal structure
in musical audio", ISMIR 2006; Krebs, Böck, Widmer, "An efficient state-space model for joint tempo and meter
tracking", ISMIR 2015). What is observed are note onsets, not an onset curve: each slot of the bar is a Bernoulli
trial, so that an onset pays its log odds and every slot that passes without one pays too: that keeps fast grids honest.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from numba import njit

from tutti.listen.voice_meter import INTERVAL_EDGES_BEATS, PROFILES, OnsetProfile

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

FRAMES_PER_SECOND = 50
_ONSET_DEVIATION_SECONDS = 0.028
_STRAY_ONSETS_PER_BEAT = 0.02
_LIKELIEST_SLOT = 0.93
_TEMPO_STEPS = 64
_TEMPO_REACH = 2  # rows a beat
_TEMPO_CHANGE_COST = 2.7  # nats a row


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BarStates:
    """The states of one profile in one band of tempi.

    Attributes:
        profile: the metre.
        beat_frames: frames a beat, of each tempo row.
        row_start: first state of each row, and the number of states.
        onset_log_odds: of an onset in each state.
        passing_cost: of a frame without regard to onsets, in each state.
        strength: of the nearest slot, in each state.
    """

    profile: OnsetProfile
    beat_frames: IntArray
    row_start: IntArray
    onset_log_odds: FloatArray
    passing_cost: FloatArray
    strength: IntArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Onsets:
    """Note onsets on the frames of the model.

    Attributes:
        start_seconds: the time of frame 0.
        frames: the frame of each onset, all different, ascending.
        intervals_frames: to the next onset.
        is_counted: for each frame, whether slots that pass there are missed (1) or nobody sings at all (0).
    """

    start_seconds: float
    frames: IntArray
    intervals_frames: FloatArray
    is_counted: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BarPath:
    """The best path of the pointer.

    Attributes:
        states: what it went through.
        row: tempo row, frame by frame.
        position: frames since the bar line, frame by frame.
        score: log-likelihood in nats.
    """

    states: BarStates
    row: IntArray
    position: IntArray
    score: float

    def beats(self) -> tuple[IntArray, IntArray]:
        """The frames on which beats fall, and which beat of the bar each is."""
        period = self.states.beat_frames[self.row]
        frames = np.flatnonzero(self.position % period == 0)
        frames = frames[frames > 0]
        return frames, self.position[frames] // period[frames]

    def rotated_score(self, onsets: Onsets, beats: int) -> float:
        """The log-likelihood with the bar line moved `beats` beats back."""
        states = self.states
        period = states.beat_frames[self.row]
        state = states.row_start[self.row] + (self.position + beats * period) % (states.profile.beats_per_bar * period)
        at = state[onsets.frames]
        kind = np.searchsorted(INTERVAL_EDGES_BEATS, onsets.intervals_frames / period[onsets.frames])
        gained = states.onset_log_odds[at] + states.profile.interval_log_probability[states.strength[at], kind]
        return float(gained.sum() - (states.passing_cost[state] * onsets.is_counted).sum())


@lru_cache(maxsize=64)
def bar_states(profile_name: str, slowest_bpm: float, fastest_bpm: float) -> BarStates:
    """The states of the profile of that name between two tempi."""
    profile = next(each for each in PROFILES if each.name == profile_name)
    tempi = np.geomspace(fastest_bpm, slowest_bpm, _TEMPO_STEPS)
    periods = np.unique(np.round(FRAMES_PER_SECOND * 60.0 / tempi).astype(np.int64))
    odds, costs, strengths = zip(*[_row(profile, int(period)) for period in periods], strict=True)
    return BarStates(
        profile=profile,
        beat_frames=periods,
        row_start=np.concatenate([[0], np.cumsum(periods * profile.beats_per_bar)]),
        onset_log_odds=np.concatenate(odds),
        passing_cost=np.concatenate(costs),
        strength=np.concatenate(strengths),
    )


def _row(profile: OnsetProfile, period: int) -> tuple[FloatArray, FloatArray, IntArray]:
    beats = np.arange(period * profile.beats_per_bar) / period
    away = np.abs(beats[:, None] - profile.slot_beats)
    away = np.minimum(away, profile.beats_per_bar - away)
    z = away * period / FRAMES_PER_SECOND / _ONSET_DEVIATION_SECONDS
    density = np.exp(-0.5 * z**2) / (_ONSET_DEVIATION_SECONDS * np.sqrt(2.0 * np.pi))
    likely = np.minimum(profile.onset_probability, _LIKELIEST_SLOT)
    stray = _STRAY_ONSETS_PER_BEAT * FRAMES_PER_SECOND / period
    rate = density @ (likely / (1.0 - likely)) + stray
    passing = (density @ -np.log(1.0 - likely) + stray) / FRAMES_PER_SECOND
    return np.log(rate), passing, profile.slot_strength[np.argmin(away, axis=1)]


def follow(onsets: Onsets, states: BarStates) -> BarPath:
    """The best path through the states for these onsets."""
    onset_at = np.full(len(onsets.is_counted), -1)
    onset_at[onsets.frames] = np.arange(len(onsets.frames))
    score, row, position = _viterbi(
        onset_at,
        onsets.intervals_frames,
        onsets.is_counted,
        states.beat_frames,
        states.profile.beats_per_bar,
        states.row_start,
        states.onset_log_odds,
        states.passing_cost,
        states.strength,
        states.profile.interval_log_probability,
        np.array(INTERVAL_EDGES_BEATS),
        -_TEMPO_CHANGE_COST * np.abs(np.arange(-_TEMPO_REACH, _TEMPO_REACH + 1)),
    )
    return BarPath(states=states, row=row, position=position, score=score)


@njit(cache=True)
def _viterbi(  # noqa: PLR0913, PLR0917 - a compiled kernel takes arrays
    onset_at: IntArray,
    intervals: FloatArray,
    is_counted: FloatArray,
    periods: IntArray,
    beats_per_bar: int,
    row_start: IntArray,
    log_odds: FloatArray,
    passing: FloatArray,
    strength: IntArray,
    interval_log: FloatArray,
    interval_edges: FloatArray,
    change: FloatArray,
) -> tuple[float, IntArray, IntArray]:
    frames, rows, states = len(onset_at), len(periods), row_start[-1]
    value, moved = np.empty(states), np.empty(states)
    for row in range(rows):
        value[row_start[row] : row_start[row + 1]] = -np.log(row_start[row + 1] - row_start[row])
    came_from = np.zeros((frames, rows, beats_per_bar), dtype=np.int8)
    for frame in range(frames):
        if frame > 0:
            _advance(value, moved, came_from[frame], periods, beats_per_bar, row_start, change)
            value, moved = moved, value
        onset = onset_at[frame]
        for row in range(rows):
            kind = 0
            if onset >= 0:
                kind = np.searchsorted(interval_edges, intervals[onset] / periods[row])
            for state in range(row_start[row], row_start[row + 1]):
                value[state] -= passing[state] * is_counted[frame]
                if onset >= 0:
                    value[state] += log_odds[state] + interval_log[strength[state], kind]
    best = int(np.argmax(value))
    row_path, position_path = np.empty(frames, dtype=np.int64), np.empty(frames, dtype=np.int64)
    row = int(np.searchsorted(row_start, best, side="right")) - 1
    position = best - row_start[row]
    for frame in range(frames - 1, -1, -1):
        row_path[frame], position_path[frame] = row, position
        if position % periods[row] == 0:
            beat = position // periods[row]
            row += came_from[frame, row, beat]
            position = ((beat - 1) % beats_per_bar + 1) * periods[row] - 1
        else:
            position -= 1
    return value[best], row_path, position_path


@njit(cache=True)
def _advance(
    value: FloatArray,
    moved: FloatArray,
    came_from: npt.NDArray[np.int8],
    periods: IntArray,
    beats_per_bar: int,
    row_start: IntArray,
    change: FloatArray,
) -> None:
    """Move every pointer on by one frame; at a beat it takes the best of the neighbouring tempi."""
    rows, reach = len(periods), len(change) // 2
    for row in range(rows):
        for beat in range(beats_per_bar):
            first = row_start[row] + beat * periods[row]
            last_beat = (beat - 1) % beats_per_bar
            best, best_step = -1e18, 0
            for step in range(max(-reach, -row), min(reach, rows - 1 - row) + 1):
                source = row + step
                arriving = value[row_start[source] + (last_beat + 1) * periods[source] - 1] + change[step + reach]
                if arriving > best:
                    best, best_step = arriving, step
            moved[first] = best
            came_from[row, beat] = best_step
            for state in range(first + 1, first + periods[row]):
                moved[state] = value[state - 1]
