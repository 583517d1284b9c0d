"""Every stem through its strip and into its space: what is done to players one by one."""

from __future__ import annotations

import math
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from tutti.base.progress import Progress
from tutti.mix.channels import LEAD_LUFS, Strip, strip_of, through
from tutti.mix.effects.echo import echo
from tutti.mix.effects.gate import gated
from tutti.mix.effects.reverb import Room, plate, reverberate
from tutti.mix.effects.tape import worn
from tutti.mix.effects.widener import widen
from tutti.music.score import MixNotes
from tutti.sound.audio import Audio, Samples
from tutti.sound.loudness import level_free_lufs, step_powers
from tutti.sound.stems import Stem

WORKERS = 2
DRUMS = "drums"
_GATED_SHARE = 0.35
_PLATE_SHARE_OF_ROOM = 0.8


def shaped_stems(
    performed: Iterable[Stem], notes: MixNotes, frames: int, tempo_bpm: float, progress: Progress
) -> dict[str, Samples]:
    """Every stem through its strip and into the room, padded to the length of the mix; two at a time."""

    def shape(box: list[Stem]) -> Samples:
        stem = box.pop()
        rate = stem.audio.sample_rate_hz
        strip = strip_of(stem.player)
        brightness_db = 0.0 if strip.is_lead else notes.brightness_db
        dry = _levelled(stem.audio) if strip.is_lead else stem.audio.samples
        samples = through(dry, strip, brightness_db, rate)
        if samples is stem.audio.samples or samples.shape[1] < frames:
            samples = np.pad(samples, ((0, 0), (0, frames - samples.shape[1])))
        del stem, dry
        if notes.wear > 0.0 and not strip.is_lead:
            samples = worn(samples, notes.wear, rate)
        if strip.width > 0.0:
            widen(samples, strip.width, rate)
        wet = _wet(samples, strip, notes, tempo_bpm, rate)
        return samples if wet is None else np.add(samples, wet, out=samples)

    with ThreadPoolExecutor(WORKERS) as pool:
        # Each stem waits in a box that is emptied, so that the pool does not keep it either.
        jobs = {stem.player: pool.submit(shape, [stem]) for stem in performed}
        for done, job in enumerate(jobs.values(), start=1):
            job.result()
            progress(done / len(jobs))
    return {player: job.result() for player, job in jobs.items()}


def add_gated(drums: Samples, notes: MixNotes, sample_rate_hz: int) -> None:
    """The drums' own reverb, in place."""
    wet = gated(drums, notes.gate_seconds, sample_rate_hz)
    wet *= np.float32(_GATED_SHARE)
    drums += wet


def _levelled(audio: Audio) -> Samples:
    """A lead voice at the loudness its strip is set for."""
    lufs = level_free_lufs(step_powers(audio))
    gain = 10.0 ** ((LEAD_LUFS - lufs) / 20.0) if math.isfinite(lufs) else 1.0
    return np.asarray(audio.samples * np.float32(gain))


def _wet(samples: Samples, strip: Strip, notes: MixNotes, tempo_bpm: float, rate: int) -> Samples | None:
    share = notes.reverb_share * strip.reverb_send
    wet: Samples | None = None
    if share > 0.0:
        room = Room(decay_seconds=notes.reverb_seconds)
        wet = reverberate(samples, plate(_PLATE_SHARE_OF_ROOM * room.decay_seconds) if strip.is_lead else room, rate)
        wet *= np.float32(share)
    if strip.is_lead and notes.echo_share > 0.0:
        repeats = echo(samples, notes.echo_beats * 60.0 / tempo_bpm, rate)
        repeats *= np.float32(notes.echo_share)
        wet = repeats if wet is None else np.add(wet, repeats, out=wet)
    return wet
