"""Holds back sibilants: the highs of a voice are turned down while they stand out against the voice itself."""

from __future__ import annotations

import numpy as np

from tutti.mix.effects.compressor import Compression, compression_gain
from tutti.mix.effects.equaliser import Band, Shape, equalise
from tutti.sound.audio import Samples

SIBILANTS_HZ = 5200.0
RATIO = 4.0
ATTACK_SECONDS, RELEASE_SECONDS = 0.001, 0.05
_UNDER_VOICE_DB = 8.0  # sibilants may come so close to the level of the voice
_HIGHS = (Band(shape=Shape.LOW_CUT, frequency_hz=SIBILANTS_HZ),)


def de_ess(samples: Samples, voice_db: float, sample_rate_hz: int) -> Samples:
    """The samples with their sibilants held back.

    Args:
        samples: shaped (2, frames).
        voice_db: the level of the voice where it sounds, of a full-scale square wave.
        sample_rate_hz: of the samples.
    """
    highs = equalise(samples, _HIGHS, sample_rate_hz)
    setting = Compression(
        threshold_db=voice_db - _UNDER_VOICE_DB,
        ratio=RATIO,
        attack_seconds=ATTACK_SECONDS,
        release_seconds=RELEASE_SECONDS,
    )
    highs *= compression_gain(highs, setting, sample_rate_hz) - np.float32(1.0)
    highs += samples
    return highs
