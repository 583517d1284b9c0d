"""From tracked beats to the beat grid of a Listening: bias off, jitter smoothed, run on to both ends of the recording.

The tracker's frames are 20 ms apart and its beats late by a constant; a local linear regression over nine beats brings
jitter from 11 ms to 6 ms (measured on synthetic bands) without bending real changes of tempo.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tutti.music.time import Meter, Timeline

FloatArray = npt.NDArray[np.float64]

BIAS_SECONDS = 0.011  # mean lateness of the tracker, measured on development bands of four kinds
REACH_BEATS = 4  # beats each side in the regression
LEAST_STEP_SECONDS = 0.15  # beats are never closer than at 400 a minute
EDGE_BEATS = 8  # beats the tempo at an end is taken from
FALLBACK_BPM = 100.0


def smoothed(beat_seconds: FloatArray) -> FloatArray:
    """Each beat moved onto the line through its neighbours."""
    count = len(beat_seconds)
    if count < 3:
        return beat_seconds
    result = np.empty(count)
    for index in range(count):
        low, high = max(0, index - REACH_BEATS), min(count, index + REACH_BEATS + 1)
        steps = np.arange(low, high) - index
        mean = steps.mean()
        near = beat_seconds[low:high]
        slope = ((steps - mean) @ (near - near.mean())) / np.square(steps - mean).sum()
        result[index] = near.mean() - slope * mean
    return result


def timeline(
    beat_seconds: FloatArray, *, meter: Meter, downbeat: int, sound_starts_seconds: float, duration_seconds: float
) -> Timeline:
    """The grid over a whole recording.

    Args:
        beat_seconds: tracked beats, ascending, at least two, bias still in.
        meter: the time signature.
        downbeat: index of any beat that is a downbeat.
        sound_starts_seconds: when the first sound is heard; beat 0 is the first downbeat from there on.
        duration_seconds: of the recording; the grid reaches from its start to its end.
    """
    heard = smoothed(beat_seconds - BIAS_SECONDS)
    heard = np.maximum.accumulate(heard + np.arange(len(heard)) * -1e-6) + np.arange(len(heard)) * 1e-6
    before, after = _end_steps(heard)
    lead = max(0, int(np.ceil(heard[0] / before - 1e-9)))
    tail = max(0, int(np.ceil((duration_seconds - heard[-1]) / after - 1e-9)))
    grid = np.concatenate(
        [heard[0] - before * np.arange(lead, 0, -1), heard, heard[-1] + after * np.arange(1, tail + 1)]
    )
    bar = meter.beats_per_bar
    phase = (downbeat + lead) % bar
    started = int(np.searchsorted(grid, sound_starts_seconds - 0.5 * before))
    zero = started + (phase - started) % bar
    if zero >= len(grid):
        zero = phase
    return Timeline(meter=meter, beat_seconds=tuple(float(beat) for beat in grid), first_beat=-zero)


def steady_timeline(
    *, meter: Meter, tempo_bpm: float, sound_starts_seconds: float, duration_seconds: float
) -> Timeline:
    """A grid of one tempo where no beat can be made out; its first downbeat is the first sound."""
    step = 60.0 / tempo_bpm
    start = min(sound_starts_seconds, duration_seconds)
    count = 2 + int(np.ceil(max(duration_seconds - start, 0.0) / step))
    beats = start + step * np.arange(count, dtype=np.float64)
    return timeline(
        beats + BIAS_SECONDS,
        meter=meter,
        downbeat=0,
        sound_starts_seconds=start,
        duration_seconds=duration_seconds,
    )


def _end_steps(beats: FloatArray) -> tuple[float, float]:
    """Beat lengths at the start and at the end of the grid."""
    reach = min(EDGE_BEATS, len(beats) - 1)
    before = (beats[reach] - beats[0]) / reach
    after = (beats[-1] - beats[-1 - reach]) / reach
    return max(before, LEAST_STEP_SECONDS), max(after, LEAST_STEP_SECONDS)
