"""How closely the band's loudness follows the singer's: what each bar adds to or takes from its section's.

A bar in which she sings stronger than in the section at large swells, a weaker one draws back. Levels are in dB, one
a beat of the heard grid; a swell is a share of the velocity.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from tutti.compose.chart import Bar
from tutti.music.brief import USUAL_AUDIO_WEIGHT
from tutti.music.listening import Listening

FloatArray = npt.NDArray[np.float64]

_USUAL_SWELL, _MOST_SWELL = 0.07, 0.30  # at the usual audio weight and at 1
_RANGE_DB = 5.0  # from a section's middle to what counts as its strongest and weakest
_LEAST_VOICE_SHARE = 0.25  # a bar with less singing says nothing
_NEIGHBOURS = (0.2, 0.6, 0.2)  # bars are smoothed with those around them


def swelled(bars: tuple[Bar, ...], listening: Listening, audio_weight: float, *, touch: float = 0.0) -> tuple[Bar, ...]:
    """The bars, each with what it adds to its loudness, beside the touch of the whole song."""
    size = float(np.interp(audio_weight, [0.0, USUAL_AUDIO_WEIGHT, 1.0], [0.0, _USUAL_SWELL, _MOST_SWELL]))
    levels = sung_levels(bars, listening)
    owners = np.array([bar.section.start_beats for bar in bars])
    strength = np.zeros(len(bars))
    for owner in np.unique(owners):
        inside = (owners == owner) & np.isfinite(levels)
        if inside.any():
            strength[inside] = np.clip((levels[inside] - levels[inside].mean()) / _RANGE_DB, -1.0, 1.0)
    smooth = np.convolve(np.pad(strength, 1, mode="edge"), _NEIGHBOURS, mode="valid")
    shares = size * np.where(np.isfinite(levels), smooth, 0.0)
    return tuple(replace(bar, swell=touch + float(share)) for bar, share in zip(bars, shares, strict=True))


def sung_levels(bars: tuple[Bar, ...], listening: Listening) -> FloatArray:
    """How strongly each bar is sung: the mean level of its louder half, in dB; NaN where there is little singing."""
    levels = np.asarray(listening.beat_levels_db, dtype=np.float64)
    first = listening.timeline.first_beat
    result = np.full(len(bars), np.nan)
    for index, bar in enumerate(bars):
        inside = np.sort(levels[max(0, round(bar.start_beats) - first) : max(0, round(bar.end_beats) - first)])
        if len(inside) and bar.voice_share >= _LEAST_VOICE_SHARE:
            result[index] = float(np.mean(inside[len(inside) // 2 :]))
    return result
