"""The upload as it is mixed: stereo and as long as the mix; of a mono one both sides are the same memory."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import as_strided

from tutti.sound.audio import Audio, Samples


def both_sides(upload: Audio | None, frames: int) -> Samples:
    """The samples of an upload, shaped (2, frames), silent where there is none; nobody writes into them."""
    if upload is None:
        return np.zeros((2, frames), dtype=np.float32)
    samples = np.zeros((upload.channels, frames), dtype=np.float32)
    samples[:, : upload.frames] = upload.samples
    return _twice(samples) if upload.channels == 1 else samples


def scaled(samples: Samples, gain: np.float32) -> Samples:
    """The samples of both sides times a gain."""
    is_one = samples.strides[0] == 0
    return _twice(samples[:1] * gain) if is_one else np.asarray(samples * gain)


def _twice(mono: Samples) -> Samples:
    # A broadcast would be read-only, for which every compiled loop would be compiled anew.
    return as_strided(mono, shape=(2, mono.shape[1]), strides=(0, mono.strides[1]))
