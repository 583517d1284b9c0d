"""How loud each beat of a recording is."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from tutti.music.time import Timeline
from tutti.sound.audio import Samples

SILENCE_DB = -120.0


def beat_levels_db(mono: Samples, sample_rate_hz: int, timeline: Timeline) -> tuple[float, ...]:
    """The RMS level of each beat of a grid, dB relative to full scale; silent outside of the recording.

    Args:
        mono: samples shaped (frames,).
        sample_rate_hz: of the samples.
        timeline: the grid; one level a beat interval.
    """
    edges = np.clip(np.round(np.array(timeline.beat_seconds) * sample_rate_hz), 0, len(mono)).astype(np.int64)
    # A beat at a time: a running sum of the whole recording would take eight bytes a sample.
    power = [_power(mono[start:end]) for start, end in pairwise(edges)]
    return tuple((10.0 * np.log10(np.maximum(power, 10.0 ** (SILENCE_DB / 10.0)))).tolist())


def _power(samples: Samples) -> float:
    """Mean square of the samples of a beat, 0 where there are none."""
    return float(np.square(samples, dtype=np.float64).mean()) if samples.size else 0.0
