"""The grid a listener makes of a band whose beats he hears right: what chords and keys are fitted on."""

from __future__ import annotations

import numpy as np

from bench.truth.band import BandCase
from tutti.listen.beat_grid import BIAS_SECONDS, timeline
from tutti.music.time import Timeline


def true_grid(case: BandCase, duration_seconds: float) -> Timeline:
    """The true beats, their bars counted from the first downbeat that is heard."""
    beats, downbeats = case.beats_seconds, case.downbeats_seconds
    return timeline(
        beats + BIAS_SECONDS,
        meter=case.song.meter,
        downbeat=int(np.argmin(np.abs(beats - downbeats[0]))),
        sound_starts_seconds=max(float(beats[0]), 0.0),
        duration_seconds=duration_seconds,
    )
