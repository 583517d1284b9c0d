"""Change of sample rate, by soxr at very high quality (band-limited, linear phase)."""

from __future__ import annotations

import numpy as np
import soxr

from tutti.sound.audio import Audio


def resample(audio: Audio, sample_rate_hz: int) -> Audio:
    """The same sound at another rate."""
    if audio.sample_rate_hz == sample_rate_hz:
        return audio
    frames = soxr.resample(np.ascontiguousarray(audio.samples.T), audio.sample_rate_hz, sample_rate_hz, "VHQ")
    return Audio(samples=np.ascontiguousarray(frames.T, dtype=np.float32), sample_rate_hz=sample_rate_hz)
