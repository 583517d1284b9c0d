"""Which sound plays a part: a patch of the synthesizer, a drum machine, or None for the SoundFont.

Scores name General MIDI programs, so that any sequencer can play them; what a program sounds like here is said by
`sounds.toml`, for all styles and for single ones.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from pydantic import TypeAdapter

from tutti.base.errors import EngineError
from tutti.music.score import Part, Score
from tutti.perform.band.machines.kit import DrumVoice, machine
from tutti.perform.band.synth.patch import Patch, patches


def patch_of(part: Part, score: Score) -> Patch | None:
    """The patch that plays a pitched part; None where a recording does."""
    if part.is_drums:
        return None
    sounds = sound_tables()
    rows = [sounds.styles.get(style, {}) for style in score.styles]
    name = next((row[part.program] for row in [*rows, sounds.programs] if part.program in row), None)
    if name is None:
        return None
    if name not in patches():
        raise EngineError(f"sounds.toml: {name!r} is no patch; there are {', '.join(patches())}")
    return patches()[name]


def machine_of(part: Part) -> Mapping[int, DrumVoice]:
    """The voices of the drum machine that plays a part; none where a recorded kit does."""
    name = sound_tables().kits.get(part.program) if part.is_drums else None
    return {} if name is None else machine(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundTables:
    """What `sounds.toml` says: patches by program, machines by kit, patches by style and program."""

    programs: Mapping[int, str]
    kits: Mapping[int, str]
    styles: Mapping[str, Mapping[int, str]]


@cache
def sound_tables() -> SoundTables:
    """The tables, read once."""
    text = (resources.files("tutti.perform.band") / "sounds.toml").read_text(encoding="utf-8")
    return TypeAdapter(SoundTables).validate_python(tomllib.loads(text))
