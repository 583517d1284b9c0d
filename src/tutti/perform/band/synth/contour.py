"""What moves inside a note: pitch, cutoff and modulation index, one value for each block of `BLOCK_FRAMES`.

Falls by 60 dB are exponential; the filter's envelope is not gated by the key, so that notes of any length share their
sound. Shapes: (blocks,).
"""

from __future__ import annotations

import numpy as np

from tutti.music.time import FloatArray
from tutti.perform.band.synth.cycles import BLOCK_FRAMES
from tutti.perform.band.synth.filters import HIGHEST_SHARE
from tutti.perform.band.synth.patch import Filter, Oscillator, Patch

USUAL_VELOCITY = 80.0
_CENTRE_KEY = 60
_LOWEST_HZ = 20.0
_DRIFT_HZ = (0.31, 0.83)  # slow and unrelated: a tuning that strays without ever repeating
_FALL = float(np.log(1000.0))  # 60 dB
_VIBRATO_RISE_SECONDS = 0.25


def times_seconds(frames: int, sample_rate_hz: int) -> FloatArray:
    """When the blocks of so many frames begin."""
    return np.arange(-(-frames // BLOCK_FRAMES) + 1, dtype=np.float64) * (BLOCK_FRAMES / sample_rate_hz)


def velocity_octave(velocity: float) -> float:
    """Where a velocity lies in its range, 0 at the usual one, about 1 from the softest to the loudest."""
    return (velocity - USUAL_VELOCITY) / 127.0


def pitch_cents(patch: Patch, seconds: FloatArray, *, glide_semitones: float, phase: float) -> FloatArray:
    """How far the pitch is bent. `phase` tells one alternate of a note from the next."""
    bend = np.zeros(len(seconds))
    if glide_semitones:
        bend += 100.0 * glide_semitones * np.maximum(1.0 - seconds / patch.glide_seconds, 0.0)
    if patch.drop_semitones:
        bend += 100.0 * patch.drop_semitones * np.exp(-_FALL * seconds / patch.drop_seconds)
    if patch.vibrato_cents:
        since = seconds - patch.vibrato_delay_seconds
        depth = patch.vibrato_cents * np.clip(since / _VIBRATO_RISE_SECONDS, 0.0, 1.0)
        bend += depth * np.sin(2.0 * np.pi * patch.vibrato_hz * since)
    if patch.drift_cents:
        slow = sum(np.sin(2.0 * np.pi * (hz * seconds + phase * (number + 1))) for number, hz in enumerate(_DRIFT_HZ))
        bend += 0.5 * patch.drift_cents * slow
    return bend


def cutoff_shares(
    settings: Filter, seconds: FloatArray, *, key: float, velocity: float, phase: float, sample_rate_hz: int
) -> FloatArray:
    """The cutoff as a share of the sample rate."""
    octaves = np.full(len(seconds), settings.key_follow * (key - _CENTRE_KEY) / 12.0)
    octaves += settings.velocity_octaves * velocity_octave(velocity)
    if settings.envelope_octaves:
        octaves += settings.envelope_octaves * _filter_envelope(settings, seconds)
    if settings.wobble_octaves:
        octaves += settings.wobble_octaves * np.sin(2.0 * np.pi * (settings.wobble_hz * seconds + phase))
    cutoff_hz = settings.cutoff_hz * 2.0**octaves
    return np.clip(cutoff_hz / sample_rate_hz, _LOWEST_HZ / sample_rate_hz, HIGHEST_SHARE)


def _filter_envelope(settings: Filter, seconds: FloatArray) -> FloatArray:
    since_peak = seconds - settings.attack_seconds
    fall = settings.sustain + (1.0 - settings.sustain) * np.exp(
        -_FALL * np.maximum(since_peak, 0.0) / settings.decay_seconds
    )
    return np.where(since_peak < 0.0, seconds / max(settings.attack_seconds, 1e-9), fall)


def modulation_periods(
    oscillator: Oscillator, seconds: FloatArray, *, frequency_hz: float, velocity: float, highest_hz: float
) -> FloatArray:
    """The index of an FM pair in periods, bounded so that its sidebands end under `highest_hz` (Carson's rule)."""
    soft = 1.0 - oscillator.index_velocity * (1.0 - (velocity / 127.0) ** 1.5)
    room = max((highest_hz - frequency_hz) / (oscillator.ratio * frequency_hz) - 2.0, 0.0)
    index = min(oscillator.index * soft, room) / (2.0 * np.pi)
    if oscillator.index_decay_seconds is None:
        return np.full(len(seconds), index)
    return np.asarray(index * np.exp(-_FALL * seconds / oscillator.index_decay_seconds))
