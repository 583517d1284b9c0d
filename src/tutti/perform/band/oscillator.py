"""Reading a wave at another pitch: four-point cubic interpolation with a loop.

The position is a fixed-point number of wave frames with 32 fractional bits. The wave carries guard frames (see
`wave`); index 0 of the array is one frame before the sound. Interpolation: Catmull-Rom spline, exact for quadratics.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from numba import njit

END_FADE_FRAMES = 240  # a recording that stops abruptly is faded over its last 5 ms
_ONE = 1 << 32


@njit(cache=True, nogil=True)
def read_wave(
    wave: npt.NDArray[np.int16],
    length: int,
    loop_frames: int,
    offset: float,
    steps: npt.NDArray[np.float64],
    block_frames: int,
    out: npt.NDArray[np.float32],
) -> int:
    """Fill `out` from a wave; returns how many frames were filled before a wave without a loop ended.

    `steps` holds the wave frames per output frame, for each block of `block_frames` (the last one goes on);
    `loop_frames` is 0 for a wave without a loop.
    """
    phase = np.int64(offset * _ONE)
    # A loop is left one frame after its end, where the guard holds its beginning: all four points then agree.
    limit = np.int64(length + 1 if loop_frames > 0 else length) * _ONE
    half = np.float32(0.5)
    scale = np.float32(1.0 / _ONE)
    done = 0
    while done < out.shape[0]:
        while loop_frames > 0 and phase >= limit:
            phase -= np.int64(loop_frames) * _ONE
        if phase >= limit:
            break
        block = done // block_frames
        run = out.shape[0] - done
        if block < steps.shape[0] - 1:
            run = min(run, (block + 1) * block_frames - done)
        step = np.int64(steps[min(block, steps.shape[0] - 1)] * _ONE)
        run = min(run, (limit - phase + step - 1) // step)
        for frame in range(done, done + run):
            index = phase >> 32
            part = np.float32(phase & (_ONE - 1)) * scale
            a = np.float32(wave[index])
            b = np.float32(wave[index + 1])
            c = np.float32(wave[index + 2])
            d = np.float32(wave[index + 3])
            slope = half * (c - a)
            cubic = half * (d - a) + np.float32(1.5) * (b - c)
            square = c - b - slope - cubic
            out[frame] = ((cubic * part + square) * part + slope) * part + b
            phase += step
        done += run
    if done < out.shape[0]:
        fade = min(done, END_FADE_FRAMES)
        for frame in range(fade):
            out[done - 1 - frame] *= np.float32(0.5 - 0.5 * math.cos(math.pi * frame / fade))
    return done
