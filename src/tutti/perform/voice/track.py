"""Phrases laid side by side into the sound of a part."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import soxr

from tutti.perform.voice.frames import FrameArray
from tutti.sound.audio import Audio


def add_phrase(sound: FrameArray, start: int, phrase: npt.NDArray[np.floating[Any]]) -> None:
    """Add a phrase to a part in place; what lies outside is cut off."""
    first, last = max(0, -start), min(len(phrase), len(sound) - start)
    if last > first:
        sound[start + first : start + last] += phrase[first:last]


def part_audio(channels: Sequence[FrameArray], rate_hz: int, *, sample_rate_hz: int, frames: int) -> Audio:
    """One or two channels as stereo sound at another rate, `frames` long."""
    samples = np.zeros((2, frames), dtype=np.float32)
    for side, channel in enumerate(channels):
        sound = channel
        if sample_rate_hz != rate_hz:
            sound = np.asarray(soxr.resample(channel, rate_hz, sample_rate_hz), dtype=np.float32)
        kept = min(frames, len(sound))
        samples[side, :kept] = sound[:kept]
    if len(channels) == 1:
        samples[1] = samples[0]
    return Audio(samples=samples, sample_rate_hz=sample_rate_hz)
