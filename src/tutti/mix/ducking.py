"""Players that comp give way a little while the lead sounds."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tutti.sound.audio import Samples

DEPTH_DB = 1.5
STEP_SECONDS = 0.01
ATTACK_SECONDS = 0.06
RELEASE_SECONDS = 0.35
SOUNDING_DB = -26.0  # a lead this far under its own loud passages counts as silent


def gain_under(lead: Samples, sample_rate_hz: int) -> npt.NDArray[np.float32]:
    """The gain curve of the players that give way, shaped (frames,)."""
    step = max(1, round(STEP_SECONDS * sample_rate_hz))
    count = lead.shape[1] // step
    if count < 2:
        return np.ones(lead.shape[1], dtype=np.float32)
    power = np.square(lead[:, : count * step]).mean(axis=0).reshape(count, step).mean(axis=1)
    level_db = 10.0 * np.log10(power + 1e-12)
    sounding = level_db > np.percentile(level_db, 95) + SOUNDING_DB
    attack = 1.0 - np.exp(-STEP_SECONDS / ATTACK_SECONDS)
    release = 1.0 - np.exp(-STEP_SECONDS / RELEASE_SECONDS)
    depth = np.empty(count)
    now = 0.0
    for index, is_sounding in enumerate(sounding.tolist()):
        now += (float(is_sounding) - now) * (attack if is_sounding else release)
        depth[index] = now
    at = (np.arange(count) + 0.5) * step
    curve = np.interp(np.arange(lead.shape[1]), at, 10.0 ** (-DEPTH_DB * depth / 20.0))
    return curve.astype(np.float32)
