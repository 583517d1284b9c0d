"""Score to Stems: what is played and sung."""

from __future__ import annotations

from pathlib import Path

from tutti.base.progress import Progress, part, silent
from tutti.music.score import VOCALS, Score
from tutti.music.swing import swung_vocals
from tutti.perform.band import render_band
from tutti.perform.voice import sing
from tutti.perform.voice.bank_singer import sing_with_bank
from tutti.sound.stems import Stem, Stems

RING_OUT_SECONDS = 2.5  # what the last chord needs to die away
SINGING_WORK = 2.0  # a sung part takes so many times the work of a whole band, for the progress bar

__all__ = ["length_seconds", "perform"]


def perform(
    score: Score, *, sample_rate_hz: int, frames: int, voice_bank: Path | None = None, progress: Progress = silent
) -> Stems:
    """Play and sing a score: one stereo stem a player, the band first, all of `frames`.

    Args:
        score: what is performed.
        sample_rate_hz: of the stems.
        frames: their length.
        voice_bank: the folder of a voice bank that sings the lead, in place of the built-in singers.
        progress: is told the share that is done.

    Raises:
        AssetMissing: an instrument or a voice is not installed.
        VoiceBankUnusable: the voice bank cannot be opened, or not sing these words.
        LyricsUnsingable: a sung part holds what the singer cannot sing.
    """
    band_share = 1.0 / (1.0 + SINGING_WORK * len(score.vocals))
    stems: list[Stem] = [
        *render_band(score, sample_rate_hz=sample_rate_hz, frames=frames, progress=part(progress, 0.0, band_share))
    ]
    start = band_share
    for number, vocal in enumerate(score.vocals, start=1):
        end = band_share + (1.0 - band_share) * number / len(score.vocals)
        sung = part(progress, start, end)
        swung = swung_vocals(vocal, score)
        if voice_bank is not None and vocal.player == VOCALS:
            stem = sing_with_bank(swung, score, voice_bank, sample_rate_hz=sample_rate_hz, frames=frames, progress=sung)
        else:
            stem = sing(swung, score, sample_rate_hz=sample_rate_hz, frames=frames, progress=sung)
        stems.append(stem)
        start = end
    return Stems(stems=tuple(stems))


def length_seconds(score: Score) -> float:
    """How long a performance is, with its ring-out."""
    return score.timeline.seconds_at(score.end_beats) + RING_OUT_SECONDS
