"""The faders of the band ride with the form: down in calm sections, up in full ones, as a mixing engineer's would."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tutti.music.form import Section
from tutti.music.time import Timeline

DB_PER_ENERGY = 12.0
LEAST_DB, MOST_DB = -5.0, 3.0
RAMP_SECONDS = 0.35  # a fader takes so long, and arrives with the section


def ride_gain(
    sections: Sequence[Section], timeline: Timeline, frames: int, sample_rate_hz: int
) -> npt.NDArray[np.float32]:
    """The gain curve of the band, shaped (frames,): 1 on average over the form."""
    beats = np.array([section.end_beats - section.start_beats for section in sections])
    energies = np.array([section.energy for section in sections])
    usual = float(np.sum(energies * beats) / np.sum(beats))
    gains_db = np.clip(DB_PER_ENERGY * (energies - usual), LEAST_DB, MOST_DB)
    corners_seconds, corners_db = [0.0], [float(gains_db[0])]
    for section, before_db, gain_db in zip(sections[1:], gains_db, gains_db[1:], strict=False):
        start = max(timeline.seconds_at(section.start_beats), corners_seconds[-1] + RAMP_SECONDS)
        corners_seconds += [start - RAMP_SECONDS, start]
        corners_db += [float(before_db), float(gain_db)]
    step = max(1, round(0.01 * sample_rate_hz))
    at = np.arange(0, frames + step, step)
    curve = 10.0 ** (np.interp(at / sample_rate_hz, corners_seconds, corners_db) / 20.0)
    return np.interp(np.arange(frames), at, curve).astype(np.float32)
