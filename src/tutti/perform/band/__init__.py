"""The band: a sampler over a General MIDI SoundFont, one stem a player."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import cache

import numpy as np

from tutti.base import assets
from tutti.base.progress import Progress, silent
from tutti.base.seeds import generator
from tutti.music.score import Part, Score
from tutti.perform.band.programs import regions_for
from tutti.perform.band.sampler import Instrument, play
from tutti.perform.band.soundfont import SoundFont
from tutti.perform.band.variation import vary
from tutti.perform.band.wave import WaveCache
from tutti.perform.expression import performed_notes
from tutti.sound.audio import Audio, Samples
from tutti.sound.stems import Stem

WORKERS = 2  # parts played at once; each has its own stem, so their number changes no sample
GAIN_DB = -3.0  # a typical part of mezzo-forte notes then lies between -25 and -15 LUFS
END_FADE_SECONDS = 0.03

__all__ = ["render_band"]


def render_band(score: Score, *, sample_rate_hz: int, frames: int, progress: Progress = silent) -> tuple[Stem, ...]:
    """Play the parts of a score, one stereo stem a part, in order.

    Raises:
        AssetMissing: the SoundFont is not installed or is damaged.
    """
    if not score.parts:
        return ()
    font, waves = _instruments()

    def played(part: Part) -> Stem:
        samples = _part(part, score, font, waves, sample_rate_hz, frames)
        return Stem(player=part.player, audio=Audio(samples=samples, sample_rate_hz=sample_rate_hz))

    with ThreadPoolExecutor(max_workers=WORKERS) as pool:
        futures = [pool.submit(played, part) for part in score.parts]
        for done, _ in enumerate(as_completed(futures), start=1):
            progress(done / len(futures))
        return tuple(future.result() for future in futures)


def _part(part: Part, score: Score, font: SoundFont, waves: WaveCache, sample_rate_hz: int, frames: int) -> Samples:
    notes = performed_notes(part, score, score.seed)
    random = generator(score.seed, "band", part.player, "variation")
    instrument = Instrument(
        regions=regions_for(font, program=part.program, is_drums=part.is_drums),
        waves=waves,
        is_drums=part.is_drums,
        tuning_cents=score.tuning_cents,
    )
    samples = play(
        notes,
        instrument,
        variation=vary(notes, is_drums=part.is_drums, random=random),
        pan=part.pan,
        gain=10.0 ** (GAIN_DB / 20.0),
        sample_rate_hz=sample_rate_hz,
        frames=frames,
    )
    fade = min(round(END_FADE_SECONDS * sample_rate_hz), frames)
    samples[:, frames - fade :] *= np.linspace(1.0, 0.0, fade, dtype=np.float32)
    return samples


@cache
def _instruments() -> tuple[SoundFont, WaveCache]:
    return SoundFont(assets.find("soundfont")), WaveCache()
