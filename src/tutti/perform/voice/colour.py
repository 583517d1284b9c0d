"""The colour of the voice: whose throat, how bright, how breathy; what the spoken spectrum lacks for singing.

All work on spectra as natural log of amplitude, shaped (frames, 1025). The spoken frames end at 12 kHz; above 11.3 kHz
the mean level below is continued, falling. Where a note is higher than its vowel's first formant, singers open the
vowel and the formant goes up with the pitch (Sundberg 1977; Joliveau et al., Nature 427, 2004).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tutti.perform.voice.frames import BINS, BINS_HZ, DECIBEL, SAMPLE_RATE_HZ, FloatArray, FrameArray

_CUT_HZ, _REFERENCE_HZ = 11300.0, 9500.0
_SLOPE_DB_PER_OCTAVE = -12.0
_SEAM_BINS = 40
_RING_WIDTH_HZ = 700.0
_TILT_FROM_HZ = 1000.0
_LOW_FORMANTS_HZ, _HIGH_FORMANTS_HZ = 900.0, 1800.0
_RESONANCE_WIDTH = 0.16  # of its centre
_USUAL_BREATH = 0.2  # harmonics of a voice with so much breath fade from 1.5 kHz on
_FUNDAMENTAL_WIDTH = 0.35  # of the pitch
_OPENING_MARGIN = 0.85  # of the pitch is the least first formant: opened further, vowels are not told apart
_WIDEST_OPENING = 1.5
_OPENING_END_HZ = 2600.0  # formants above stay


def extend_treble(log_amplitude: FrameArray) -> FrameArray:
    """Continue spectra above the band of the spoken frames."""
    cut, reference = np.searchsorted(BINS_HZ, [_CUT_HZ, _REFERENCE_HZ])
    level = log_amplitude[:, reference:cut].mean(axis=1, keepdims=True)
    middle_hz = (_CUT_HZ + _REFERENCE_HZ) / 2
    fall = (_SLOPE_DB_PER_OCTAVE * DECIBEL * np.log2(BINS_HZ[cut - _SEAM_BINS :] / middle_hz)).astype(np.float32)
    above = level + fall[None, :]
    share = np.minimum(np.arange(len(fall)) / _SEAM_BINS, 1.0).astype(np.float32)
    result = log_amplitude.copy()
    result[:, cut - _SEAM_BINS :] = log_amplitude[:, cut - _SEAM_BINS :] * (1 - share) + above * share
    return result


def scale_formants(log_amplitude: FrameArray, mouth: float, throat: float) -> FrameArray:
    """Multiply the formants below 0.9 kHz by `mouth` and those above 1.8 kHz by `throat`: below 1 they are longer."""
    spoken_hz = np.array([0.0, _LOW_FORMANTS_HZ, _HIGH_FORMANTS_HZ, SAMPLE_RATE_HZ])
    sung_hz = spoken_hz * np.array([mouth, mouth, throat, throat])
    position = np.clip(np.interp(BINS_HZ, sung_hz, spoken_hz) / BINS_HZ[1], 0.0, BINS - 1.001)
    low = position.astype(np.int64)
    weight = (position - low).astype(np.float32)
    return np.asarray(log_amplitude[:, low] * (1 - weight) + log_amplitude[:, low + 1] * weight, dtype=np.float32)


def open_vowels(log_amplitude: FrameArray, opening: FloatArray, first_formant_hz: FloatArray) -> FrameArray:
    """Raise the first formant: stretch each frame's spectrum below 2.6 kHz so that F1 lands `opening` times higher."""
    result = log_amplitude.copy()
    for frame in np.flatnonzero(opening > 1.0 + 1e-3):
        target = first_formant_hz[frame] * opening[frame]
        knots = [0.0, target, max(_OPENING_END_HZ, 1.3 * target), SAMPLE_RATE_HZ / 2]
        origin = [0.0, first_formant_hz[frame], max(_OPENING_END_HZ, 1.3 * target), SAMPLE_RATE_HZ / 2]
        result[frame] = np.interp(np.interp(BINS_HZ, knots, origin), BINS_HZ, log_amplitude[frame])
    return result


def opening(pitch_hz: FloatArray, first_formant_hz: FloatArray) -> FloatArray:
    """By which the first formant must be raised to stay above the pitch."""
    return np.clip(_OPENING_MARGIN * pitch_hz / np.maximum(first_formant_hz, 1.0), 1.0, _WIDEST_OPENING)


def ring(centre_hz: float, height_db: float) -> FrameArray:
    """The singer's formant, one value a bin."""
    return np.asarray(height_db * DECIBEL / (1 + ((BINS_HZ - centre_hz) / (_RING_WIDTH_HZ / 2)) ** 2), dtype=np.float32)


def resonances(centres_and_heights: Sequence[tuple[float, float]]) -> FrameArray:
    """What a throat has of its own: bumps and dips (Hz, dB), one value a bin."""
    curve = np.zeros(BINS)
    for centre_hz, height_db in centres_and_heights:
        curve += height_db * np.exp(-0.5 * ((BINS_HZ - centre_hz) / (_RESONANCE_WIDTH * centre_hz)) ** 2)
    return np.asarray(curve * DECIBEL, dtype=np.float32)


def fundamental(pitch_hz: FloatArray, height_db: float) -> FrameArray:
    """The first harmonic raised or lowered, shaped (frames, bins): soft folds close late and swing like a sine."""
    away = (BINS_HZ[None, :] / pitch_hz[:, None] - 1.0) / _FUNDAMENTAL_WIDTH
    return np.asarray(height_db * DECIBEL * np.exp(-0.5 * away**2), dtype=np.float32)


def tilt() -> FrameArray:
    """A tilt of 1 dB an octave above 1 kHz, one value a bin."""
    return np.asarray(DECIBEL * np.log2(np.maximum(BINS_HZ, _TILT_FROM_HZ) / _TILT_FROM_HZ), dtype=np.float32)


def breathiness(breath: float, *, phone_is_hissing: bool) -> FrameArray:
    """The least amplitude share of noise in a voiced sound, one value a bin: harmonics fade into noise upwards.

    Args:
        breath: 0 (clear) to 1 (breathy).
        phone_is_hissing: whether the breath is also squeezed by tongue or lips.
    """
    octaves = np.log2(np.maximum(BINS_HZ, 100.0) / 1500.0) + breath - _USUAL_BREATH
    least = 0.03 + 0.03 * breath
    share = np.clip(least + 0.75 * octaves / 3.3, least, 0.85)
    if phone_is_hissing:
        share = np.maximum(share, 0.25 + 0.72 * np.clip((BINS_HZ - 1200.0) / 2500.0, 0.0, 1.0))
    return np.asarray(share, dtype=np.float32)
