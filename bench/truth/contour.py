"""The pitch curve of a singer: glides between notes, scoops into them, vibrato, falls, and a slow unsteadiness."""

from __future__ import annotations

import numpy as np

from bench.truth.performance import Tone
from bench.truth.song import FloatArray
from tutti.base.seeds import generator

STEP_SECONDS = 0.005
_LEAD_SECONDS = 0.12  # a pitch is prepared so long before its vowel, under the consonant
_TAIL_SECONDS = 0.03
_CONNECTED_SECONDS = 0.12  # notes closer than this are joined by a glide
_VIBRATO_FROM_SECONDS = 0.35  # shorter notes have none


def pitch_curve(tones: tuple[Tone, ...], frames: int, *, seed: int, vibrato: bool = True) -> FloatArray:
    """Fractional MIDI pitch at every step of 5 ms; NaN far from any tone."""
    random = generator(seed, "contour")
    curve = np.full(frames, np.nan)
    before: Tone | None = None
    for tone in tones:
        first = max(0, round((tone.start_seconds - _LEAD_SECONDS) / STEP_SECONDS))
        last = min(frames, round((tone.end_seconds + _TAIL_SECONDS) / STEP_SECONDS))
        seconds = np.arange(first, last, dtype=np.float64) * STEP_SECONDS - tone.start_seconds
        curve[first:last] = _tone_curve(tone, before, seconds, random, vibrato=vibrato)
        before = tone
    wander = np.cumsum(random.standard_normal(frames))
    wander -= np.convolve(wander, np.ones(81) / 81, "same")
    return np.asarray(curve + 0.04 * wander / (wander.std() + 1e-9))


def _tone_curve(
    tone: Tone, before: Tone | None, seconds: FloatArray, random: np.random.Generator, *, vibrato: bool
) -> FloatArray:
    target = tone.pitch_midi + tone.cents / 100
    length = tone.end_seconds - tone.start_seconds
    pitch = np.full(len(seconds), target)
    if before is not None and tone.start_seconds - before.end_seconds < _CONNECTED_SECONDS:
        origin = before.pitch_midi + before.cents / 100
        pitch = origin + (target - origin) / (1 + np.exp(-(seconds + 0.01) / random.uniform(0.012, 0.022)))
    elif random.random() < 0.45:
        pitch = pitch - random.uniform(0.4, 1.4) * np.exp(-np.maximum(seconds + 0.05, 0) / 0.045)
    if vibrato and length > _VIBRATO_FROM_SECONDS:
        delay, rate_hz = random.uniform(0.18, 0.3), random.uniform(5.0, 6.4)
        depth = random.uniform(0.2, 0.55) * np.clip((seconds - delay) / 0.2, 0, 1)
        pitch = pitch + depth * np.sin(2 * np.pi * rate_hz * (seconds - delay))
    if length > 0.3 and random.random() < 0.3:
        pitch = pitch - random.uniform(0.1, 0.5) * np.clip((seconds - length + 0.1) / 0.1, 0, 1)
    return np.asarray(pitch)
