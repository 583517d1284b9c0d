"""The stereo tremolo of an electric piano: its level swings from one side to the other, its power stays."""

from __future__ import annotations

import numpy as np

from tutti.sound.audio import Samples

RATE_HZ = 4.6
DEPTH = 0.3  # of a quarter turn of the panorama to either side
_CHUNK_FRAMES = 1 << 16  # at a time, to spare memory


def tremolo(samples: Samples, sample_rate_hz: int) -> None:
    """Swing a stem, in place."""
    for first in range(0, samples.shape[1], _CHUNK_FRAMES):
        piece = slice(first, min(first + _CHUNK_FRAMES, samples.shape[1]))
        angles = (
            np.pi
            / 4
            * (1.0 + DEPTH * np.sin(2.0 * np.pi * RATE_HZ / sample_rate_hz * np.arange(piece.start, piece.stop)))
        )
        samples[0, piece] *= (np.sqrt(2.0) * np.cos(angles)).astype(np.float32)
        samples[1, piece] *= (np.sqrt(2.0) * np.sin(angles)).astype(np.float32)
