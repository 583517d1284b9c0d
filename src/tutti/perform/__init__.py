"""Score to Stems: what is played and sung."""

from __future__ import annotations

from tutti.base.progress import Progress, part, silent
from tutti.music.score import Score
from tutti.perform.band import render_band
from tutti.sound.stems import Stems

RING_OUT_SECONDS = 2.5  # what the last chord needs to die away

__all__ = ["length_seconds", "perform"]


def perform(score: Score, *, sample_rate_hz: int, frames: int, progress: Progress = silent) -> Stems:
    """Play and sing a score: one stereo stem a player, the band first, all of `frames`.

    Raises:
        AssetMissing: an instrument or a voice is not installed.
    """
    band = render_band(score, sample_rate_hz=sample_rate_hz, frames=frames, progress=part(progress, 0.0, 1.0))
    return Stems(stems=band)


def length_seconds(score: Score) -> float:
    """How long a performance is, with its ring-out."""
    return score.timeline.seconds_at(score.end_beats) + RING_OUT_SECONDS
