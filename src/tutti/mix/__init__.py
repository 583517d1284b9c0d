"""Stems and upload to Mixdown: what is heard in the end.

The upload goes through untouched but for one gain; everything else is done to the other stems: channel strips, balance
by loudness, room, ducking, tone, glue, limiter. All wet sound stays in the stem it belongs to, and the master is the
sum of the stems.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

import numpy as np

from tutti.base.progress import Progress, part, silent
from tutti.mix.balance import free_around, free_over
from tutti.mix.bus import set_around, set_over, summed
from tutti.mix.channels import VOICE
from tutti.mix.master import HIGHEST_STEM_PEAK, Gains, master_gains
from tutti.mix.rides import ride_gain
from tutti.mix.shaping import shaped_stems
from tutti.mix.upload_sides import both_sides, scaled
from tutti.mix.verify import verified
from tutti.music.form import Section
from tutti.music.score import UPLOAD, VOCALS, MixNotes
from tutti.music.time import Timeline
from tutti.sound.audio import Audio, Samples
from tutti.sound.loudness import integrated_lufs
from tutti.sound.mixdown import Mixdown
from tutti.sound.stems import Stem, Stems

USUAL_TEMPO_BPM = 120.0

__all__ = ["mix"]


def mix(
    *,
    upload: Audio | None,
    performed: Iterable[Stem],
    notes: MixNotes,
    lead: str,
    timeline: Timeline | None = None,
    sections: Sequence[Section] = (),
    treats_upload: bool = False,
    progress: Progress = silent,
) -> Mixdown:
    """Mix and master.

    Args:
        upload: the recording everything was made around; mono or stereo, at the rate of the stems.
        performed: the stems of the band and the singer, unmixed, of one rate and length, at least as long as the
            upload; taken one by one, so that an iterator that keeps none spares their memory.
        notes: what the style asks of the mix.
        lead: the stem in front: "upload" or "vocals".
        timeline: the beats, for what goes in time with the music; None where nothing is known of them.
        sections: the form, which the faders of a band ride with.
        treats_upload: whether an uploaded voice goes through the strip of a sung one; its stem is then called "voice",
            and the recording itself lies beside the mix.
        progress: told the share that is done.

    Raises:
        MixBroken: the result does not hold what it promises.
    """
    coming = iter(performed)
    first = next(coming)
    rate = first.audio.sample_rate_hz
    frames = max(first.audio.frames, upload.frames if upload else 0)
    everyone = chain([first], coming)
    del first
    dry: list[Stem] = []
    if treats_upload and upload is not None:
        everyone = chain(
            [Stem(player=VOICE, audio=Audio(samples=both_sides(upload, frames), sample_rate_hz=rate))], everyone
        )
        dry.append(Stem(player=UPLOAD, audio=upload))
        upload = None
    own = both_sides(upload, frames)
    tempo_bpm = USUAL_TEMPO_BPM if timeline is None else timeline.tempo_bpm
    shaped = shaped_stems(_sung_kept(everyone, dry), notes, frames, tempo_bpm, part(progress, 0.0, 0.45))
    if lead == VOCALS:
        set_over(shaped, own, rate, notes)
    else:
        ride = None if timeline is None or not sections else ride_gain(sections, timeline, frames, rate)
        set_around(shaped, own, rate, notes, tempo_bpm, ride)
    progress(0.65)
    gains = _mastered(shaped, own, rate, lead)
    progress(0.85)
    mixdown = _mixed_down(upload, own, shaped, gains, rate)
    progress(1.0)
    return replace(mixdown, dry=tuple(_as_loud_as(stem, mixdown.stems) for stem in dry))


def _mixed_down(upload: Audio | None, own: Samples, shaped: dict[str, Samples], gains: Gains, rate: int) -> Mixdown:
    """The mastered stems and their sum, checked; the shaped stems are used up."""
    curve = gains.curve * np.float32(gains.band)
    upload_gain = np.float32(gains.upload)
    stems = []
    if upload is not None:
        stems.append(Stem(player=UPLOAD, audio=Audio(samples=scaled(own, upload_gain), sample_rate_hz=rate)))
    for player, samples in shaped.items():
        np.multiply(samples, curve, out=samples)
        stems.append(Stem(player=player, audio=Audio(samples=samples, sample_rate_hz=rate)))
    del curve
    master = Audio(samples=summed({stem.player: stem.audio.samples for stem in stems}), sample_rate_hz=rate)
    everything = Stems(stems=tuple(stems))
    report = verified(master, everything, own if upload is not None else None, float(upload_gain), gains.notes)
    return Mixdown(master=master, stems=everything, report=report)


def _sung_kept(performed: Iterable[Stem], dry: list[Stem]) -> Iterator[Stem]:
    """The stems as they come; what was sung is kept aside, mono."""
    for stem in performed:
        if stem.player == VOCALS:
            mono = Audio(samples=stem.audio.mono()[np.newaxis], sample_rate_hz=stem.audio.sample_rate_hz)
            dry.append(Stem(player=VOCALS, audio=mono))
        yield stem


def _as_loud_as(dry: Stem, stems: Stems) -> Stem:
    """A dry stem at the loudness it has in the mix; the recording as it came."""
    if dry.player == UPLOAD:
        return dry
    rate = dry.audio.sample_rate_hz
    sides = Audio(samples=np.repeat(dry.audio.samples, 2, axis=0), sample_rate_hz=rate)
    gain_db = integrated_lufs(stems[dry.player]) - integrated_lufs(sides)
    most_db = -20.0 * np.log10(float(np.max(np.abs(dry.audio.samples), initial=1e-9)) / HIGHEST_STEM_PEAK)
    gain = np.float32(10.0 ** (min(gain_db, most_db) / 20.0)) if np.isfinite(gain_db) else np.float32(1.0)
    return Stem(player=dry.player, audio=Audio(samples=dry.audio.samples * gain, sample_rate_hz=rate))


def _mastered(shaped: dict[str, Samples], own: Samples, rate: int, lead: str) -> Gains:
    """The gains of the master."""
    highest = np.zeros(own.shape[1], dtype=np.float32)
    for samples in shaped.values():
        for channel in samples:
            np.maximum(highest, np.abs(channel), out=highest)
    free_lu = free_over if lead == VOCALS else free_around
    return master_gains(own, summed(shaped), highest, rate, free_lu=free_lu)
