"""The band, one stem a player: a sampler over a General MIDI SoundFont, a synthesizer and drum machines.

`sounds` says who plays what; all three take the same played notes and the same small variations.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import cache

import numpy as np

from tutti.base import assets
from tutti.base.progress import Progress, silent
from tutti.base.seeds import generator
from tutti.music.score import Part, Score
from tutti.perform.band.inserts.choice import insert
from tutti.perform.band.machines.drummer import play_machine
from tutti.perform.band.programs import regions_for
from tutti.perform.band.sampler import Instrument, play
from tutti.perform.band.soundfont import SoundFont
from tutti.perform.band.sounds import machine_of, patch_of
from tutti.perform.band.synth.synthesiser import play_patch
from tutti.perform.band.touch import depth_of
from tutti.perform.band.variation import Variation, vary
from tutti.perform.band.wave import WaveCache
from tutti.perform.expression import performed_notes
from tutti.perform.played_note import PlayedNote
from tutti.sound.audio import Audio, Samples
from tutti.sound.stems import Stem

WORKERS = 2  # parts played at once; each has its own stem, so their number changes no sample
GAIN_DB = -3.0  # a typical part of mezzo-forte notes then lies between -25 and -15 LUFS
END_FADE_SECONDS = 0.03
PALM_MUTED_PROGRAM = 28
DAMPED_GAINS_DB = {26: 0.0, 27: 0.0, 29: -3.0, 30: -3.0}  # so that it stands beside what rings
_GAIN = 10.0 ** (GAIN_DB / 20.0)

__all__ = ["render_band"]


def render_band(score: Score, *, sample_rate_hz: int, frames: int, progress: Progress = silent) -> tuple[Stem, ...]:
    """Play the parts of a score, one stereo stem a part, in order.

    Raises:
        AssetMissing: the SoundFont is not installed or is damaged.
    """
    if not score.parts:
        return ()

    def played(part: Part) -> Stem:
        samples = _part(part, score, sample_rate_hz, frames)
        return Stem(player=part.player, audio=Audio(samples=samples, sample_rate_hz=sample_rate_hz))

    with ThreadPoolExecutor(max_workers=WORKERS) as pool:
        futures = [pool.submit(played, part) for part in score.parts]
        for done, _ in enumerate(as_completed(futures), start=1):
            progress(done / len(futures))
        return tuple(future.result() for future in futures)


def _part(part: Part, score: Score, sample_rate_hz: int, frames: int) -> Samples:
    notes = performed_notes(part, score, score.seed)
    random = generator(score.seed, "band", part.player, "variation")
    variation = vary(notes, is_drums=part.is_drums, random=random)
    samples = np.zeros((2, frames), dtype=np.float32)
    patch, machine = patch_of(part, score), machine_of(part)
    if patch is not None:
        play_patch(
            notes,
            patch,
            samples,
            variation=variation,
            tuning_cents=score.tuning_cents,
            pan=part.pan,
            gain=_GAIN,
            sample_rate_hz=sample_rate_hz,
        )
    else:
        _add_recorded(part, score, notes, variation, machine, samples, sample_rate_hz)
    if machine:
        play_machine(
            notes, machine, samples, variation=variation, pan=part.pan, gain=_GAIN, sample_rate_hz=sample_rate_hz
        )
    fade = min(round(END_FADE_SECONDS * sample_rate_hz), frames)
    samples[:, frames - fade :] *= np.linspace(1.0, 0.0, fade, dtype=np.float32)
    return samples


def _add_recorded(
    part: Part,
    score: Score,
    notes: tuple[PlayedNote, ...],
    variation: Variation,
    machine: Collection[int],
    samples: Samples,
    sample_rate_hz: int,
) -> None:
    """Add what the SoundFont plays of a part: all that no voice of a drum machine does."""
    left = [number for number, note in enumerate(notes) if note.pitch_midi not in machine]
    font, waves = _instruments()
    for program, gain_db, members in _by_program(part, notes, left):
        instrument = Instrument(
            regions=regions_for(font, program=program, is_drums=part.is_drums),
            waves=waves,
            is_drums=part.is_drums,
            tuning_cents=score.tuning_cents,
            touch=depth_of(program, is_drums=part.is_drums),
        )
        play(
            tuple(notes[number] for number in members),
            instrument,
            samples,
            variation=variation.of(members),
            pan=part.pan,
            gain=_GAIN * 10.0 ** (gain_db / 20.0),
            sample_rate_hz=sample_rate_hz,
        )
    if not part.is_drums:
        insert(samples, part.program, score, sample_rate_hz)


def _by_program(part: Part, notes: tuple[PlayedNote, ...], left: list[int]) -> Iterator[tuple[int, float, list[int]]]:
    """Programs, their gain in dB and the notes they play: what a guitarist damps is a recording of its own."""
    damped_gain_db = None if part.is_drums else DAMPED_GAINS_DB.get(part.program)
    damped = [number for number in left if damped_gain_db is not None and notes[number].is_damped]
    ringing = sorted(set(left) - set(damped))
    if ringing:
        yield part.program, 0.0, ringing
    if damped and damped_gain_db is not None:
        yield PALM_MUTED_PROGRAM, damped_gain_db, damped


@cache
def _instruments() -> tuple[SoundFont, WaveCache]:
    return SoundFont(assets.find("soundfont")), WaveCache()
