"""Songs for fitting only: `songbook.toml` read into songs without chords, in the notation of `tunes.toml`.

None of them is among the tunes that measure. They are what the dance books of airs.py lack: hymns, lullabies, carols,
waltzes, songs of other countries, lines that start after the downbeat.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import numpy as np

from bench.truth.song import Family, Song
from bench.truth.tunes import read_melody
from tutti.base.seeds import generator
from tutti.music.pitch import Key
from tutti.music.time import Meter


def songbook_song(seed: int) -> Song:
    """A song of the book at a tempo it is sung at; the same seed gives the same song."""
    entries = _entries()
    name, entry = list(entries.items())[seed % len(entries)]
    meter, melody = Meter.parse(str(entry["meter"])), str(entry["melody"])
    has_pickup = _quarters(melody.split("|", maxsplit=1)[0]) < meter.beats_per_bar * meter.quarters_per_beat - 1e-6
    slowest, fastest = (float(bound) for bound in entry["tempo"])
    return Song(
        name=name,
        family=Family.TRADITIONAL,
        meter=meter,
        tempo_bpm=float(generator(seed, "songbook").uniform(slowest, fastest)),
        key=Key.parse(str(entry["key"])),
        bars=melody.count("|") + (0 if has_pickup else 1),
        melody=read_melody(melody, meter),
    )


def _quarters(bar: str) -> float:
    return float(np.sum([float(token.partition(":")[2]) for token in bar.split()]))


@cache
def _entries() -> dict[str, dict[str, str | list[float]]]:
    return tomllib.loads(Path(__file__).with_name("songbook.toml").read_text(encoding="utf-8"))
