"""A feed-forward compressor with a soft knee; both channels share one gain.

After Giannoulis, Massberg, Reiss, "Digital dynamic range compressor design", JAES 60 (2012): level detection in dB,
smooth decoupled peak detector.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numba
import numpy as np
import numpy.typing as npt

from tutti.sound.audio import Samples


@dataclass(frozen=True, slots=True, kw_only=True)
class Compression:
    """How it is set."""

    threshold_db: float
    ratio: float
    knee_db: float = 6.0
    attack_seconds: float = 0.008
    release_seconds: float = 0.12


def compress(samples: Samples, setting: Compression, sample_rate_hz: int) -> Samples:
    """The samples with their peaks held back; no make-up gain."""
    return np.asarray(samples * compression_gain(samples, setting, sample_rate_hz), dtype=np.float32)


def compression_gain(samples: Samples, setting: Compression, sample_rate_hz: int) -> npt.NDArray[np.float32]:
    """The gain of each frame, 0 to 1."""
    attack = math.exp(-1.0 / (setting.attack_seconds * sample_rate_hz))
    release = math.exp(-1.0 / (setting.release_seconds * sample_rate_hz))
    return np.asarray(_gains(_level(samples), setting.threshold_db, setting.ratio, setting.knee_db, attack, release))


def _level(samples: Samples) -> npt.NDArray[np.float32]:
    """The higher channel of each frame."""
    level = np.abs(samples[0])
    for channel in samples[1:]:
        np.maximum(level, np.abs(channel), out=level)
    return np.asarray(level)


@numba.njit(cache=True, nogil=True)
def _gains(
    level: npt.NDArray[np.float32], threshold: float, ratio: float, knee: float, attack: float, release: float
) -> npt.NDArray[np.float32]:  # pragma: no cover
    gains = np.empty(len(level), dtype=np.float32)
    slope = 1.0 - 1.0 / ratio
    held = smooth = 0.0
    for frame in range(len(level)):
        over = 20.0 * math.log10(level[frame] + 1e-9) - threshold
        if over <= -knee / 2.0:
            reduction = 0.0
        elif over < knee / 2.0:
            reduction = slope * (over + knee / 2.0) ** 2 / (2.0 * knee)
        else:
            reduction = slope * over
        held = max(reduction, release * held + (1.0 - release) * reduction)
        smooth = attack * smooth + (1.0 - attack) * held
        gains[frame] = 10.0 ** (-smooth / 20.0)
    return gains
