"""When a drum is struck, heard in the drums' own stem: the key of side-chains and gates."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.signal import butter, sosfilt

from tutti.sound.audio import Samples

_STEP_SECONDS = 0.004
_BEFORE_STEPS = 8  # a hit is louder than what was so shortly before
_RISE = 2.0
_LEAST_SHARE = 0.35  # of the usual hit
_REFRACTORY_SECONDS = 0.11


def hits_seconds(
    drums: Samples, lowest_hz: float | None, highest_hz: float, sample_rate_hz: int
) -> npt.NDArray[np.float64]:
    """The onsets of what lies between two frequencies; under the higher one where `lowest_hz` is None."""
    step = max(1, round(_STEP_SECONDS * sample_rate_hz))
    count = drums.shape[1] // step
    if count <= _BEFORE_STEPS:
        return np.zeros(0)
    if lowest_hz is None:
        sections = butter(2, highest_hz, fs=sample_rate_hz, output="sos")
    else:
        sections = butter(2, (lowest_hz, highest_hz), "bandpass", fs=sample_rate_hz, output="sos")
    heard = sosfilt(sections, drums.mean(axis=0)[: count * step]).reshape(count, step)
    level = np.sqrt(np.square(heard).mean(axis=1))
    before = np.array([level[max(0, index - _BEFORE_STEPS) : index].mean() if index else 0.0 for index in range(count)])
    ahead = np.maximum(level, np.append(level[1:], 0.0))
    usual = np.percentile(ahead, 98)
    rises = np.flatnonzero((ahead > _LEAST_SHARE * usual) & (ahead > _RISE * before + 1e-9))
    chosen: list[float] = []
    for index in rises.tolist():
        seconds = index * step / sample_rate_hz
        if not chosen or seconds - chosen[-1] >= _REFRACTORY_SECONDS:
            chosen.append(seconds)
    return np.array(chosen)
