"""Drum fills: what leads from one section into the next, read from `patterns/fills.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from tutti.music.time import Meter

Fill = Mapping[str, str]


@cache
def fills(meter_is_compound: bool) -> Mapping[str, tuple[Fill, ...]]:
    """All fills by name for simple or compound beats; a text has one letter a step."""
    file = resources.files("tutti.compose") / "patterns" / "fills.toml"
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    kind = "compound" if meter_is_compound else "simple"
    return {name: tuple(rows[kind]) for name, rows in table.items()}


def fill_named(name: str, meter: Meter, number: int) -> Fill:
    """One fill of a name, the number counted round."""
    known = fills(meter.is_compound)
    choices = known[name]
    return choices[number % len(choices)]
