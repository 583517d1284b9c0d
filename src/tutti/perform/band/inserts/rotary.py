"""The rotating speaker of an organ: a horn above 800 Hz, a drum below, each passing the two ears in turn.

A rotor near an ear sounds sooner and louder; the ears hear it a quarter turn apart. It turns slowly in quiet sections
and fast in full ones, and takes its time to change, the drum longer than the horn. Source: J. Smith, S. Serafin,
J. Abel, D. Berners, "Doppler simulation and the Leslie", DAFx 2002.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from numba import njit

from tutti.sound.audio import Samples

SLOW_HZ, FAST_HZ = 0.8, 6.6  # of the horn; the drum turns a little slower
FULL_ENERGY = 0.62  # from which on a section is played with the fast rotor
CROSSOVER_HZ = 800.0
BLOCK_FRAMES = 32
_HORN_SECONDS, _DRUM_SECONDS = 0.9, 2.6  # time constants of the change of speed
_DRUM_SHARE = 0.88
_CENTRE_SECONDS, _HORN_REACH_SECONDS, _DRUM_REACH_SECONDS = 0.0012, 0.00038, 0.00025
_HORN_DEPTH, _DRUM_DEPTH = 0.32, 0.2  # of the level


def rotary(samples: Samples, wanted_hz: npt.NDArray[np.float64], sample_rate_hz: int) -> None:
    """Send a stem through the speaker, in place; `wanted_hz` is the speed of the horn for each block of frames."""
    blocks = -(-samples.shape[1] // BLOCK_FRAMES)
    wanted = np.resize(wanted_hz, blocks)
    seconds = BLOCK_FRAMES / sample_rate_hz
    horn = _followed(wanted, 1.0 - math.exp(-seconds / _HORN_SECONDS))
    drum = _followed(wanted * _DRUM_SHARE, 1.0 - math.exp(-seconds / _DRUM_SECONDS))
    turns = np.cumsum(np.stack([horn, drum]), axis=1) * seconds
    slope = math.tan(math.pi * CROSSOVER_HZ / sample_rate_hz)
    _rotary(samples, turns, slope, float(sample_rate_hz))


@njit(cache=True, nogil=True)
def _followed(wanted: npt.NDArray[np.float64], share: float) -> npt.NDArray[np.float64]:
    out = np.empty_like(wanted)
    speed = wanted[0]
    for block in range(wanted.shape[0]):
        speed += share * (wanted[block] - speed)
        out[block] = speed
    return out


@njit(cache=True, nogil=True)
def _rotary(samples: Samples, turns: npt.NDArray[np.float64], slope: float, rate: float) -> None:
    size = 256
    highs, lows = np.zeros(size, dtype=np.float32), np.zeros(size, dtype=np.float32)
    share, state = np.float32(slope / (1.0 + slope)), np.float32(0.0)
    # For the horn and the drum at the left and the right ear: delay and gain, moved in straight lines.
    delays, gains = np.zeros(4), np.zeros(4)
    delay_steps, gain_steps = np.zeros(4), np.zeros(4)
    for block in range(turns.shape[1]):
        first, last = block * BLOCK_FRAMES, min((block + 1) * BLOCK_FRAMES, samples.shape[1])
        for way in range(4):
            rotor, ear = way // 2, way % 2
            near = math.cos(2.0 * math.pi * turns[rotor, block] + 0.5 * math.pi * ear)
            reach = _HORN_REACH_SECONDS if rotor == 0 else _DRUM_REACH_SECONDS
            depth = _HORN_DEPTH if rotor == 0 else _DRUM_DEPTH
            delay, gain = (_CENTRE_SECONDS - reach * near) * rate, 1.0 + depth * near
            if block == 0:
                delays[way], gains[way] = delay, gain
            delay_steps[way] = (delay - delays[way]) / (last - first)
            gain_steps[way] = (gain - gains[way]) / (last - first)
        for frame in range(first, last):
            value = np.float32(0.5) * (samples[0, frame] + samples[1, frame])
            step = (value - state) * share
            low = step + state
            state = low + step
            lows[frame & (size - 1)] = low
            highs[frame & (size - 1)] = value - low
            for way in range(4):
                delays[way] += delay_steps[way]
                gains[way] += gain_steps[way]
            for ear in range(2):
                samples[ear, frame] = np.float32(
                    gains[ear] * _read(highs, frame, delays[ear]) + gains[2 + ear] * _read(lows, frame, delays[2 + ear])
                )


@njit(cache=True, nogil=True)
def _read(memory: npt.NDArray[np.float32], frame: int, delay: float) -> float:
    whole = int(delay)
    near = memory[(frame - whole) & (memory.shape[0] - 1)]
    far = memory[(frame - whole - 1) & (memory.shape[0] - 1)]
    return float(near + np.float32(delay - whole) * (far - near))
