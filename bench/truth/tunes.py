"""Traditional tunes: `tunes.toml` read into songs. The notation is described at the head of that file."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path

from bench.truth.song import Family, Song
from bench.truth.split import Split
from tutti.music.form import Section, SectionLabel
from tutti.music.harmony import Chord, ChordSpan, Quality
from tutti.music.note import Note
from tutti.music.pitch import Key, parse_pitch_class
from tutti.music.time import Meter

_NOTE = re.compile(r"([A-G][#b]?)(\d)$")
_CHORD = re.compile(r"([A-G][#b]?)(.*)$")
_SUFFIXES = {
    "": Quality.MAJOR, "m": Quality.MINOR, "7": Quality.DOMINANT_7, "m7": Quality.MINOR_7, "maj7": Quality.MAJOR_7,
    "dim": Quality.DIMINISHED,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Tune:
    """A notated tune and the tempi it is sung at."""

    split: Split
    song: Song
    slowest_bpm: float
    fastest_bpm: float

    def at_tempo(self, tempo_bpm: float) -> Song:
        """The tune at a tempo."""
        return replace(self.song, tempo_bpm=tempo_bpm)


@cache
def tunes() -> tuple[Tune, ...]:
    """All notated tunes, in the order of the file."""
    text = (Path(__file__).parent / "tunes.toml").read_text(encoding="utf-8")
    return tuple(_tune(name, entry) for name, entry in tomllib.loads(text).items())


def _tune(name: str, entry: dict[str, object]) -> Tune:
    meter = Meter.parse(str(entry["meter"]))
    tempi = entry["tempo"]
    assert isinstance(tempi, list)
    slowest, fastest = float(tempi[0]), float(tempi[1])
    chords = read_chords(str(entry["chords"]), meter)
    bars = len(str(entry["chords"]).split())
    song = Song(
        name=name,
        family=Family.TRADITIONAL,
        meter=meter,
        tempo_bpm=(slowest + fastest) / 2,
        key=Key.parse(str(entry["key"])),
        bars=bars,
        melody=read_melody(str(entry["melody"]), meter),
        chords=chords,
        sections=(Section(start_beats=0, end_beats=bars * meter.beats_per_bar, label=SectionLabel.VERSE, energy=0.5),),
    )
    return Tune(split=Split(str(entry["split"])), song=song, slowest_bpm=slowest, fastest_bpm=fastest)


def read_melody(text: str, meter: Meter) -> tuple[Note, ...]:
    """The notes of a melody in the notation of the file; raises where a bar is not full."""
    bars = [[token.partition(":")[::2] for token in bar.split()] for bar in text.split("|")]
    full = meter.beats_per_bar * meter.quarters_per_beat
    lengths = [sum(float(quarters) for _, quarters in bar) for bar in bars]
    wrong = [index for index, length in enumerate(lengths) if abs(length - full) > 1e-6 and index > 0]
    if wrong or lengths[0] > full + 1e-6:
        raise ValueError(f"bars {wrong or [0]} hold {[lengths[i] for i in wrong]} quarters instead of {full}")
    position = -lengths[0] if lengths[0] < full - 1e-6 else 0.0
    events: list[tuple[float, float, int]] = []
    for name, quarters in (token for bar in bars for token in bar):
        duration = float(quarters)
        if name == "~":
            start, held, pitch = events.pop()
            events.append((start, held + duration, pitch))
        elif name != "R":
            events.append((position, duration, _pitch(name)))
        position += duration
    beat = meter.quarters_per_beat
    return tuple(Note(start_beats=s / beat, duration_beats=d / beat, pitch_midi=p) for s, d, p in events)


def read_chords(text: str, meter: Meter) -> tuple[ChordSpan, ...]:
    """The chord sheet in the notation of the file; equal neighbours are joined."""
    spans = []
    for bar, group in enumerate(text.split()):
        names = group.split(",")
        edges = [(bar + i / len(names)) * meter.beats_per_bar for i in range(len(names) + 1)]
        spans += [
            ChordSpan(start_beats=start, end_beats=end, chord=read_chord(name))
            for name, (start, end) in zip(names, pairwise(edges), strict=True)
        ]
    return tuple(spans)


def read_chord(name: str) -> Chord:
    """A chord as song books write it: "Am", "D7"."""
    match = _CHORD.match(name)
    if match is None or match.group(2) not in _SUFFIXES:
        raise ValueError(f"not a chord of the song book: {name!r}")
    return Chord(parse_pitch_class(match.group(1)), _SUFFIXES[match.group(2)])


def _pitch(name: str) -> int:
    match = _NOTE.match(name)
    if match is None:
        raise ValueError(f"not a note: {name!r}")
    return parse_pitch_class(match.group(1)) + 12 * (int(match.group(2)) + 1)
