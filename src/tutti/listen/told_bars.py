"""A bar grid that a person corrected: the first downbeat where it was told, at the tempo that was told.

A told downbeat first narrows the grids that are judged to those that have a downbeat there. The grid chosen is then
moved onto it: by a little, only around it, since the rest was heard as well; by more, as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from tutti.base.errors import BriefInvalid
from tutti.listen.hints import Hints
from tutti.music.time import Timeline

FloatArray = npt.NDArray[np.float64]
Candidate = TypeVar("Candidate")

_TEMPO_OBEYED = 0.015  # a mean tempo is no farther from a told one
_AGREES_BEATS = 0.15  # a downbeat so near a told one is the one meant
_NEARLY_BEATS = 0.05
_LOCAL_SECONDS = 0.06  # a grid that lies off by less is right as a whole
_FADE_BEATS = 8.0  # over so many beats a grid comes back to where it was heard


def agreeing(
    candidates: Sequence[Candidate], downbeats_of: Callable[[Candidate], tuple[FloatArray, FloatArray]], hints: Hints
) -> list[Candidate]:
    """The candidates with a downbeat where one was told; if there is none, those that come nearest.

    Args:
        candidates: what is judged.
        downbeats_of: gives the beats of a candidate in seconds, and its downbeats among them.
        hints: what was told.
    """
    told = hints.first_downbeat_seconds
    if told is None or not candidates:
        return list(candidates)
    away = np.array([_away_beats(*downbeats_of(candidate), told) for candidate in candidates])
    limit = max(_AGREES_BEATS, float(away.min()) + _NEARLY_BEATS)
    return [candidate for candidate, distance in zip(candidates, away, strict=True) if distance <= limit]


def _away_beats(beats: FloatArray, downbeats: FloatArray, told_seconds: float) -> float:
    """How many beats a told time lies from the nearest downbeat, also beyond the ends of the beats."""
    if len(beats) < 2 or not len(downbeats):
        return np.inf
    step = float(np.median(np.diff(beats)))
    if len(downbeats) < 2:
        return abs(told_seconds - float(downbeats[0])) / step
    bar = float(np.median(np.diff(downbeats)))
    if told_seconds < downbeats[0]:
        return abs((told_seconds - float(downbeats[0]) + bar / 2) % bar - bar / 2) / step
    if told_seconds > downbeats[-1]:
        return abs((told_seconds - float(downbeats[-1]) + bar / 2) % bar - bar / 2) / step
    return float(np.abs(downbeats - told_seconds).min()) / step


def obeying(timeline: Timeline, hints: Hints, duration_seconds: float) -> Timeline:
    """The grid at the told tempo, its first downbeat where it was told.

    Raises:
        BriefInvalid: the downbeat that was told lies behind the end of the recording.
    """
    told = hints.first_downbeat_seconds
    if told is not None and told >= duration_seconds:
        raise BriefInvalid(
            f"first downbeat is {told:g}; the recording lasts {duration_seconds:.1f} s: give a time within it"
        )
    beats = np.array(timeline.beat_seconds)
    zero = -timeline.first_beat
    if hints.tempo_bpm is not None and abs(timeline.tempo_bpm / hints.tempo_bpm - 1.0) > _TEMPO_OBEYED:
        beats, zero = _steady(beats, zero, 60.0 / hints.tempo_bpm, duration_seconds)
    elif told is None:
        return timeline
    if told is not None:
        beats = _covering(beats, told, told)
        zero = int(np.argmin(np.abs(beats - told)))
        beats = _moved(beats, zero, told)
    first, beats = beats[0], _covering(beats, 0.0, duration_seconds)
    zero += int(np.argmin(np.abs(beats - first)))
    return Timeline(meter=timeline.meter, beat_seconds=tuple(beats.tolist()), first_beat=-zero)


def _steady(beats: FloatArray, zero: int, step: float, duration_seconds: float) -> tuple[FloatArray, int]:
    """Beats of one tempo through the first downbeat that was heard, over the recording."""
    zero = min(max(zero, 0), len(beats) - 1)
    before = int(np.ceil(max(beats[zero], 0.0) / step))
    after = max(1, int(np.ceil((duration_seconds - beats[zero]) / step)))
    return np.asarray(beats[zero] + step * np.arange(-before, after + 1)), before


def _moved(beats: FloatArray, at: int, told_seconds: float) -> FloatArray:
    """The grid with one of its beats at a told time."""
    shift = told_seconds - beats[at]
    if abs(shift) > _LOCAL_SECONDS:
        return np.asarray(beats + shift)
    fading = np.clip(1.0 - np.abs(np.arange(len(beats)) - at) / _FADE_BEATS, 0.0, 1.0)
    return np.asarray(beats + shift * fading)


def _covering(beats: FloatArray, start_seconds: float, end_seconds: float) -> FloatArray:
    """The grid run on at its own pace until it reaches from one time to another."""
    reach = min(int(_FADE_BEATS), len(beats) - 1)
    before, after = (beats[reach] - beats[0]) / reach, (beats[-1] - beats[-1 - reach]) / reach
    lead = max(0, int(np.ceil((beats[0] - start_seconds) / before - 1e-9)))
    tail = max(0, int(np.ceil((end_seconds - beats[-1]) / after - 1e-9)))
    return np.concatenate(
        [beats[0] - before * np.arange(lead, 0, -1), beats, beats[-1] + after * np.arange(1, tail + 1)]
    )
