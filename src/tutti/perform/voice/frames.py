"""The grid the singer thinks in: one frame every 5 ms, spectra of 1025 bins up to half of 44.1 kHz.

A `Window` is the stretch of time one phrase is rendered in; frame k lies at its start plus k frames. Its start is a
whole number of samples, so phrases add up without resampling.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

SAMPLE_RATE_HZ = 44100
FRAME_SECONDS = 0.005
TRANSFORM = 2048
BINS = TRANSFORM // 2 + 1
BINS_HZ: npt.NDArray[np.float64] = np.arange(BINS, dtype=np.float64) * (SAMPLE_RATE_HZ / TRANSFORM)

FloatArray = npt.NDArray[np.float64]
FrameArray = npt.NDArray[np.float32]

DECIBEL = np.log(10.0) / 20.0  # natural log of amplitude, one dB


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A stretch of time: its first sample, counted from second 0 (negative before it), and its length."""

    start_sample: int
    frames: int

    @classmethod
    def around(cls, start_seconds: float, end_seconds: float) -> Window:
        """The window that holds both times."""
        start = int(np.floor(start_seconds * SAMPLE_RATE_HZ))
        frames = int(np.ceil((end_seconds - start / SAMPLE_RATE_HZ) / FRAME_SECONDS)) + 1
        return cls(start_sample=start, frames=frames)

    @property
    def samples(self) -> int:
        """Its length in samples."""
        return round((self.frames - 1) * FRAME_SECONDS * SAMPLE_RATE_HZ)

    @property
    def seconds(self) -> FloatArray:
        """The times of its frames."""
        return self.start_sample / SAMPLE_RATE_HZ + np.arange(self.frames, dtype=np.float64) * FRAME_SECONDS


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class VoiceFrames:
    """What the voice's filter and breath do, frame by frame.

    Attributes:
        log_amplitude: natural log of the root of the power density, shaped (frames, 1025).
        noise: amplitude share of noise in voiced frames, 0 to 1, shaped alike.
        voicing: 0 (breath only) to 1 (folds swing), one a frame.
    """

    log_amplitude: FrameArray
    noise: FrameArray
    voicing: FrameArray


def read_frames(frames: FrameArray, positions: FloatArray) -> FrameArray:
    """Frames at fractional positions, between neighbours linearly."""
    clipped = np.clip(positions, 0.0, len(frames) - 1.0)
    before = np.floor(clipped).astype(np.int64)
    after = np.minimum(before + 1, len(frames) - 1)
    weight = (clipped - before).astype(np.float32)[:, None]
    return np.asarray(frames[before] * (1 - weight) + frames[after] * weight, dtype=np.float32)
