"""Slow random curves: what a human voice cannot help doing."""

from __future__ import annotations

import numpy as np
from scipy.signal import butter, sosfiltfilt

from tutti.perform.voice.frames import FRAME_SECONDS, FloatArray

_SETTLE_SECONDS = 1.0  # cut off at either end, so that short curves vary as much as long ones


def wander(random: np.random.Generator, frames: int, *, below_hz: float) -> FloatArray:
    """A random curve without movement above `below_hz`, of mean 0 and about unit deviation, one value a frame."""
    settle = round(_SETTLE_SECONDS / FRAME_SECONDS)
    total = max(frames, round(4.0 / FRAME_SECONDS)) + 2 * settle
    curve = smooth(random.standard_normal(total), below_hz=below_hz)[settle:-settle]
    return np.asarray((curve / (curve.std() + 1e-12))[:frames])


def smooth(curve: FloatArray, *, below_hz: float) -> FloatArray:
    """A curve without its movement above `below_hz`, not delayed."""
    sections = butter(2, below_hz * 2 * FRAME_SECONDS, output="sos")
    padding = min(len(curve) - 1, round(1.0 / below_hz / FRAME_SECONDS))
    return np.asarray(sosfiltfilt(sections, curve, padlen=padding))
