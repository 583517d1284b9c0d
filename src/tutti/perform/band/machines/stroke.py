"""One stroke on a drum machine: resonators, noise and square waves, saturated together. Mono, float32.

Circuits: K. Werner, J. Abel, J. Smith, "A physically-informed, circuit-bendable, digital model of the Roland TR-808
bass drum circuit", DAFx 2014, and "The TR-808 cymbal" (the same words before it), ICMC 2014.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.signal import butter, sosfilt

from tutti.base.seeds import generator
from tutti.music.time import FloatArray
from tutti.perform.band.machines.kit import Burst, DrumVoice, Mode
from tutti.perform.band.synth.cycles import add_cycles
from tutti.perform.band.synth.drive import saturate
from tutti.perform.band.synth.patch import Waveform
from tutti.perform.band.synth.wavetable import harmonics_under, wavetable

SQUARES_HZ = (205.3, 304.4, 369.6, 522.7, 540.0, 800.0)  # the Schmitt triggers of the cymbal circuit
FALL = float(np.log(1000.0))  # 60 dB
MOST_SECONDS = 4.0
_FADE_SECONDS = 0.004
_SNAP_VELOCITY = 100.0  # from which on a stroke has all its noise


@lru_cache(maxsize=192)
def stroke(
    voice: DrumVoice, velocity: int, alternate: int, cents: float, sample_rate_hz: int
) -> npt.NDArray[np.float32]:
    """The sound of a stroke at full level; velocity tells its colour, the alternate its phases and noise."""
    bursts = (*voice.noises, *voice.metals)
    length = 1.2 * max([mode.decay_seconds for mode in voice.modes] + [burst.decay_seconds for burst in bursts])
    frames = round(min(length, MOST_SECONDS) * sample_rate_hz)
    seconds = np.arange(frames, dtype=np.float64) / sample_rate_hz
    random = generator(alternate, "drum machine", repr(voice))
    softness = max(1.0 - velocity / _SNAP_VELOCITY, 0.0)
    snap_db = -voice.snap_db * softness
    tune = 2.0 ** (cents / 1200.0)
    sound = np.zeros(frames)
    for mode in voice.modes:
        sound += _mode(mode, seconds, tune, softness)
    for burst in voice.noises:
        sound += _burst(burst, random.uniform(-1.7, 1.7, frames), seconds, snap_db, sample_rate_hz)
    for burst in voice.metals:
        squares = _squares(frames, tune * burst.tune, random, sample_rate_hz)
        sound += _burst(burst, squares, seconds, snap_db, sample_rate_hz)
    fade = round(_FADE_SECONDS * sample_rate_hz)
    sound[-fade:] *= np.linspace(1.0, 0.0, fade)
    result = sound.astype(np.float32)
    if voice.drive_db is not None:
        saturate(result, voice.drive_db * (1.0 - softness))
    result.setflags(write=False)
    return result


def _mode(mode: Mode, seconds: FloatArray, tune: float, softness: float) -> FloatArray:
    bend = mode.bend_semitones * (1.0 - 0.5 * softness)
    hz = tune * mode.hz * 2.0 ** (bend / 12.0 * np.exp(-FALL * seconds / mode.bend_seconds))
    phase = 2.0 * np.pi * np.cumsum(hz) * seconds[1]
    level = _envelope(seconds, mode.attack_seconds, mode.decay_seconds, mode.level_db)
    return np.asarray(np.sin(phase - phase[0]) * level)


def _burst(burst: Burst, source: FloatArray, seconds: FloatArray, snap_db: float, rate: int) -> FloatArray:
    nyquist = 0.5 * rate
    sections = butter(2, burst.low_hz / nyquist, "highpass", output="sos")
    if burst.high_hz is not None and burst.high_hz < 0.9 * nyquist:
        sections = np.concatenate([sections, butter(2, burst.high_hz / nyquist, "lowpass", output="sos")])
    level_db = burst.level_db + snap_db
    last = (burst.strokes - 1) * burst.stroke_seconds
    tail = _envelope(np.maximum(seconds - last, 0.0), burst.attack_seconds, burst.decay_seconds, level_db)
    # Each hand of a clap but the last is a short burst of its own.
    hands = _envelope(np.mod(seconds, burst.stroke_seconds), burst.attack_seconds, 1.8 * burst.stroke_seconds, level_db)
    level = np.where(seconds < last, hands, tail)
    return np.asarray(sosfilt(sections, source) * level)


def _envelope(seconds: FloatArray, attack_seconds: float, decay_seconds: float, level_db: float) -> FloatArray:
    rise = np.minimum(seconds / max(attack_seconds, 1e-5), 1.0)
    return np.asarray(10.0 ** (level_db / 20.0) * rise * np.exp(-FALL * seconds / decay_seconds))


def _squares(frames: int, tune: float, random: np.random.Generator, rate: int) -> FloatArray:
    """Six square waves that are no harmonics of each other."""
    out = np.zeros(frames, dtype=np.float32)
    for hz in SQUARES_HZ:
        steps = np.array([hz * tune / rate])
        table = wavetable(Waveform.SQUARE, harmonics_under(hz * tune, rate))
        add_cycles(table, float(random.random()), steps, 1.0 / np.sqrt(len(SQUARES_HZ)), out)
    return out.astype(np.float64)
