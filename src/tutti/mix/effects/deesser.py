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
_DARKEST_DB = -14.0
_HIGHS = (Band(shape=Shape.LOW_CUT, frequency_hz=SIBILANTS_HZ),)
_DARK = (Band(shape=Shape.HIGH_SHELF, frequency_hz=0.8 * SIBILANTS_HZ, gain_db=_DARKEST_DB),)


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
    # Faded to a darkened copy: to subtract the filtered highs would leave what the filter turned in phase.
    most = 1.0 - 10.0 ** (_DARKEST_DB / 20.0)
    darkness = np.minimum((1.0 - compression_gain(highs, setting, sample_rate_hz)) / most, 1.0).astype(np.float32)
    dark = equalise(samples, _DARK, sample_rate_hz, out=highs)
    dark -= samples
    dark *= darkness
    dark += samples
    return dark
