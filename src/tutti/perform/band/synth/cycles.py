"""Running through periods: a table read at a moving frequency, and one sine that moves the phase of another.

Phases are unsigned 32-bit fractions of a period, so that they wrap by themselves and long notes stay in tune. The
frequency is held for blocks of `BLOCK_FRAMES`. Sources: J. Chowning, "The synthesis of complex audio spectra by means
of frequency modulation", JAES 21(7), 1973; the phase form of it is that of the Yamaha DX7.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

BLOCK_FRAMES = 32
SINE_BITS = 11  # of the table a sine is read from
_PERIOD = 4294967296.0  # 2 ** 32


@njit(cache=True, nogil=True)
def add_cycles(
    table: npt.NDArray[np.float32],
    start: float,
    steps: npt.NDArray[np.float64],
    gain: float,
    out: npt.NDArray[np.float32],
) -> None:
    """Add a table, from `start` (periods), at `steps` periods a frame for each block (the last one goes on)."""
    size = table.shape[0] - 1
    shift = np.uint32(32)
    while size > 1:
        size >>= 1
        shift -= np.uint32(1)
    mask = np.uint32((np.uint64(1) << np.uint64(shift)) - np.uint64(1))
    scale = np.float32(1.0 / (np.float64(mask) + 1.0))
    level = np.float32(gain)
    phase = np.uint32(np.int64((start % 1.0) * _PERIOD) & 0xFFFFFFFF)
    last = steps.shape[0] - 1
    for first in range(0, out.shape[0], BLOCK_FRAMES):
        step = np.uint32(np.int64(steps[min(first // BLOCK_FRAMES, last)] * _PERIOD) & 0xFFFFFFFF)
        for frame in range(first, min(first + BLOCK_FRAMES, out.shape[0])):
            index = np.int64(phase >> shift)
            part = np.float32(phase & mask) * scale
            low = table[index]
            out[frame] += level * (low + part * (table[index + 1] - low))
            phase = np.uint32(phase + step)


@njit(cache=True, nogil=True)
def add_modulated(
    sine: npt.NDArray[np.float32],
    start: float,
    steps: npt.NDArray[np.float64],
    ratio: float,
    indices: npt.NDArray[np.float64],
    gain: float,
    out: npt.NDArray[np.float32],
) -> None:
    """Add a sine whose phase another sine of `ratio` times its frequency moves by `indices` (periods, a block)."""
    level = np.float32(gain)
    # Both start as if they had run for as long: a pair of one frequency then has no constant part.
    carrier = np.uint32(np.int64((start % 1.0) * _PERIOD) & 0xFFFFFFFF)
    modulator = np.uint32(np.int64((start * ratio % 1.0) * _PERIOD) & 0xFFFFFFFF)
    last = steps.shape[0] - 1
    index = np.float32(indices[0])
    for first in range(0, out.shape[0], BLOCK_FRAMES):
        block = min(first // BLOCK_FRAMES, last)
        step = np.uint32(np.int64(steps[block] * _PERIOD) & 0xFFFFFFFF)
        faster = np.uint32(np.int64(steps[block] * ratio * _PERIOD) & 0xFFFFFFFF)
        slope = np.float32((indices[min(block + 1, last)] - index) / BLOCK_FRAMES)
        for frame in range(first, min(first + BLOCK_FRAMES, out.shape[0])):
            shift = np.int64(index * _sine(sine, modulator) * np.float32(_PERIOD))
            out[frame] += level * _sine(sine, np.uint32((np.int64(carrier) + shift) & 0xFFFFFFFF))
            carrier = np.uint32(carrier + step)
            modulator = np.uint32(modulator + faster)
            index += slope


@njit(cache=True, nogil=True)
def _sine(table: npt.NDArray[np.float32], phase: np.uint32) -> np.float32:
    """The value of a sine of 2 ** SINE_BITS frames at a phase."""
    place = np.int64(phase >> np.uint32(32 - SINE_BITS))
    part = np.float32(phase & np.uint32((1 << (32 - SINE_BITS)) - 1)) * np.float32(1.0 / (1 << (32 - SINE_BITS)))
    low = table[place]
    return np.float32(low + part * (table[place + 1] - low))
