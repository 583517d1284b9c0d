"""Drum machines as tables: one TOML file a machine, one entry a voice. Adding a sound is adding an entry.

A voice is made of what the circuits are made of: struck resonators (`modes`), bursts of filtered noise (`noises`) and
banks of square waves (`metals`). Decay times are those of a fall by 60 dB. A mistake in a table raises EngineError.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from pydantic import ConfigDict, TypeAdapter, ValidationError

from tutti.base.errors import EngineError

_FOLDER = resources.files("tutti.perform.band.machines")
_STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """A struck resonator: a sine that falls in pitch and dies away.

    Attributes:
        hz: where its pitch comes to rest.
        level_db: against the other parts of the voice.
        decay_seconds: how fast it dies away.
        bend_semitones: how far above its rest it starts.
        bend_seconds: how fast it falls there.
        attack_seconds: how long it takes to rise.
    """

    __pydantic_config__ = _STRICT
    hz: float
    level_db: float = 0.0
    decay_seconds: float
    bend_semitones: float = 0.0
    bend_seconds: float = 0.05
    attack_seconds: float = 0.0005


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """Noise, or the six square waves of a cymbal circuit, through a band of two poles a side.

    Attributes:
        level_db: against the other parts of the voice.
        low_hz: lower edge.
        high_hz: upper edge; None where it is open.
        decay_seconds: how fast it dies away.
        attack_seconds: how long it takes to rise.
        strokes: how many times it starts anew before it dies away: the hands of a clap.
        stroke_seconds: from one stroke to the next.
        tune: factor on the frequencies of the square waves.
    """

    __pydantic_config__ = _STRICT
    level_db: float = 0.0
    low_hz: float
    high_hz: float | None = None
    decay_seconds: float
    attack_seconds: float = 0.0005
    strokes: int = 1
    stroke_seconds: float = 0.011
    tune: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DrumVoice:
    """One voice of a machine.

    Attributes:
        level_db: set so that the voice is as loud as the sampler's stroke on the same key (see the tests).
        modes: its resonators.
        noises: its bursts of noise.
        metals: its banks of square waves.
        drive_db: saturation, at full velocity; None for none.
        snap_db: how much softer than the resonators noise and metal become at the softest stroke.
        group: voices of a group cut each other off; None where it rings.
        pan: -1 (left) to 1 (right).
    """

    __pydantic_config__ = _STRICT
    level_db: float = 0.0
    modes: tuple[Mode, ...] = ()
    noises: tuple[Burst, ...] = ()
    metals: tuple[Burst, ...] = ()
    drive_db: float | None = None
    snap_db: float = 8.0
    group: str | None = None
    pan: float = 0.0


@cache
def machine(name: str) -> Mapping[int, DrumVoice]:
    """The voices of a machine by General MIDI percussion key.

    Raises:
        EngineError: its table is wrong.
    """
    file = _FOLDER / f"{name}.toml"
    try:
        read = TypeAdapter(dict[str, DrumVoice]).validate_python(tomllib.loads(file.read_text(encoding="utf-8")))
        return {KEYS[piece]: voice for piece, voice in read.items()}
    except (ValidationError, tomllib.TOMLDecodeError, KeyError) as error:
        raise EngineError(f"machines/{name}.toml: {error}; pieces are {', '.join(KEYS)}") from error


KEYS = {
    "kick": 36, "acoustic_kick": 35, "side_stick": 37, "snare": 38, "clap": 39, "second_snare": 40, "low_tom": 43,
    "floor_tom": 41, "closed_hat": 42, "pedal_hat": 44, "low_mid_tom": 45, "open_hat": 46, "mid_tom": 47,
    "high_mid_tom": 48, "crash": 49, "high_tom": 50, "ride": 51, "cowbell": 56, "conga_mute": 62, "conga_high": 63,
    "conga_low": 64, "shaker": 70, "claves": 75,
}  # fmt: skip
