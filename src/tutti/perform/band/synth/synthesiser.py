"""The synthesizer: the played notes of one part through a patch, to a stereo stem.

Notes of one pitch, of nearly one velocity and of one alternate share their sound, which is made once and added under
the envelope of each (`envelope.add_tones`): an arpeggio of a thousand notes costs about as much as fifty. Four
alternates of other phases keep repeated notes from being copies.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tutti.music.time import FloatArray
from tutti.perform.band.envelope import CHOKE_SECONDS, SILENT_DB, TONE, UNSHADED, add_tones
from tutti.perform.band.inserts.ensemble import ensemble
from tutti.perform.band.synth.patch import Patch
from tutti.perform.band.synth.voice import Key, sound
from tutti.perform.band.tones import panned
from tutti.perform.band.variation import Variation
from tutti.perform.played_note import PlayedNote
from tutti.sound.audio import Samples

VELOCITY_STEP = 6  # velocities are rounded to multiples of it, but for the level
VELOCITY_DB = 40.0  # a decade of velocity, as the sampler's law has it
_FALL_DB = 60.0  # what decay and release times are of
_SHORTEST_FALL_SECONDS = 0.01
_TOGETHER_SECONDS = 0.012
_AUDIBLE_DB = 80.0  # under its peak, a note is over


def play_patch(
    notes: tuple[PlayedNote, ...],
    patch: Patch,
    out: Samples,
    *,
    variation: Variation,
    tuning_cents: float,
    pan: float,
    gain: float,
    sample_rate_hz: int,
) -> None:
    """Play a part into an empty stem, float32 shaped (2, frames); what rings past its end is cut off."""
    frames = out.shape[1]
    keys = [_key(note, int(alternate)) for note, alternate in zip(notes, variation.alternates, strict=True)]
    tones = _tones(notes, patch, variation, gain, sample_rate_hz)
    for key in sorted(set(keys)):
        mine = tones[[number for number, other in enumerate(keys) if other == key]]
        mine = mine[mine["start"] < frames]
        if not len(mine):
            continue
        longest = int(np.minimum(mine["frames"], frames - mine["start"]).max())
        sides = sound(patch, key, tuning_cents=tuning_cents, frames=longest, sample_rate_hz=sample_rate_hz)
        places = (pan,) if len(sides) == 1 else (pan - patch.spread, pan + patch.spread)
        for side, place in zip(sides, places, strict=True):
            left, right = panned(np.array([place]))
            placed = mine.copy()
            placed["left"] *= left
            placed["right"] *= right
            add_tones(side, UNSHADED, placed, CHOKE_SECONDS * sample_rate_hz, out)
    if patch.chorus > 0.0:
        ensemble(out, patch.chorus, sample_rate_hz)


def _key(note: PlayedNote, alternate: int) -> Key:
    velocity = round(note.velocity / VELOCITY_STEP) * VELOCITY_STEP
    return Key(note.pitch_midi, velocity, alternate, note.glide_semitones)


def _tones(
    notes: tuple[PlayedNote, ...], patch: Patch, variation: Variation, gain: float, rate: int
) -> npt.NDArray[np.void]:
    """Envelope, place and level of each note; see `envelope.TONE`."""
    settings = patch.amplitude
    tones = np.zeros(len(notes), dtype=TONE)
    starts = np.array([note.start_seconds for note in notes])
    held = np.array([note.duration_seconds for note in notes])
    velocities = np.array([note.velocity for note in notes], dtype=np.float64)
    law_db = settings.velocity * VELOCITY_DB * np.log10(velocities / 127.0)
    level = gain * 10.0 ** ((patch.level_db + law_db + variation.level_db) / 20.0)
    decay = max(settings.decay_seconds, _SHORTEST_FALL_SECONDS)
    release = max(settings.release_seconds, _SHORTEST_FALL_SECONDS)
    tones["start"] = np.rint(starts * rate).astype(np.int64)
    tones["held"] = held * rate
    tones["attack"] = settings.attack_seconds * rate
    tones["decay_db"] = _FALL_DB / (decay * rate)
    tones["sustain_db"] = settings.sustain_db
    tones["release_db"] = _FALL_DB / (release * rate)
    tones["swell_db"] = [note.swell_db for note in notes]
    tones["left"] = level
    tones["right"] = level
    tones["choke"] = _chokes(starts) * rate if patch.is_mono else np.inf
    down_db = np.minimum(np.maximum(held - settings.attack_seconds, 0.0) * _FALL_DB / decay, settings.sustain_db)
    released = held + np.maximum(_AUDIBLE_DB - down_db, 0.0) * release / _FALL_DB
    silent = settings.attack_seconds + _AUDIBLE_DB * decay / _FALL_DB
    ends = np.minimum(released, silent) if settings.sustain_db >= SILENT_DB else released
    ends = np.minimum(ends * rate, tones["choke"] + CHOKE_SECONDS * rate)
    tones["frames"] = np.ceil(ends).astype(np.int64)
    return tones


def _chokes(starts: FloatArray) -> FloatArray:
    """After how many seconds the next note starts; notes struck together do not end each other."""
    following = np.append(starts, np.inf)
    return following[np.searchsorted(starts, starts + _TOGETHER_SECONDS)] - starts
