"""Audio: float32 samples shaped (channels, frames) with their rate. Full scale is 1.0."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Audio:
    """A piece of sound.

    Attributes:
        samples: float32, shaped (channels, frames); nobody writes into it.
        sample_rate_hz: frames a second.
    """

    samples: Samples
    sample_rate_hz: int

    def __post_init__(self) -> None:
        if self.samples.ndim != 2 or self.samples.dtype != np.float32:
            raise ValueError(
                f"audio is float32 shaped (channels, frames), not {self.samples.dtype} {self.samples.shape}"
            )
        if self.samples.shape[0] > 8:
            raise ValueError(f"{self.samples.shape[0]} channels: is it shaped (frames, channels)?")
        if self.sample_rate_hz <= 0:
            raise ValueError(f"not a sample rate: {self.sample_rate_hz} Hz")

    @property
    def channels(self) -> int:
        """How many channels."""
        return int(self.samples.shape[0])

    @property
    def frames(self) -> int:
        """How many frames."""
        return int(self.samples.shape[1])

    @property
    def duration_seconds(self) -> float:
        """How long."""
        return self.frames / self.sample_rate_hz

    def mono(self) -> Samples:
        """The mean of the channels, shaped (frames,)."""
        if self.channels == 1:
            return np.asarray(self.samples[0], dtype=np.float32)
        return np.asarray(self.samples.mean(axis=0), dtype=np.float32)


def frames_at(seconds: float, sample_rate_hz: int) -> int:
    """The frame that lies at a time."""
    return round(seconds * sample_rate_hz)


def silence(*, channels: int, frames: int, sample_rate_hz: int) -> Audio:
    """So many frames of nothing."""
    return Audio(samples=np.zeros((channels, frames), dtype=np.float32), sample_rate_hz=sample_rate_hz)
