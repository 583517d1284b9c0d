"""An echo in time with the music that wanders from side to side and loses its lows and highs on the way."""

from __future__ import annotations

import numpy as np

from tutti.mix.effects.equaliser import Band, Shape, equalise
from tutti.sound.audio import Samples

REPEATS = 4
FEEDBACK = 0.42
_WORN = (Band(shape=Shape.LOW_CUT, frequency_hz=320.0), Band(shape=Shape.HIGH_CUT, frequency_hz=3800.0))
_SIDE = 0.55  # how far from the middle


def echo(samples: Samples, delay_seconds: float, sample_rate_hz: int) -> Samples:
    """The echoes alone, stereo, as long as the dry."""
    mono = np.ascontiguousarray(samples.mean(axis=0, keepdims=True), dtype=np.float32)
    worn = equalise(mono, _WORN, sample_rate_hz)[0]
    wet = np.zeros_like(samples)
    for number in range(1, REPEATS + 1):
        delay = round(number * delay_seconds * sample_rate_hz)
        if delay >= len(worn):
            break
        side = _SIDE if number % 2 else -_SIDE
        gain = FEEDBACK ** (number - 1)
        for channel, share in enumerate((1.0 + side, 1.0 - side)):
            wet[channel, delay:] += np.float32(gain * share) * worn[: len(worn) - delay]
    return wet
