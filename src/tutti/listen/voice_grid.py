"""From the beats of the bar pointer to a timeline: smoothed, numbered, and grown over the whole recording.

The pointer's beats lie on frames of 20 ms, a singer's onsets scatter by some 20 ms around the beat meant. A local
line through both (time against beat, tricube weights: Cleveland, "Robust locally weighted regression", JASA 74, 1979)
takes both errors out and keeps drift. Beat 0 is the downbeat the first phrase leads to: a pickup has negative beats.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tutti.listen.voice_candidates import GridCandidate
from tutti.music.note import HeardNote
from tutti.music.time import Meter, Timeline

FloatArray = npt.NDArray[np.float64]

_REACH_BEATS = 6.0  # of the local line, to each side
_POINTER_WEIGHT = 0.3  # of a beat of the pointer against an onset
_ON_SLOT_BEATS = 0.13  # onsets farther from their slot are ornaments
_UNBENT_SECONDS = 0.025  # a grid that would be moved by less is steady
_EDGE_BEATS = 8  # the tempo beyond the sung part is the mean of so many beats
_LONGEST_OFFBEAT_START = 0.5  # of a bar: a first note later than this is a pickup


def smooth_beats(candidate: GridCandidate, notes: Sequence[HeardNote]) -> FloatArray:
    """The beats of a candidate, drawn through the onsets of the notes; a steady grid is kept where it fits them."""
    beats = candidate.beat_seconds
    index = np.arange(len(beats), dtype=np.float64)
    starts = np.array([note.start_seconds for note in notes])
    inside = starts[(starts >= beats[0]) & (starts <= beats[-1])]
    position = np.interp(inside, beats, index)
    snapped = _nearest_slot(position, candidate)
    on_slot = np.abs(position - snapped) < _ON_SLOT_BEATS
    x = np.concatenate([index, snapped[on_slot]])
    y = np.concatenate([beats, inside[on_slot]])
    trust = np.concatenate([np.full(len(beats), _POINTER_WEIGHT), np.ones(int(on_slot.sum()))])
    smooth = _local_line(x, y, trust, index)
    if candidate.is_steady and np.max(np.abs(smooth - beats)) < _UNBENT_SECONDS:
        return beats
    return smooth if np.all(np.diff(smooth) > 0.0) else beats


def _nearest_slot(position: FloatArray, candidate: GridCandidate) -> FloatArray:
    """The slot of the metre nearest to each position (in beats of the grid)."""
    profile = candidate.profile
    slots = np.concatenate([profile.slot_beats, [profile.beats_per_bar]])
    bar = np.floor((position + candidate.bar_beat) / profile.beats_per_bar) * profile.beats_per_bar
    inside = position + candidate.bar_beat - bar
    nearest = slots[np.argmin(np.abs(inside[:, None] - slots), axis=1)]
    return np.asarray(nearest + bar - candidate.bar_beat)


def _local_line(x: FloatArray, y: FloatArray, trust: FloatArray, at: FloatArray) -> FloatArray:
    """The value at each point of the weighted least-squares line through its neighbourhood."""
    away = x[None, :] - at[:, None]
    weight = trust * np.clip(1.0 - np.abs(away / _REACH_BEATS) ** 3, 0.0, None) ** 3
    total = weight.sum(axis=1)
    mean_x = (weight * away).sum(axis=1) / total
    mean_y = weight @ y / total
    centred = away - mean_x[:, None]
    slope = (weight * centred * (y - mean_y[:, None])).sum(axis=1) / (weight * centred**2).sum(axis=1)
    return np.asarray(mean_y - slope * mean_x)


def timeline_of(
    candidate: GridCandidate, notes: Sequence[HeardNote], duration_seconds: float, told_bpm: float | None = None
) -> Timeline:
    """The timeline of a candidate over a whole recording; at a told tempo a steady grid stays as it is."""
    beats = candidate.beat_seconds if candidate.is_steady and told_bpm else smooth_beats(candidate, notes)
    return numbered(
        candidate.profile.meter, beats, candidate.bar_beat, notes[0].start_seconds, duration_seconds, told_bpm
    )


def steady_timeline(meter: Meter, tempo_bpm: float, first_note_seconds: float, duration_seconds: float) -> Timeline:
    """A grid of constant tempo whose bar starts with the first note, for want of a heard one."""
    beats = first_note_seconds + 60.0 / tempo_bpm * np.arange(2, dtype=np.float64)
    return numbered(meter, beats, 0, first_note_seconds, duration_seconds)


def numbered(
    meter: Meter,
    beats: FloatArray,
    bar_beat: int,
    first_note_seconds: float,
    duration_seconds: float,
    told_bpm: float | None = None,
) -> Timeline:
    """Grow beats over a recording and number them so that beat 0 is the downbeat of the first phrase.

    Args:
        meter: the time signature.
        beats: at least two, in seconds, ascending.
        bar_beat: which beat of its bar the first is.
        first_note_seconds: where the first phrase starts.
        duration_seconds: of the recording.
        told_bpm: the tempo beyond the sung part; None where it goes on as it was.
    """
    edge = min(_EDGE_BEATS, len(beats) - 1)
    step_before = 60.0 / told_bpm if told_bpm else float(beats[edge] - beats[0]) / edge
    step_after = 60.0 / told_bpm if told_bpm else float(beats[-1] - beats[-1 - edge]) / edge
    added = max(0, int(np.ceil(beats[0] / step_before - 1e-9)))
    lacking = max(0, int(np.ceil((duration_seconds - beats[-1]) / step_after - 1e-9)))
    before = beats[0] - step_before * np.arange(added, 0, -1)
    after = beats[-1] + step_after * np.arange(1, lacking + 1)
    grid = np.concatenate([before, beats, after])
    bar_beat = (bar_beat - added) % meter.beats_per_bar
    position = float(np.interp(first_note_seconds, grid, np.arange(len(grid)))) + bar_beat
    bar = np.floor(position / meter.beats_per_bar + 0.5 / meter.beats_per_bar / 2)
    if position / meter.beats_per_bar - bar > _LONGEST_OFFBEAT_START:
        bar += 1
    zero = max(int(bar) * meter.beats_per_bar - bar_beat, 0)
    return Timeline(meter=meter, beat_seconds=tuple(grid.tolist()), first_beat=-zero)
