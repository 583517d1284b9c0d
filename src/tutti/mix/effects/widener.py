"""Width that a mono loudspeaker does not hear: a delayed copy that is added to one side and taken from the other."""

from __future__ import annotations

import numpy as np

from tutti.mix.effects.equaliser import Band, Shape, equalise
from tutti.sound.audio import Samples

DELAY_SECONDS = 0.0127
_NO_LOWS = (Band(shape=Shape.LOW_CUT, frequency_hz=240.0),)  # lows stay in the middle


def widen(samples: Samples, share: float, sample_rate_hz: int) -> None:
    """Add a side signal, in place; the sum of both channels is what it was."""
    delay = round(DELAY_SECONDS * sample_rate_hz)
    side = np.zeros((1, samples.shape[1]), dtype=np.float32)
    side[0, delay:] = samples[:, : samples.shape[1] - delay].mean(axis=0)
    side = equalise(side, _NO_LOWS, sample_rate_hz, out=side)
    side *= np.float32(share)
    samples[0] += side[0]
    samples[1] -= side[0]
