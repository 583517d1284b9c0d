"""Stems and upload to Mixdown: what is heard in the end.

The upload goes through untouched but for one gain; everything else is done to the other stems: channel strips, balance
by loudness, room, ducking, limiter. All wet sound stays in the stem it belongs to, and the master is the sum of the
stems.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import chain

import numpy as np

from tutti.base.errors import MixBroken
from tutti.base.progress import Progress, silent
from tutti.mix.balance import MOST_VOICE_OVER_BAND_LU, player_gain_db, voice_gain_db
from tutti.mix.channels import strip_of, through
from tutti.mix.ducking import gain_under
from tutti.mix.effects.reverb import reverberate
from tutti.mix.limiter import Curve, band_gain
from tutti.mix.master import MOST_EXTRA_DB, Gains, master_gains
from tutti.mix.upload_sides import both_sides, scaled
from tutti.mix.verify import verified
from tutti.music.score import UPLOAD, VOCALS, MixNotes
from tutti.sound.audio import Audio, Samples
from tutti.sound.loudness import integrated_lufs, level_free_lufs, step_powers
from tutti.sound.mixdown import Mixdown
from tutti.sound.stems import Stem, Stems

WORKERS = 2
STEM_ROUNDS = 8
PUSHED_LESS_ROUNDS = 3
HIGHEST_STEM_PEAK = 0.98  # a stem may peak higher than the master, but not beyond full scale
HELD_STEM_PEAK = 0.9
HELD_LOWER = 0.88

__all__ = ["mix"]


def mix(
    *, upload: Audio | None, performed: Iterable[Stem], notes: MixNotes, lead: str, progress: Progress = silent
) -> Mixdown:
    """Mix and master.

    Args:
        upload: the recording everything was made around; mono or stereo, at the rate of the stems.
        performed: the stems of the band and the singer, unmixed, of one rate and length, at least as long as the
            upload; taken one by one, so that an iterator that keeps none spares their memory.
        notes: what the style asks of the mix.
        lead: the stem in front: "upload" or "vocals".
        progress: told the share that is done.

    Raises:
        MixBroken: the result does not hold what it promises.
    """
    coming = iter(performed)
    first = next(coming)
    rate = first.audio.sample_rate_hz
    frames = max(first.audio.frames, upload.frames if upload else 0)
    own = both_sides(upload, frames)
    everyone = chain([first], coming)
    del first
    shaped = _shaped(everyone, notes, frames, progress)
    _balance(shaped, own, rate, notes, lead)
    _give_way(shaped, own, rate, lead)
    progress(0.6)

    gains = _mastered(shaped, own, rate, lead)
    progress(0.85)

    upload_gain, said = np.float32(gains.upload), gains.notes
    curve = gains.curve * np.float32(gains.band)
    del gains
    stems = []
    if upload is not None:
        stems.append(Stem(player=UPLOAD, audio=Audio(samples=scaled(own, upload_gain), sample_rate_hz=rate)))
    for player in shaped:
        shaped[player] *= curve
        stems.append(Stem(player=player, audio=Audio(samples=shaped[player], sample_rate_hz=rate)))
    del curve
    master = Audio(samples=_sum({stem.player: stem.audio.samples for stem in stems}, frames), sample_rate_hz=rate)
    everything = Stems(stems=tuple(stems))
    report = verified(master, everything, own if upload is not None else None, float(upload_gain), said)
    progress(1.0)
    return Mixdown(master=master, stems=everything, report=report)


def _shaped(performed: Iterable[Stem], notes: MixNotes, frames: int, progress: Progress) -> dict[str, Samples]:
    """Every stem through its strip and into the room, padded to the length of the mix."""

    def shape(box: list[Stem]) -> Samples:
        stem = box.pop()
        strip = strip_of(stem.player)
        rate = stem.audio.sample_rate_hz
        brightness_db = 0.0 if stem.player == VOCALS else notes.brightness_db
        samples = through(stem.audio.samples, strip, brightness_db, rate)
        if samples is stem.audio.samples or samples.shape[1] < frames:
            samples = np.pad(samples, ((0, 0), (0, frames - samples.shape[1])))
        del stem
        share = notes.reverb_share * strip.reverb_send
        if share > 0.0:
            wet = reverberate(samples, notes.reverb_seconds, rate)
            wet *= np.float32(share)
            samples += wet
        return samples

    with ThreadPoolExecutor(WORKERS) as pool:
        # Each stem waits in a box that is emptied, so that the pool does not keep it either.
        jobs = {stem.player: pool.submit(shape, [stem]) for stem in performed}
        for done, job in enumerate(jobs.values(), start=1):
            job.result()
            progress(0.5 * done / len(jobs))
    return {player: job.result() for player, job in jobs.items()}


def _balance(shaped: dict[str, Samples], own: Samples, rate: int, notes: MixNotes, lead: str) -> None:
    """Set the level of every stem, in place."""
    if lead == VOCALS:
        powers = step_powers(Audio(samples=shaped[VOCALS], sample_rate_hz=rate))
        shaped[VOCALS] *= _linear(voice_gain_db(powers, step_powers(Audio(samples=own, sample_rate_hz=rate))))
    lead_samples = shaped[VOCALS] if lead == VOCALS else own
    lead_lufs = level_free_lufs(step_powers(Audio(samples=lead_samples, sample_rate_hz=rate)))
    for player, samples in shaped.items():
        if player != lead:
            lufs = integrated_lufs(Audio(samples=samples, sample_rate_hz=rate))
            shaped[player] *= _linear(player_gain_db(player, lufs, lead_lufs, notes))


def _give_way(shaped: dict[str, Samples], own: Samples, rate: int, lead: str) -> None:
    """Duck who comps under the lead, in place."""
    curve = gain_under(shaped[VOCALS] if lead == VOCALS else own, rate)
    for player in shaped:
        if player != lead and strip_of(player).ducks:
            shaped[player] *= curve


def _mastered(shaped: dict[str, Samples], own: Samples, rate: int, lead: str) -> Gains:
    """The gains of the master, with every stem inside full scale on its own: who is not is held back, in place."""
    most_over_lu = MOST_VOICE_OVER_BAND_LU if lead == VOCALS else None
    for round_number in range(STEM_ROUNDS):
        # A stem that is held back lets the limiter open, and may pass full scale again: each round it is held lower.
        # Where that is not enough the band is pushed less, in the last round not at all.
        patience = min(1.0, (STEM_ROUNDS - 1 - round_number) / PUSHED_LESS_ROUNDS)
        gains = master_gains(
            own,
            _sum(shaped, own.shape[1]),
            rate,
            most_extra_db=MOST_EXTRA_DB * patience,
            most_over_lu=most_over_lu,
        )
        hot = _held_back(shaped, gains, rate, HELD_STEM_PEAK * HELD_LOWER**round_number)
        if not hot:
            return gains
        del gains
    raise MixBroken(f"the stems {', '.join(hot)} do not stay inside full scale")


def _held_back(shaped: dict[str, Samples], gains: Gains, rate: int, ceiling: float) -> list[str]:
    """The players whose stem would pass full scale; held back under the ceiling, in place."""
    curve = gains.curve * np.float32(gains.band)
    hot = [player for player, samples in shaped.items() if _peak(samples, curve) > HIGHEST_STEM_PEAK]
    for player in hot:
        loud = shaped[player] * curve
        shaped[player] *= band_gain(np.zeros_like(loud), loud, ceiling, rate)
    return hot


def _peak(samples: Samples, curve: Curve) -> float:
    """Highest sample under a gain curve; a channel at a time, to spare memory."""
    return max(float(np.max(np.abs(channel * curve), initial=0.0)) for channel in samples)


def _sum(stems: dict[str, Samples], frames: int) -> Samples:
    total = np.zeros((2, frames), dtype=np.float32)
    for samples in stems.values():
        total += samples
    return total


def _linear(gain_db: float) -> np.float32:
    return np.float32(10.0 ** (gain_db / 20.0))
