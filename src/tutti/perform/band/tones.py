"""From notes to tones: what each region of a preset does for each note, in frames, gains and cents.

Generators and modulators are evaluated for all notes of a region at once; arrays are shaped (notes of the region,).
Notes that need the same pitch, filter and movement share one *stream* and differ only in time and level.
Source: SoundFont 2.04, sections 8 and 9. As in the E-mu hardware and FluidSynth the initial attenuation counts 0.4 of
what is written, and the resonance costs half its height in gain.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tutti.music.time import FloatArray
from tutti.perform.band.control import STREAM
from tutti.perform.band.envelope import CHOKE_SECONDS, SILENT_DB, TONE
from tutti.perform.band.filter import CENTS_ORIGIN_HZ
from tutti.perform.band.generators import INSTANT_TIMECENTS, RANGES, Generator
from tutti.perform.band.soundfont import Region
from tutti.perform.band.variation import Variation
from tutti.perform.band.wave import FULL_SCALE
from tutti.perform.played_note import PlayedNote

IntArray = npt.NDArray[np.int64]
ATTENUATION_SHARE = 0.4
DECAY_DB = 100.0  # decay and release times are those of a fall by 100 dB
FLAT_RESONANCE_DB = 3.01  # the standard's 0 dB is a filter without a peak: Q = 1 / sqrt(2)
SHORTEST_ATTACK_SECONDS = 0.001
SHORTEST_FALL_SECONDS = 0.004  # from the peak to the sustained level
SHORTEST_RELEASE_SECONDS = 0.06  # per 100 dB: an end that is not heard as a click
LEAST_RANGE_DB = 60.0  # however soft a note is, it fades at least so far
SHORTEST_DRUM_SECONDS = 0.05  # a hit is held at least so long, however short it is written
SHORTEST_NOTE_SECONDS = 0.01
_CUTOFF_STEP_CENTS = 50.0  # cutoffs are rounded, so that notes may share a stream
_CENTRE_KEY = 60
_CENTIBELS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Hits:
    """The notes of a part as columns, all shaped (notes,).

    Attributes:
        start_frame: the first frame of each note.
        held_seconds: how long each is held.
        key: MIDI pitch.
        velocity: 1 to 127.
        swell_db: how much louder each is in its middle.
        glide_semitones: how far from its pitch each starts.
        variation: the small differences between repeated notes.
        tuning_cents: how far A lies from 440 Hz.
    """

    start_frame: IntArray
    held_seconds: FloatArray
    key: FloatArray
    velocity: FloatArray
    swell_db: FloatArray
    glide_semitones: FloatArray
    variation: Variation
    tuning_cents: float

    @classmethod
    def of(
        cls,
        notes: tuple[PlayedNote, ...],
        *,
        variation: Variation,
        is_drums: bool,
        tuning_cents: float,
        sample_rate_hz: int,
    ) -> Hits:
        """The columns of notes; drums stay at the pitch they were recorded at."""
        shortest = SHORTEST_DRUM_SECONDS if is_drums else SHORTEST_NOTE_SECONDS
        return cls(
            start_frame=np.array([round(note.start_seconds * sample_rate_hz) for note in notes], dtype=np.int64),
            held_seconds=np.array([max(note.duration_seconds, shortest) for note in notes], dtype=np.float64),
            key=np.array([note.pitch_midi for note in notes], dtype=np.float64),
            velocity=np.array([note.velocity for note in notes], dtype=np.float64),
            swell_db=np.array([note.swell_db for note in notes], dtype=np.float64),
            glide_semitones=np.array([note.glide_semitones for note in notes], dtype=np.float64),
            variation=variation,
            tuning_cents=0.0 if is_drums else tuning_cents,
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tones:
    """What one region plays in a part.

    Attributes:
        region: which.
        notes: the index of each tone's note in the part.
        tones: envelope, place and level of each tone (see `envelope.TONE`).
        streams: what is read and filtered, each once (see `control.STREAM`).
        stream_of: the index of each tone's stream.
    """

    region: Region
    notes: IntArray
    tones: npt.NDArray[np.void]
    streams: npt.NDArray[np.void]
    stream_of: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class _Values:
    """The generators of a region after modulation, for each of its notes."""

    region: Region
    key: FloatArray
    offsets: dict[int, FloatArray]

    def __getitem__(self, generator: Generator) -> FloatArray:
        values = self.region.value(generator) + self.offsets.get(int(generator), np.zeros_like(self.key))
        low, high = RANGES.get(generator, (-np.inf, np.inf))
        return np.clip(values, low, high)

    def seconds(self, generator: Generator) -> FloatArray:
        """A time, 0 where the font says "at once"."""
        timecents = self[generator]
        return np.where(timecents <= INSTANT_TIMECENTS, 0.0, 2.0 ** (timecents / 1200.0))

    def keyed_seconds(self, generator: Generator, by_key: Generator) -> FloatArray:
        """A time that shortens (or grows) up the keyboard."""
        return self.seconds(generator) * 2.0 ** (self[by_key] * (_CENTRE_KEY - self.key) / 1200.0)

    def hz(self, generator: Generator) -> FloatArray:
        """A frequency written in absolute cents."""
        return CENTS_ORIGIN_HZ * 2.0 ** (self[generator] / 1200.0)


def tones_of(region: Region, hits: Hits, *, pan: float, gain: float, sample_rate_hz: int) -> Tones | None:
    """What a region plays; None where no note falls into it."""
    answers = (
        (hits.key >= region.keys[0])
        & (hits.key <= region.keys[1])
        & (hits.velocity >= region.velocities[0])
        & (hits.velocity <= region.velocities[1])
    )
    notes = np.flatnonzero(answers)
    if not len(notes):
        return None
    values = _values(region, hits.key[notes], hits.velocity[notes])
    streams, stream_of = np.unique(_streams(values, hits, notes, sample_rate_hz), return_inverse=True)
    return Tones(
        region=region,
        notes=notes,
        tones=_tones(values, hits, notes, pan=pan, gain=gain, sample_rate_hz=sample_rate_hz),
        streams=streams,
        stream_of=stream_of.ravel(),
    )


def _values(region: Region, key: FloatArray, velocity: FloatArray) -> _Values:
    if region.value(Generator.FIXED_KEY) >= 0:
        key = np.full_like(key, region.value(Generator.FIXED_KEY))
    if region.value(Generator.FIXED_VELOCITY) >= 0:
        velocity = np.full_like(velocity, region.value(Generator.FIXED_VELOCITY))
    offsets: dict[int, FloatArray] = {}
    for modulator in region.modulators:
        offset = modulator.offset(key, velocity)
        offsets[modulator.destination] = offsets.get(modulator.destination, np.zeros_like(key)) + offset
    return _Values(region, key, offsets)


def _streams(values: _Values, hits: Hits, notes: IntArray, sample_rate_hz: int) -> npt.NDArray[np.void]:
    variation = hits.variation
    sample = values.region.sample
    root = values.region.value(Generator.ROOT_KEY)
    root = root if root >= 0 else sample.root_key_midi
    cents = (
        (values.key - root) * values[Generator.SCALE_TUNING]
        + 100.0 * values[Generator.COARSE_TUNE]
        + values[Generator.FINE_TUNE]
        + sample.correction_cents
        + variation.cents[notes]
        + hits.tuning_cents
    )
    # The region's own offsets are cut off in its wave; what is left is what modulators add.
    moved = values[Generator.START_OFFSET] - values.region.value(Generator.START_OFFSET)
    columns: dict[str, FloatArray] = {
        "offset": np.maximum(moved + variation.start_seconds[notes] * sample.sample_rate_hz, 0.0),
        "step": sample.sample_rate_hz / sample_rate_hz * 2.0 ** (cents / 1200.0),
        "cutoff_cents": _rounded(values[Generator.FILTER_CUTOFF]),
        "resonance_db": values[Generator.FILTER_RESONANCE] / _CENTIBELS,
        "envelope_delay": values.seconds(Generator.MODULATION_DELAY),
        "envelope_attack": values.seconds(Generator.MODULATION_ATTACK),
        "envelope_hold": values.keyed_seconds(Generator.MODULATION_HOLD, Generator.MODULATION_HOLD_BY_KEY),
        "envelope_decay": values.keyed_seconds(Generator.MODULATION_DECAY, Generator.MODULATION_DECAY_BY_KEY),
        "envelope_sustain": 1.0 - values[Generator.MODULATION_SUSTAIN] / 1000.0,
        "envelope_release": values.seconds(Generator.MODULATION_RELEASE),
        "envelope_to_pitch": values[Generator.MODULATION_ENVELOPE_TO_PITCH],
        "envelope_to_cutoff": _rounded(values[Generator.MODULATION_ENVELOPE_TO_FILTER]),
        "vibrato_delay": values.seconds(Generator.VIBRATO_LFO_DELAY),
        "vibrato_hz": values.hz(Generator.VIBRATO_LFO_FREQUENCY),
        "vibrato_to_pitch": values[Generator.VIBRATO_LFO_TO_PITCH],
        "tremolo_delay": values.seconds(Generator.TREMOLO_LFO_DELAY),
        "tremolo_hz": values.hz(Generator.TREMOLO_LFO_FREQUENCY),
        "tremolo_to_pitch": values[Generator.TREMOLO_LFO_TO_PITCH],
        "tremolo_to_cutoff": values[Generator.TREMOLO_LFO_TO_FILTER],
        "tremolo_to_volume_db": values[Generator.TREMOLO_LFO_TO_VOLUME] / _CENTIBELS,
        "glide_cents": 100.0 * hits.glide_semitones[notes],
    }
    # Where the envelope moves nothing, notes of any length may share a stream.
    is_moved = (columns["envelope_to_pitch"] != 0.0) | (columns["envelope_to_cutoff"] != 0.0)
    columns["held"] = np.where(is_moved, hits.held_seconds[notes], np.inf)
    streams = np.zeros(len(notes), dtype=STREAM)
    for name, column in columns.items():
        streams[name] = column
    return streams


def _tones(
    values: _Values, hits: Hits, notes: IntArray, *, pan: float, gain: float, sample_rate_hz: int
) -> npt.NDArray[np.void]:
    delay = values.seconds(Generator.VOLUME_DELAY)
    attack = np.maximum(values.seconds(Generator.VOLUME_ATTACK), SHORTEST_ATTACK_SECONDS)
    hold = values.keyed_seconds(Generator.VOLUME_HOLD, Generator.VOLUME_HOLD_BY_KEY)
    decay = np.maximum(values.keyed_seconds(Generator.VOLUME_DECAY, Generator.VOLUME_DECAY_BY_KEY), 1e-3)
    sustain_db = values[Generator.VOLUME_SUSTAIN] / _CENTIBELS
    # Times are those of a fall by 100 dB; the fall that is really made must not be a step either.
    decay = np.maximum(decay, SHORTEST_FALL_SECONDS * DECAY_DB / np.maximum(sustain_db, _CENTIBELS / DECAY_DB))
    release = np.maximum(values.seconds(Generator.VOLUME_RELEASE), SHORTEST_RELEASE_SECONDS)
    held = np.maximum(hits.held_seconds[notes] - delay, 0.0)
    down_db = _attenuation_db(values) - hits.variation.level_db[notes]
    amplitude = gain / FULL_SCALE * 10.0 ** (-down_db / 20.0)
    left, right = panned(values[Generator.PAN] / 500.0 + pan)
    tones = np.zeros(len(notes), dtype=TONE)
    tones["start"] = hits.start_frame[notes] + np.rint(delay * sample_rate_hz).astype(np.int64)
    tones["held"] = held * sample_rate_hz
    tones["choke"] = np.inf
    tones["attack"] = attack * sample_rate_hz
    tones["hold"] = hold * sample_rate_hz
    tones["decay_db"] = DECAY_DB / (decay * sample_rate_hz)
    tones["sustain_db"] = sustain_db
    tones["release_db"] = DECAY_DB / (release * sample_rate_hz)
    tones["swell_db"] = np.where(held > 0.0, hits.swell_db[notes], 0.0)
    tones["left"] = amplitude * left
    tones["right"] = amplitude * right
    # The envelope is over when the tone has fallen to 96 dB under full scale, in the decay or in the release.
    audible_db = np.clip(SILENT_DB - down_db, LEAST_RANGE_DB, SILENT_DB)
    let_go_db = np.minimum(np.maximum(held - attack - hold, 0.0) * DECAY_DB / decay, sustain_db)
    release_end = held + np.maximum(audible_db - let_go_db, 0.0) * release / DECAY_DB
    decay_end = np.where(sustain_db >= audible_db, attack + hold + audible_db * decay / DECAY_DB, np.inf)
    tones["frames"] = np.ceil(np.minimum(release_end, decay_end) * sample_rate_hz).astype(np.int64)
    return tones


def _attenuation_db(values: _Values) -> FloatArray:
    written = values.region.value(Generator.ATTENUATION) * ATTENUATION_SHARE
    modulated = values.offsets.get(int(Generator.ATTENUATION), np.zeros_like(values.key))
    resonance_db = (values[Generator.FILTER_RESONANCE] / _CENTIBELS - FLAT_RESONANCE_DB) / 2.0
    return (written + np.maximum(modulated, 0.0)) / _CENTIBELS + resonance_db


def panned(position: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Left and right gains of equal power for positions from -1 (left) to 1 (right)."""
    angle = (np.clip(position, -1.0, 1.0) + 1.0) * (np.pi / 4.0)
    return np.cos(angle), np.sin(angle)


def choked(groups: list[Tones], hits: Hits, *, sample_rate_hz: int) -> None:
    """Cut tones of an exclusive class where a later note of the same class starts; writes into the tones."""
    classes = np.array([group.region.value(Generator.EXCLUSIVE_CLASS) for group in groups])
    same_hit = round(SHORTEST_NOTE_SECONDS * sample_rate_hz)
    for number in set(classes[classes > 0].tolist()):
        members = [group for group, kind in zip(groups, classes, strict=True) if kind == number]
        starts = np.unique(np.concatenate([hits.start_frame[group.notes] for group in members]))
        following = np.append(starts.astype(np.float64), np.inf)
        for group in members:
            tones = group.tones
            following_start = following[np.searchsorted(starts, hits.start_frame[group.notes] + same_hit)]
            tones["choke"] = following_start - tones["start"]
            cut = np.ceil(tones["choke"] + CHOKE_SECONDS * sample_rate_hz)
            tones["frames"] = np.minimum(tones["frames"], cut).astype(np.int64)


def _rounded(cents: FloatArray) -> FloatArray:
    return np.rint(cents / _CUTOFF_STEP_CENTS) * _CUTOFF_STEP_CENTS
