"""Beat grids a recording may have: the paths of the bar pointer, their off-beats, and steady grids beside them.

A path may sit on the off-beat, where accents are, or slip by half a beat where the music is thin. So each is also
tried half a beat later, and where it changed its tempo a grid of one tempo is laid beside it: the period and phase
that collect most of what the pattern's beats look for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.ndimage import uniform_filter1d

from tutti.listen.bar_patterns import BarPattern
from tutti.listen.bar_pointer import PLACE_HALF_WIDTH_FRAMES, BarPath

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

STEADY_REACH = 0.015  # how far a steady period may lie from the path's, as a share
SAME_FRAMES = 3.0  # grids whose beats lie nearer are one
SAME_SHARE = 0.97
LEAST_BEATS = 6
CENTRE_FRAMES = 3  # how far around a beat its pulse is looked at


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BarGrid:
    """Beats with their places in the bar.

    Attributes:
        pattern: the bar pattern.
        beat_frames: where each beat is.
        bar_positions: the beat of the bar each is, before any rotation.
        moves: tempi moved a beat.
        origin: 0 a path, 1 its off-beats, 2 steady, 3 the off-beats of a steady one.
    """

    pattern: BarPattern
    beat_frames: FloatArray
    bar_positions: IntArray
    moves: float
    origin: int


def grids(path: BarPath, scores: FloatArray) -> Iterator[BarGrid]:
    """A path and what lies beside it; `scores` are those of each place of its pattern, a row a frame."""
    own = BarGrid(
        pattern=path.pattern,
        beat_frames=path.beat_frames.astype(np.float64),
        bar_positions=path.bar_positions,
        moves=path.moves,
        origin=0,
    )
    if len(own.beat_frames) < LEAST_BEATS:
        return
    if path.moves == 0:  # whole frames a bar; the music's own tempo lies between
        own = replace(own, beat_frames=_on_the_line(own.beat_frames, _pulse(own, scores)))
    yield own
    yield _off_beats(own)
    if path.moves > 0:
        steady = _steady(own, scores)
        if steady is not None:
            yield steady
            yield _off_beats(steady)


def fit(grid: BarGrid, rotation: int, scores: FloatArray) -> float:
    """Mean score a frame of a grid whose bars start `rotation` beats later."""
    division, bar = grid.pattern.division, len(grid.pattern.beats)
    starts, lengths = grid.beat_frames[:-1], np.diff(grid.beat_frames)
    centres = starts[:, None] + lengths[:, None] * np.arange(division) / division
    rows = 1 + ((grid.bar_positions[:-1] - rotation) % bar)[:, None] * division + np.arange(division)
    frames = np.floor(centres).astype(np.int64)[..., None] + np.arange(-1, 3)
    inside = (np.abs(frames - centres[..., None]) <= PLACE_HALF_WIDTH_FRAMES) & (frames >= 0) & (frames < len(scores))
    frames = np.clip(frames, 0, len(scores) - 1)
    gains = scores[frames, rows[..., None]] - scores[frames, 0]
    return float((scores[:, 0].sum() + gains[inside].sum()) / len(scores))


def _off_beats(grid: BarGrid) -> BarGrid:
    """The grid of its off-beats."""
    beats = grid.beat_frames
    middles = 0.5 * (beats[:-1] + beats[1:])
    before = beats[0] - 0.5 * (beats[1] - beats[0])
    positions = grid.bar_positions
    if before >= 0:
        middles = np.append(before, middles)
        positions = np.append((positions[0] - 1) % len(grid.pattern.beats), positions)
    return BarGrid(
        pattern=grid.pattern,
        beat_frames=middles,
        bar_positions=positions[: len(middles)],
        moves=grid.moves,
        origin=grid.origin + 1,
    )


def _steady(grid: BarGrid, scores: FloatArray) -> BarGrid | None:
    """The best grid of one tempo near that of a path; None where it is the same."""
    pulse = _pulse(grid, scores)
    last = len(pulse)
    usual = usual_period(grid.beat_frames)
    count = int(last / usual)
    periods = np.arange(usual * (1 - STEADY_REACH), usual * (1 + STEADY_REACH), 1.0 / count)
    best, chosen = -np.inf, (usual, 0)
    for period in periods:
        beats = np.arange(int((last - 1) / period)) * period
        frames = np.round(beats[:, None] + np.arange(np.ceil(period))).astype(np.int64)
        gains = pulse[np.minimum(frames, last - 1)].mean(axis=0)
        if gains.max() > best:
            best, chosen = float(gains.max()), (float(period), int(gains.argmax()))
    period, phase = chosen
    beats = _on_the_line(np.arange(phase, last - 0.5 * period, period), pulse)
    nearest = np.abs(beats[:, None] - grid.beat_frames).min(axis=1)
    if len(beats) < LEAST_BEATS or np.mean(nearest <= SAME_FRAMES) > SAME_SHARE:
        return None
    positions = np.arange(len(beats), dtype=np.int64) % len(grid.pattern.beats)
    return BarGrid(pattern=grid.pattern, beat_frames=beats, bar_positions=positions, moves=0.0, origin=2)


def _pulse(grid: BarGrid, scores: FloatArray) -> FloatArray:
    """How strongly each frame speaks for a beat of the pattern."""
    rows = 1 + grid.pattern.division * np.arange(len(grid.pattern.beats))
    return np.asarray(uniform_filter1d(scores[:, rows].mean(axis=1) - scores[:, 0], 3), dtype=np.float64)


def _on_the_line(beats: FloatArray, pulse: FloatArray) -> FloatArray:
    """Steady beats moved onto the line through the centres of the pulse around each, finer than a frame."""
    if len(beats) < LEAST_BEATS:
        return beats
    offsets = np.arange(-CENTRE_FRAMES, CENTRE_FRAMES + 1)
    frames = np.clip(np.round(beats).astype(np.int64)[:, None] + offsets, 0, len(pulse) - 1)
    gains = np.maximum(pulse[frames], 0.0)
    weights = gains.sum(axis=1)
    if np.count_nonzero(weights) < LEAST_BEATS:
        return beats
    centres = np.round(beats) + (gains @ offsets) / np.maximum(weights, 1e-9)
    steps = np.arange(len(beats), dtype=np.float64)
    slope, start = np.polyfit(steps, centres, 1, w=np.sqrt(weights))
    return np.asarray(start + slope * steps, dtype=np.float64)


def usual_period(beat_frames: FloatArray) -> float:
    """The usual beat in frames, finer than a frame."""
    intervals = np.diff(beat_frames)
    median = float(np.median(intervals))
    return float(np.mean(intervals[np.abs(intervals - median) <= 2.0]))
