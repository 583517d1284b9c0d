"""The breath before a phrase: noise of the open throat, drawn in where there is time for it."""

from __future__ import annotations

import numpy as np
from scipy import fft

from tutti.perform.voice.evenness import VOWEL_DB
from tutti.perform.voice.frames import SAMPLE_RATE_HZ, FrameArray

_LEAST_GAP_SECONDS = 0.32
_LONGEST_SECONDS, _GAP_SHARE = 0.42, 0.75
_BEFORE_PHONE_SECONDS = 0.07  # it ends so long before the first consonant
_UNDER_VOWELS_DB = 38.0
_FORMANTS_HZ, _WIDTHS_HZ, _LEVELS_DB = (1050.0, 2300.0, 4300.0), (500.0, 700.0, 1200.0), (0.0, -2.0, -5.0)


def breath(
    previous_end_seconds: float, phrase_start_seconds: float, formant_scale: float, random: np.random.Generator
) -> tuple[float, FrameArray] | None:
    """When a breath starts and its sound; None where there is no time for one."""
    gap = phrase_start_seconds - previous_end_seconds
    length = min(_LONGEST_SECONDS, _GAP_SHARE * gap)
    start = phrase_start_seconds - _BEFORE_PHONE_SECONDS - length
    if gap <= _LEAST_GAP_SECONDS or start < 0.0:
        return None
    samples = round(length * SAMPLE_RATE_HZ)
    size = fft.next_fast_len(samples)
    frequency_hz = np.fft.rfftfreq(size, 1 / SAMPLE_RATE_HZ)
    throat = np.zeros(len(frequency_hz))
    for centre, width, level in zip(_FORMANTS_HZ, _WIDTHS_HZ, _LEVELS_DB, strict=True):
        throat += 10 ** (level / 20) / (1 + ((frequency_hz - centre * formant_scale) / (width / 2)) ** 2)
    noise = fft.irfft(fft.rfft(random.standard_normal(size)) * throat, size)[:samples]
    progress = np.linspace(0.0, 1.0, samples)
    swell = np.sin(np.pi * progress**1.6) ** 1.5  # breath is drawn in ever faster, then stopped
    noise *= swell / np.sqrt(np.mean((noise * swell) ** 2))
    return start, np.asarray(noise * 10 ** ((VOWEL_DB - _UNDER_VOWELS_DB) / 20), dtype=np.float32)
