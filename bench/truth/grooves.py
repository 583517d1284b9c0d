"""Grooves drawn at random from `grooves.toml`: a hand of its own for fitting the ranker of a band's beats.

A family fixes the metre and the feel; which of its lines each player takes, on which instruments, whether there are
drums or a bass at all, and how many chords enter half a beat early, is drawn anew for every band.
"""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from bench.truth.arrangement import BandStyle
from bench.truth.song import Song
from tutti.music.time import Meter

_PROGRAMS = {
    "bass": (32, 33, 34, 36, 38),
    "keys": (0, 4, 5, 16, 21, 81, 11),
    "guitar": (24, 25, 26, 27, 28, 29),
    "pad": (48, 49, 50, 89),
}
_WITHOUT = {"drums": 0.15, "bass": 0.07, "keys": 0.25, "guitar": 0.25, "pad": 0.6}
_QUIET = ("drums", "bass", "keys", "guitar", "pad")
_LEAD_SHARE = 0.5
_PUSH_BEATS = 0.5
_STRAIGHT = 0.5


@cache
def _families() -> dict[str, dict[str, Any]]:
    return tomllib.loads((Path(__file__).parent / "grooves.toml").read_text(encoding="utf-8"))


def groove_style(index: int, random: np.random.Generator) -> BandStyle:
    """The families in turn, each drawn anew."""
    families = list(_families().items())
    name, family = families[index % len(families)]
    left_out = {player for player, share in _WITHOUT.items() if random.random() < share}
    if {"keys", "guitar"} <= left_out:
        left_out.discard("keys")
    players = [player for player in _PROGRAMS if player not in left_out]
    lines = {player: str(random.choice(family[player])) for player in players if player != "pad"}
    drums = {} if "drums" in left_out else {drum: _drawn(line, random) for drum, line in family["drums"].items()}
    return BandStyle(
        name=name,
        meter=Meter.parse(family["meter"]),
        slowest_bpm=family["tempo"][0],
        fastest_bpm=family["tempo"][1],
        swing=_STRAIGHT,
        programs={player: int(random.choice(_PROGRAMS[player])) for player in players},
        verse_without=frozenset({str(random.choice(_QUIET))} - {"bass", "keys"}),
        drums=drums,
        fill="",
        patterns={player: _tokens(line) for player, line in lines.items()},
    )


def has_lead(index: int, random: np.random.Generator) -> bool:
    """Whether an instrument plays the melody; a straight one over triplets would sound wrong."""
    family = list(_families().values())[index % len(_families())]
    return bool(family.get("lead", True)) and random.random() < _LEAD_SHARE


def pushed(song: Song, index: int, random: np.random.Generator) -> Song:
    """A song some of whose chords enter half a beat early, as its family likes it."""
    share = list(_families().values())[index % len(_families())]["push"] * random.random() * 2
    spans = list(song.chords)
    for place in range(1, len(spans)):
        if random.random() < share:
            start = spans[place].start_beats - _PUSH_BEATS
            spans[place - 1] = replace(spans[place - 1], end_beats=start)
            spans[place] = replace(spans[place], start_beats=start)
    return replace(song, chords=tuple(spans))


def _drawn(lines: list[str], random: np.random.Generator) -> str:
    """One of the lines, its open signs decided."""
    return "".join(_sign(sign, random) for sign in str(random.choice(lines)))


def _sign(sign: str, random: np.random.Generator) -> str:
    if sign not in "?:":
        return sign
    return "." if random.random() < 0.5 else {"?": "x", ":": "o"}[sign]


def _tokens(line: str) -> tuple[tuple[str, float], ...]:
    return tuple((token.split(":")[0], float(token.split(":")[1])) for token in line.split())
