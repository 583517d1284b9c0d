"""Patches: how a synthesizer is set. Tables, one TOML file a family of sounds; adding a sound is adding an entry.

Units are in the names; times of decay and release are those of a fall by 60 dB. A mistake in a table raises EngineError
with the file, the entry and what is wrong there.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

from pydantic import ConfigDict, TypeAdapter, ValidationError

from tutti.base.errors import EngineError

_FOLDER = resources.files("tutti.perform.band.synth") / "patches"
_STRICT = ConfigDict(extra="forbid")


class Waveform(StrEnum):
    """What an oscillator puts out."""

    SINE = "sine"
    TRIANGLE = "triangle"
    SAW = "saw"
    SQUARE = "square"
    PULSE = "pulse"
    FM = "fm"
    NOISE = "noise"


class FilterKind(StrEnum):
    """A four-pole ladder, or an output of a two-pole state-variable filter."""

    LADDER = "ladder"
    LOW = "low"
    BAND = "band"
    HIGH = "high"


@dataclass(frozen=True, slots=True, kw_only=True)
class Oscillator:
    """One oscillator, or a stack of detuned ones.

    Attributes:
        wave: its waveform.
        level_db: against the other oscillators.
        semitones: above the note.
        unison: how many voices the stack has.
        detune_cents: from the lowest voice of the stack to the highest.
        width: share of the period a pulse is high.
        width_depth: how far the width moves to either side.
        width_hz: how fast it moves.
        ratio: of an FM pair, the modulator's frequency over the carrier's.
        index: of an FM pair, the modulation in radians at its loudest.
        index_decay_seconds: how fast the index falls by 60 dB; None where it stays.
        index_velocity: share of the index that the velocity commands.
    """

    __pydantic_config__ = _STRICT
    wave: Waveform
    level_db: float = 0.0
    semitones: float = 0.0
    unison: int = 1
    detune_cents: float = 0.0
    width: float = 0.5
    width_depth: float = 0.0
    width_hz: float = 0.5
    ratio: float = 1.0
    index: float = 0.0
    index_decay_seconds: float | None = None
    index_velocity: float = 0.5

    def __post_init__(self) -> None:
        if not 1 <= self.unison <= 9:
            raise ValueError(f"unison is {self.unison}; it must be between 1 and 9")
        if not 0.0 < self.width - self.width_depth <= self.width + self.width_depth < 1.0:
            raise ValueError(f"the width moves by {self.width_depth} around {self.width}; it must stay between 0 and 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """The filter and what moves its cutoff.

    Attributes:
        kind: which filter.
        cutoff_hz: at the key MIDI 60 and the velocity 80, at rest.
        resonance: 0 (none) to 1 (as it begins to sing by itself).
        key_follow: octaves of cutoff an octave of pitch.
        velocity_octaves: how far the full range of velocity moves the cutoff.
        envelope_octaves: how far the envelope opens it.
        attack_seconds: until the envelope stands at its height.
        decay_seconds: how fast it falls by 60 dB towards `sustain`.
        sustain: where it stays, 0 to 1.
        wobble_octaves: how far a slow oscillation moves the cutoff to either side.
        wobble_hz: how fast.
        drive_db: how hard the ladder is driven; its input then saturates.
    """

    __pydantic_config__ = _STRICT
    kind: FilterKind = FilterKind.LADDER
    cutoff_hz: float
    resonance: float = 0.0
    key_follow: float = 0.5
    velocity_octaves: float = 1.5
    envelope_octaves: float = 0.0
    attack_seconds: float = 0.0
    decay_seconds: float = 0.5
    sustain: float = 0.0
    wobble_octaves: float = 0.0
    wobble_hz: float = 0.3
    drive_db: float | None = None

    def __post_init__(self) -> None:
        if not 0.0 <= self.resonance < 1.0:
            raise ValueError(f"resonance is {self.resonance}; it must be at least 0 and less than 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Amplitude:
    """The volume envelope.

    Attributes:
        attack_seconds: the linear rise.
        decay_seconds: how fast it falls by 60 dB.
        sustain_db: under the peak, where the fall ends.
        release_seconds: how fast it falls by 60 dB once the key is up.
        velocity: share of the sampler's velocity law (40 dB a decade) that it follows.
    """

    __pydantic_config__ = _STRICT
    attack_seconds: float = 0.003
    decay_seconds: float = 1.0
    sustain_db: float = 0.0
    release_seconds: float = 0.15
    velocity: float = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """One sound of the synthesizer.

    Attributes:
        level_db: set so that all sounds are as loud as the sampler's (see the tests of the patches).
        oscillators: what sounds.
        filter: what shapes it; None where nothing does.
        amplitude: how it comes and goes.
        spread: how far the halves of the stacks lie apart, 0 (mono) to 1.
        runs_free: whether oscillators start where they happen to be; if not, every attack is the same.
        is_mono: whether a note ends the one before.
        glide_seconds: how long a slide takes.
        drop_semitones: from how far above the note its pitch falls at the start.
        drop_seconds: how fast that falls by 60 dB.
        vibrato_cents: depth, to either side.
        vibrato_hz: rate.
        vibrato_delay_seconds: before it sets in.
        drift_cents: how far the tuning strays.
        drive_db: saturation at the end; None for none.
        chorus: share of the ensemble effect, 0 to 1.
    """

    __pydantic_config__ = _STRICT
    level_db: float = 0.0
    oscillators: tuple[Oscillator, ...]
    filter: Filter | None = None
    amplitude: Amplitude = Amplitude()
    spread: float = 0.0
    runs_free: bool = True
    is_mono: bool = False
    glide_seconds: float = 0.09
    drop_semitones: float = 0.0
    drop_seconds: float = 0.1
    vibrato_cents: float = 0.0
    vibrato_hz: float = 5.5
    vibrato_delay_seconds: float = 0.3
    drift_cents: float = 1.0
    drive_db: float | None = None
    chorus: float = 0.0


@cache
def patches() -> Mapping[str, Patch]:
    """All patches by name."""
    found: dict[str, Patch] = {}
    for file in sorted(_FOLDER.iterdir(), key=lambda each: each.name):
        if not file.name.endswith(".toml"):
            continue
        try:
            read = TypeAdapter(dict[str, Patch]).validate_python(tomllib.loads(file.read_text(encoding="utf-8")))
        except (ValidationError, tomllib.TOMLDecodeError) as error:
            raise EngineError(f"patches/{file.name}: {error}") from error
        twice = read.keys() & found.keys()
        if twice:
            raise EngineError(f"patches/{file.name}: {sorted(twice)} are in another file already; take other names")
        found |= read
    return found
