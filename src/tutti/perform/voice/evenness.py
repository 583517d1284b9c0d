"""Vowels of even loudness: what the spoken vowels would measure at the sung pitch, and the gain that levels them.

A vowel whose first formant meets a harmonic jumps out; an unstressed one vanishes. The level of each note's vowel is
the power of its harmonics: pulses a period apart through an envelope A give lines of power 2 A(k f0)^2 f0 / rate.
"""

from __future__ import annotations

import numpy as np
from scipy.ndimage import uniform_filter1d

from tutti.perform.voice.frames import (
    BINS,
    BINS_HZ,
    FRAME_SECONDS,
    SAMPLE_RATE_HZ,
    FloatArray,
    FrameArray,
    Window,
)
from tutti.perform.voice.timing import Role, TimedPhrase

VOWEL_DB = -23.0  # RMS of a vowel at middle loudness, against full scale
_EVENED_SHARE = 0.8  # of each vowel's deviation from the phrase's mean
_CONSONANT_SHARE = 0.5  # consonants follow their vowel's correction so far
_VOICED_UNDER_DB = 6.0  # a voiced consonant stays at least so far below vowels ...
_VOICELESS_UNDER_DB = 9.0  # ... and a voiceless one
_LARGEST_CORRECTION_DB = 15.0
_SMOOTH_SECONDS = 0.04
_LEAD_SECONDS = 0.02  # half of it: a vowel starts at its full level
_EDGE_SECONDS = 0.03  # of a note, left out of the measurement
_HIGHEST_HZ = 5000.0


def levelling_gain(log_amplitude: FrameArray, pitch_hz: FloatArray, phrase: TimedPhrase, window: Window) -> FloatArray:
    """The gain in dB that brings a phrase's vowels to `VOWEL_DB`, one value a frame."""
    seconds = window.seconds
    spans = _vowel_spans(phrase)
    levels = []
    for start, end, _, _ in spans:
        edge = min(_EDGE_SECONDS, 0.25 * (end - start))
        inside = np.flatnonzero((seconds >= start + edge) & (seconds < end - edge))
        if not len(inside):
            inside = np.array([np.argmin(np.abs(seconds - (start + end) / 2))])
        power = _harmonic_power(log_amplitude[inside], pitch_hz[inside])
        levels.append(10 * np.log10(float(power.mean()) + 1e-20))
    mean = float(np.mean(levels))
    gain = np.full(len(seconds), VOWEL_DB - mean)
    for (start, end, syllable_start, syllable_end), level in zip(spans, levels, strict=True):
        correction = float(np.clip(_EVENED_SHARE * (mean - level), -_LARGEST_CORRECTION_DB, _LARGEST_CORRECTION_DB))
        around = (seconds >= syllable_start) & (seconds < syllable_end)
        gain[around] = VOWEL_DB - mean + _CONSONANT_SHARE * correction
        gain[(seconds >= start - _LEAD_SECONDS) & (seconds < end)] = VOWEL_DB - mean + correction
    for segment in phrase.segments:
        inside = np.flatnonzero((seconds >= segment.start_seconds) & (seconds < segment.end_seconds - _LEAD_SECONDS))
        if segment.role is Role.NUCLEUS or not len(inside):
            continue
        if segment.phone.is_voiced:
            power, under = _harmonic_power(log_amplitude[inside], pitch_hz[inside]), _VOICED_UNDER_DB
        else:
            power, under = np.exp(2.0 * log_amplitude[inside]).mean(axis=1), _VOICELESS_UNDER_DB
        gain[inside] = np.minimum(gain[inside], VOWEL_DB - under - 10 * np.log10(power + 1e-20))
    return np.asarray(uniform_filter1d(gain, round(_SMOOTH_SECONDS / FRAME_SECONDS) + 1, mode="nearest"))


def _vowel_spans(phrase: TimedPhrase) -> list[tuple[float, float, float, float]]:
    """Each note's vowel from when to when, and the times around it that follow its level."""
    spans = []
    for syllable in phrase.syllables:
        nucleus = syllable.nucleus
        for index, note in enumerate(syllable.notes):
            start = nucleus.start_seconds if index == 0 else note.start_seconds
            end = min(note.end_seconds, nucleus.end_seconds) if index + 1 < len(syllable.notes) else nucleus.end_seconds
            if end <= start:
                continue
            around_start = syllable.segments[0].start_seconds if index == 0 else start
            around_end = syllable.segments[-1].end_seconds if index + 1 == len(syllable.notes) else end
            spans.append((start, end, around_start, around_end))
    assert all(segment.seconds > 0 for segment in phrase.segments if segment.role is Role.NUCLEUS)
    return spans


def _harmonic_power(log_amplitude: FrameArray, pitch_hz: FloatArray) -> FloatArray:
    """The power of all harmonics below 5 kHz, one value a frame."""
    numbers = np.arange(1, int(_HIGHEST_HZ / float(pitch_hz.min())) + 1)
    harmonics_hz = pitch_hz[:, None] * numbers[None, :]
    bins = np.minimum(np.rint(harmonics_hz / BINS_HZ[1]).astype(np.int64), BINS - 1)
    power = np.exp(2.0 * np.take_along_axis(log_amplitude.astype(np.float64), bins, axis=1))
    lines = 2.0 * power * (harmonics_hz <= _HIGHEST_HZ)
    return np.asarray(lines.sum(axis=1) * pitch_hz / SAMPLE_RATE_HZ)
