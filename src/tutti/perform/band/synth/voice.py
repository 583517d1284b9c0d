"""One note of the synthesizer, before its volume envelope: oscillators, filter, saturation.

A note has one side, or two where its stacks are spread: odd voices of a stack lie on the one, even voices on the
other, and each side has a filter of its own. Sides are float32, shaped (sides, frames).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial

import numpy as np
import numpy.typing as npt

from tutti.base.seeds import generator
from tutti.music.time import FloatArray
from tutti.perform.band.synth import contour
from tutti.perform.band.synth.cycles import BLOCK_FRAMES, add_cycles, add_modulated
from tutti.perform.band.synth.drive import saturate
from tutti.perform.band.synth.filters import BAND, HIGH, LOW, ladder, state_variable
from tutti.perform.band.synth.patch import Filter, FilterKind, Oscillator, Patch, Waveform
from tutti.perform.band.synth.wavetable import HIGHEST_HZ, harmonics_under, wavetable

_PUSH_DB = 10.0  # how much harder the full range of velocity drives the saturation
_NOISE_SEED = 808
_NOISE_FRAMES = 1 << 18
_OUTPUTS = {FilterKind.LOW: LOW, FilterKind.BAND: BAND, FilterKind.HIGH: HIGH}
Sides = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """What tells the sound of a note from that of others.

    Attributes:
        pitch_midi: the note.
        velocity: rounded, so that notes may share their sound.
        alternate: which of its round-robin versions.
        glide_semitones: from where it slides.
    """

    pitch_midi: int
    velocity: int
    alternate: int
    glide_semitones: float


def sound(patch: Patch, key: Key, *, tuning_cents: float, frames: int, sample_rate_hz: int) -> Sides:
    """The sound of a note that is held for `frames`."""
    random = generator(key.alternate, "synth", key.pitch_midi)
    drift = float(random.random())
    seconds = contour.times_seconds(frames, sample_rate_hz)
    cents = contour.pitch_cents(patch, seconds, glide_semitones=key.glide_semitones, phase=drift) + tuning_cents
    note_hz = 440.0 * 2.0 ** ((key.pitch_midi - 69) / 12.0 + cents / 1200.0)
    sides = np.zeros((2 if patch.spread > 0.0 else 1, frames), dtype=np.float32)
    for oscillator in patch.oscillators:
        starts = random.random(oscillator.unison) if patch.runs_free else np.zeros(oscillator.unison)
        _add_stack(oscillator, sides, note_hz, seconds, starts, key.velocity, sample_rate_hz)
    for number, side in enumerate(sides):
        if patch.filter is not None:
            shares = contour.cutoff_shares(
                patch.filter,
                seconds,
                key=key.pitch_midi,
                velocity=key.velocity,
                phase=drift + 0.25 * number,
                sample_rate_hz=sample_rate_hz,
            )
            _filtered(patch.filter, side, shares)
        if patch.drive_db is not None:
            saturate(side, patch.drive_db, _PUSH_DB * contour.velocity_octave(key.velocity))
    return sides


def _add_stack(
    oscillator: Oscillator,
    sides: Sides,
    note_hz: FloatArray,
    seconds: FloatArray,
    starts: FloatArray,
    velocity: int,
    rate: int,
) -> None:
    """Add the voices of one oscillator, their power shared among them."""
    count = oscillator.unison
    gain = 10.0 ** (oscillator.level_db / 20.0) / np.sqrt(count) * (np.sqrt(2.0) if len(sides) == 2 else 1.0)
    cents = oscillator.detune_cents * (np.arange(count) - 0.5 * (count - 1)) / max(count - 1, 1)
    for number in range(count):
        hz = note_hz * 2.0 ** (oscillator.semitones / 12.0 + cents[number] / 1200.0)
        voice = partial(
            _add_voice, oscillator, hz=hz, seconds=seconds, start=float(starts[number]), velocity=velocity, rate=rate
        )
        if count > 1 or len(sides) == 1:
            voice(side=sides[number % len(sides)], gain=gain)
        else:
            middle = np.zeros_like(sides[0])
            voice(side=middle, gain=gain * np.sqrt(0.5))
            sides += middle


def _add_voice(
    oscillator: Oscillator,
    *,
    side: npt.NDArray[np.float32],
    hz: FloatArray,
    seconds: FloatArray,
    start: float,
    gain: float,
    velocity: int,
    rate: int,
) -> None:
    steps = hz / rate
    highest = float(hz.max())
    if oscillator.wave is Waveform.NOISE:
        noise = _noise()
        first = int(start * (_NOISE_FRAMES - len(side) % _NOISE_FRAMES))
        side += np.float32(gain) * np.resize(noise[first:], len(side))
    elif oscillator.wave is Waveform.FM:
        indices = contour.modulation_periods(
            oscillator,
            seconds,
            frequency_hz=highest,
            velocity=velocity,
            highest_hz=min(HIGHEST_HZ, 0.45 * rate),
        )
        add_modulated(wavetable(Waveform.SINE, 1), start, steps, oscillator.ratio, indices, gain, side)
    elif oscillator.wave is Waveform.PULSE:
        table = wavetable(Waveform.PULSE, harmonics_under(highest, rate))
        moved = oscillator.width_depth * np.sin(2.0 * np.pi * (oscillator.width_hz * seconds + start))
        # A width that moves is a second saw whose frequency is a little off, by the width's own speed.
        speeds = np.diff(moved, append=moved[-1:]) / BLOCK_FRAMES
        add_cycles(table, start, steps, gain, side)
        add_cycles(table, start + oscillator.width + float(moved[0]), steps + speeds, -gain, side)
    else:
        table = wavetable(oscillator.wave, harmonics_under(highest, rate))
        add_cycles(table, start, steps, gain, side)


def _filtered(settings: Filter, side: npt.NDArray[np.float32], shares: FloatArray) -> None:
    if settings.kind is FilterKind.LADDER:
        drive = 0.0 if settings.drive_db is None else 10.0 ** (settings.drive_db / 20.0)
        ladder(side, shares, settings.resonance, drive)
    else:
        state_variable(side, shares, settings.resonance, _OUTPUTS[settings.kind])


@cache
def _noise() -> npt.NDArray[np.float32]:
    """White noise of unit power over 3; one and the same everywhere, entered at other places."""
    random = generator(_NOISE_SEED, "synth", "noise")
    noise = random.standard_normal(_NOISE_FRAMES, dtype=np.float32) * np.float32(np.sqrt(1.0 / 3.0))
    noise.setflags(write=False)
    return noise
