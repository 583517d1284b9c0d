"""The reverb of the eighties: a dense room that is cut off while it is still loud."""

from __future__ import annotations

import numpy as np

from tutti.mix.effects.reverb import Room, reverberate
from tutti.mix.hits import hits_seconds
from tutti.sound.audio import Samples

SNARE_HZ = (180.0, 900.0)
ROOM = Room(decay_seconds=1.6, pre_delay_seconds=0.004, shortest_seconds=0.007, longest_seconds=0.031, high_share=0.8)
OPENING_SECONDS, CLOSING_SECONDS = 0.004, 0.035


def gated(drums: Samples, open_seconds: float, sample_rate_hz: int) -> Samples:
    """The wet sound alone, stereo, heard for a moment after each hit of snare or tom."""
    wet = reverberate(drums, ROOM, sample_rate_hz)
    corners, gains = [0.0], [0.0]
    for hit in hits_seconds(drums, *SNARE_HZ, sample_rate_hz):
        start = max(hit - OPENING_SECONDS, corners[-1])
        corners += [start, hit, hit + open_seconds, hit + open_seconds + CLOSING_SECONDS]
        gains += [float(np.interp(start, corners[:-4] or [0.0], gains or [0.0])), 1.0, 1.0, 0.0]
    curve = np.interp(np.arange(drums.shape[1]) / sample_rate_hz, *_rising(corners, gains))
    wet *= curve.astype(np.float32)
    return wet


def _rising(corners: list[float], gains: list[float]) -> tuple[list[float], list[float]]:
    """The corners in order of time: a hit while the gate is open keeps it open."""
    kept_at: list[float] = []
    kept: list[float] = []
    for at, gain in zip(corners, gains, strict=True):
        while kept_at and kept_at[-1] > at:
            kept_at.pop()
            kept.pop()
        kept_at.append(at)
        kept.append(gain)
    return kept_at, kept
