"""The pumping of dance music: every kick pushes the rest of the band down, which swells back before the next beat."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tutti.mix.hits import hits_seconds
from tutti.sound.audio import Samples

KICK_HZ = 110.0
SWELL_BEATS = 0.6  # until the band is back
FALL_SECONDS = 0.006
_STEP_SECONDS = 0.002
_CURVE = 1.6  # above 1 the swell starts slowly


def pump_gain(drums: Samples, depth_db: float, beat_seconds: float, sample_rate_hz: int) -> npt.NDArray[np.float32]:
    """The gain curve of those who are pumped, shaped (frames,)."""
    frames = drums.shape[1]
    step = max(1, round(_STEP_SECONDS * sample_rate_hz))
    at_seconds = np.arange(-(-frames // step) + 1) * step / sample_rate_hz
    depth = np.zeros(len(at_seconds))
    swell = SWELL_BEATS * beat_seconds
    for hit in hits_seconds(drums, None, KICK_HZ, sample_rate_hz):
        first, last = np.searchsorted(at_seconds, (hit - FALL_SECONDS, hit + swell))
        since = at_seconds[first:last] - hit
        falling = np.clip((since + FALL_SECONDS) / FALL_SECONDS, 0.0, 1.0)
        rising = 1.0 - np.clip(since / swell, 0.0, 1.0) ** _CURVE
        depth[first:last] = np.maximum(depth[first:last], np.minimum(falling, rising))
    curve = 10.0 ** (-depth_db * depth / 20.0)
    return np.interp(np.arange(frames), np.arange(len(curve)) * step, curve).astype(np.float32)
