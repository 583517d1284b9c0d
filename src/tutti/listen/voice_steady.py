"""Grids of one steady tempo: what a melody fits that was recorded to a click.

All tempi of a range, some ten thousandths apart, and all phases of the beat are tried on the whole piece under the
onset model of the metre (voice_meter), its bar folded onto one beat: a comb, as in Scheirer, "Tempo and beat analysis
of acoustic musical signals", JASA 103, 1998, but over onsets. The best few are drawn through the onsets by least
squares. A steady grid has no tempo to change and no frames to round to, so its score is exact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

from tutti.listen.voice_bar_pointer import FRAMES_PER_SECOND, Onsets
from tutti.listen.voice_meter import INTERVAL_EDGES_BEATS, OnsetProfile

FloatArray = npt.NDArray[np.float64]

_PHASES = 64  # of a beat
_DRIFT_SECONDS = 0.04  # neighbouring tempi part by so much over the piece
_FINEST_STEP = 4e-4
_TABLE_RATIO = 1.02  # tempi so near share one table
_APART = 1.03  # tempi nearer than this are one
_PHASE_APART = 0.2  # beats
_ON_SLOT_BEATS = 0.13  # onsets farther from their slot do not draw the grid
_FITS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SteadyGrid:
    """Beats of one tempo.

    Attributes:
        first_seconds: one of its beats.
        period_seconds: of a beat.
    """

    first_seconds: float
    period_seconds: float

    def beats(self, start_seconds: float, end_seconds: float) -> FloatArray:
        """The beats from one time to another."""
        first = np.ceil((start_seconds - self.first_seconds) / self.period_seconds - 1e-9)
        last = np.floor((end_seconds - self.first_seconds) / self.period_seconds + 1e-9)
        return np.asarray(self.first_seconds + self.period_seconds * np.arange(first, last + 1.0))


def steady_grids(
    onsets: Onsets, profile: OnsetProfile, slowest_bpm: float, fastest_bpm: float, most: int
) -> list[SteadyGrid]:
    """The likeliest steady grids between two tempi, the best first; one tempo alone where both are equal."""
    step = max(_FINEST_STEP, _DRIFT_SECONDS / float(onsets.seconds[-1] - onsets.seconds[0] + 1.0))
    count = 1 + int(np.ceil(np.log(fastest_bpm / slowest_bpm) / step))
    periods = 60.0 / np.geomspace(fastest_bpm, slowest_bpm, count)
    scores = _comb(onsets, profile, periods)
    grids: list[SteadyGrid] = []
    while len(grids) < most and np.isfinite(scores).any():
        row, phase = np.unravel_index(int(np.argmax(scores)), scores.shape)
        first_seconds = onsets.start_seconds + phase / _PHASES * float(periods[row])
        found = SteadyGrid(first_seconds=first_seconds, period_seconds=float(periods[row]))
        grids.append(_through_onsets(found, onsets, profile, is_told=count == 1))
        is_near = np.abs(np.log(periods / periods[row])) < np.log(_APART)
        away = np.abs((np.arange(_PHASES) - phase + _PHASES / 2) % _PHASES - _PHASES / 2) / _PHASES
        # The likeliest tempo is tried once more off that beat.
        shadowed = away < _PHASE_APART if len(grids) == 1 or count == 1 else away >= 0.0
        scores[np.ix_(is_near, shadowed)] = -np.inf
    return grids


def _comb(onsets: Onsets, profile: OnsetProfile, periods: FloatArray) -> FloatArray:
    """The log-likelihood of each period and phase, shaped (periods, _PHASES)."""
    sung_seconds = float(onsets.is_counted.sum()) / FRAMES_PER_SECOND
    since = onsets.seconds - onsets.start_seconds
    intervals = onsets.intervals_frames / FRAMES_PER_SECOND
    scores = np.empty((len(periods), _PHASES))
    first = 0
    while first < len(periods):
        behind = int(np.searchsorted(periods, periods[first] * _TABLE_RATIO, side="right"))
        some = periods[first:behind]
        table, passing = _folded(profile, float(some.mean()))
        kinds = np.searchsorted(INTERVAL_EDGES_BEATS, intervals / some.mean())
        scores[first:behind] = _fold(since, table[kinds], some) - passing * sung_seconds
        first = behind
    return scores


def _folded(profile: OnsetProfile, period_seconds: float) -> tuple[FloatArray, float]:
    """What an onset of each class of interval gains at each phase of the beat, and what passing costs a second."""
    slots = profile.slots(np.arange(_PHASES * profile.beats_per_bar) / _PHASES, period_seconds)
    gained = slots.onset_log_odds[:, None] + profile.interval_log_probability[slots.strength]
    by_beat = gained.reshape(profile.beats_per_bar, _PHASES, -1)
    return np.ascontiguousarray(by_beat.mean(axis=0).T), float(slots.passing_rate.mean())


@njit(cache=True)
def _fold(seconds: FloatArray, tables: FloatArray, periods: FloatArray) -> FloatArray:
    """Sum the table of each onset over all phases of the first beat, for each period."""
    phases = tables.shape[1]
    scores = np.zeros((len(periods), phases))
    for row in range(len(periods)):
        for onset in range(len(seconds)):
            place = int(np.floor(seconds[onset] / periods[row] * phases + 0.5)) % phases
            # A beat at phase p puts the onset at (place - p).
            for phase in range(place + 1):
                scores[row, phase] += tables[onset, place - phase]
            for phase in range(place + 1, phases):
                scores[row, phase] += tables[onset, place - phase + phases]
    return scores


def _through_onsets(grid: SteadyGrid, onsets: Onsets, profile: OnsetProfile, *, is_told: bool) -> SteadyGrid:
    """The grid drawn through the onsets near its slots by least squares; a told tempo is kept."""
    slots = np.unique(np.round(np.append(profile.slot_beats % 1.0, 1.0), 6))
    for _ in range(_FITS):
        position = (onsets.seconds - grid.first_seconds) / grid.period_seconds
        whole = np.floor(position)
        nearest = slots[np.argmin(np.abs(position[:, None] - whole[:, None] - slots), axis=1)] + whole
        chosen = np.abs(position - nearest) < min(_ON_SLOT_BEATS, float(np.diff(slots).min()) / 2)
        if chosen.sum() < 3 or np.ptp(nearest[chosen]) < 1.0:
            return grid
        period, first = np.polyfit(nearest[chosen], onsets.seconds[chosen], 1)
        if is_told:
            period = grid.period_seconds
            first = float(np.mean(onsets.seconds[chosen] - period * nearest[chosen]))
        grid = SteadyGrid(first_seconds=float(first), period_seconds=float(period))
    return grid


def steady_score(onsets: Onsets, profile: OnsetProfile, grid: SteadyGrid, bar_beat: int) -> float:
    """The log-likelihood of a steady grid whose `first_seconds` is this beat of its bar."""
    places = _PHASES * profile.beats_per_bar
    slots = profile.slots(np.arange(places) / _PHASES, grid.period_seconds)

    def place_of(seconds: FloatArray) -> npt.NDArray[np.int64]:
        beats = (seconds - grid.first_seconds) / grid.period_seconds + bar_beat
        return np.round(beats * _PHASES).astype(np.int64) % places

    at = place_of(onsets.seconds)
    kinds = np.searchsorted(INTERVAL_EDGES_BEATS, onsets.intervals_frames / FRAMES_PER_SECOND / grid.period_seconds)
    gained = slots.onset_log_odds[at] + profile.interval_log_probability[slots.strength[at], kinds]
    frames = onsets.start_seconds + np.arange(len(onsets.is_counted)) / FRAMES_PER_SECOND
    passed = slots.passing_rate[place_of(frames)] * onsets.is_counted / FRAMES_PER_SECOND
    start = np.log(profile.beats_per_bar * grid.period_seconds * FRAMES_PER_SECOND)
    return float(gained.sum() - passed.sum() - start)
