"""A drum machine's part: strokes made once for each voice, velocity step and alternate, and added where they fall."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tutti.perform.band.envelope import CHOKE_SECONDS, SILENT_DB, TONE, UNSHADED, add_tones
from tutti.perform.band.machines.kit import DrumVoice
from tutti.perform.band.machines.stroke import stroke
from tutti.perform.band.tones import panned
from tutti.perform.band.variation import Variation
from tutti.perform.played_note import PlayedNote
from tutti.sound.audio import Samples

VELOCITY_STEP = 12
VELOCITY_DB = 34.0  # a decade of velocity: an accent of these machines is a few dB
FULL_VELOCITY = 127.0


def play_machine(
    notes: tuple[PlayedNote, ...],
    voices: Mapping[int, DrumVoice],
    out: Samples,
    *,
    variation: Variation,
    pan: float,
    gain: float,
    sample_rate_hz: int,
) -> None:
    """Add the notes that the machine has a voice for to a stem, float32 shaped (2, frames)."""
    chokes = _chokes(notes, voices, sample_rate_hz)
    groups: dict[tuple[int, int, int], list[int]] = {}
    for number, note in enumerate(notes):
        if note.pitch_midi in voices:
            step = round(note.velocity / VELOCITY_STEP) * VELOCITY_STEP
            groups.setdefault((note.pitch_midi, step, int(variation.alternates[number])), []).append(number)
    for (key, step, alternate), members in groups.items():
        voice = voices[key]
        cents = float(variation.cents[members[0]])  # one for each alternate
        sound = stroke(voice, step, alternate, cents, sample_rate_hz)
        tones = np.zeros(len(members), dtype=TONE)
        velocities = np.array([notes[number].velocity for number in members], dtype=np.float64)
        level_db = voice.level_db + VELOCITY_DB * np.log10(velocities / FULL_VELOCITY) + variation.level_db[members]
        left, right = panned(np.array([pan + voice.pan]))
        tones["start"] = [round(notes[number].start_seconds * sample_rate_hz) for number in members]
        tones["held"] = np.inf
        tones["choke"] = [chokes.get(number, np.inf) for number in members]
        tones["attack"] = 1.0
        tones["hold"] = np.inf
        tones["sustain_db"] = SILENT_DB
        tones["left"] = gain * 10.0 ** (level_db / 20.0) * left
        tones["right"] = gain * 10.0 ** (level_db / 20.0) * right
        longest = np.minimum(len(sound), tones["choke"] + CHOKE_SECONDS * sample_rate_hz)
        tones["frames"] = np.ceil(longest).astype(np.int64)
        add_tones(sound, UNSHADED, tones[tones["start"] < out.shape[1]], CHOKE_SECONDS * sample_rate_hz, out)


def _chokes(notes: tuple[PlayedNote, ...], voices: Mapping[int, DrumVoice], rate: int) -> dict[int, float]:
    """By the number of a note, after how many frames a later note of its group cuts it off."""
    last: dict[str, int] = {}
    chokes: dict[int, float] = {}
    for number, note in enumerate(notes):
        voice = voices.get(note.pitch_midi)
        if voice is None or voice.group is None:
            continue
        if voice.group in last:
            before = notes[last[voice.group]]
            chokes[last[voice.group]] = max((note.start_seconds - before.start_seconds) * rate, 1.0)
        last[voice.group] = number
    return chokes
