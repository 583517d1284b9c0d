"""The sampler: the played notes of one part through a preset of a SoundFont, to a stereo stem.

For each region of the preset: its notes become tones (`tones`), each distinct stream is read once at its pitch
(`oscillator`), filtered (`filter`), and every tone that shares it is added under its own envelope (`envelope`).
A note is heard from exactly the frame nearest to its start (`onset`). Nothing depends on how many parts play at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tutti.perform.band.control import CONTROL_FRAMES, cutoff_cents, pitch_cents, times_seconds, tremolo_db
from tutti.perform.band.envelope import CHOKE_SECONDS, UNSHADED, add_tones
from tutti.perform.band.filter import CENTS_ORIGIN_HZ, HIGHEST_SHARE_OF_RATE, highest_cutoff_cents, low_pass
from tutti.perform.band.onset import start_early
from tutti.perform.band.oscillator import read_wave
from tutti.perform.band.soundfont import Region
from tutti.perform.band.tones import FLAT_RESONANCE_DB, Hits, Tones, choked, tones_of
from tutti.perform.band.touch import dark_shares, darkening
from tutti.perform.band.variation import Variation
from tutti.perform.band.wave import Wave, WaveCache
from tutti.perform.played_note import PlayedNote
from tutti.sound.audio import Samples

_LOWEST_CUTOFF_CENTS = 1500.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Instrument:
    """A preset that can be played.

    Attributes:
        regions: its regions.
        waves: where their samples are decoded.
        is_drums: whether a hit rings on when it is let go at once.
        tuning_cents: how far its A lies from 440 Hz; drums do not follow.
        touch: how much the velocity colours it, 0 to 1.
    """

    regions: tuple[Region, ...]
    waves: WaveCache
    is_drums: bool = False
    tuning_cents: float = 0.0
    touch: float = 0.0


def play(
    notes: tuple[PlayedNote, ...],
    instrument: Instrument,
    out: Samples,
    *,
    variation: Variation,
    pan: float = 0.0,
    gain: float = 1.0,
    sample_rate_hz: int,
) -> None:
    """Add a part to a stem, float32 shaped (2, frames); what rings past its end is cut off."""
    if not notes:
        return
    hits = Hits.of(
        notes,
        variation=variation,
        is_drums=instrument.is_drums,
        tuning_cents=instrument.tuning_cents,
        sample_rate_hz=sample_rate_hz,
    )
    found = (tones_of(region, hits, pan=pan, gain=gain, sample_rate_hz=sample_rate_hz) for region in instrument.regions)
    groups = [group for group in found if group is not None]
    waves = [instrument.waves.wave(group.region) for group in groups]
    start_early(groups, waves, notes=len(notes), sample_rate_hz=sample_rate_hz)
    choked(groups, hits, sample_rate_hz=sample_rate_hz)
    for group, wave in zip(groups, waves, strict=True):
        _add_region(group, wave, hits, instrument, out, sample_rate_hz)


def _add_region(
    group: Tones, wave: Wave, hits: Hits, instrument: Instrument, out: Samples, sample_rate_hz: int
) -> None:
    shares = dark_shares(hits.velocity[group.notes], instrument.touch)
    order = np.lexsort((group.tones["start"], group.stream_of))
    bounds = np.searchsorted(group.stream_of[order], np.arange(len(group.streams) + 1))
    for number, stream in enumerate(group.streams):
        members = order[bounds[number] : bounds[number + 1]]
        members = members[group.tones["start"][members] < out.shape[1]]
        tones = group.tones[members]
        if not len(tones):
            continue
        longest = int(np.minimum(tones["frames"], out.shape[1] - tones["start"]).max())
        sound = _sound(stream, wave, longest, sample_rate_hz)
        if not len(sound):
            continue
        tones["shade"] = shares[members]
        shading = UNSHADED
        if np.any(tones["shade"]):
            key = float(hits.key[group.notes[members[0]]])
            shading = darkening(sound, key=key, is_drums=instrument.is_drums, sample_rate_hz=sample_rate_hz)
        add_tones(sound, shading, tones, CHOKE_SECONDS * sample_rate_hz, out)


def _sound(stream: npt.NDArray[np.void], wave: Wave, frames: int, sample_rate_hz: int) -> npt.NDArray[np.float32]:
    """A stream at its pitch, filtered, with its tremolo; at most `frames`, fewer where the recording ends."""
    seconds = times_seconds(frames, sample_rate_hz)
    if wave.loop_frames is None:
        step = float(stream["step"])
        frames = min(frames, int((wave.length - float(stream["offset"])) / step * 2.0) + 1)
    buffer = np.empty(max(frames, 0), dtype=np.float32)
    steps = stream["step"] * 2.0 ** (pitch_cents(stream, seconds) / 1200.0)
    filled = read_wave(
        wave.frames, wave.length, wave.loop_frames or 0, float(stream["offset"]), steps, CONTROL_FRAMES, buffer
    )
    sound = buffer[:filled]
    cutoffs = cutoff_cents(stream, seconds)
    highest = highest_cutoff_cents(sample_rate_hz)
    if cutoffs.min() < highest:
        shares = CENTS_ORIGIN_HZ / sample_rate_hz * 2.0 ** (np.maximum(cutoffs, _LOWEST_CUTOFF_CENTS) / 1200.0)
        quality = 10.0 ** ((float(stream["resonance_db"]) - FLAT_RESONANCE_DB) / 20.0)
        low_pass(sound, np.minimum(shares, HIGHEST_SHARE_OF_RATE), quality, CONTROL_FRAMES)
    level_db = tremolo_db(stream, seconds)
    if len(level_db) > 1:
        points = np.arange(len(level_db)) * CONTROL_FRAMES
        sound *= np.interp(np.arange(filled), points, 10.0 ** (level_db / 20.0)).astype(np.float32)
    return sound
