"""Accompaniments by another hand: grooves of the Musical MIDI Accompaniment generator over chord sheets of ours.

Their patterns, voicings and instruments are B. van der Poel's and his contributors'; nothing of them is kept here: the
program `mma` (a Debian package) has to be installed, and only its MIDI is read. Beats, downbeats, chords, key and
the change of groove between verse and chorus are true. A quarter of the bands play without drums, some of these on one
kind of instrument. Grooves at even places of the list are for development, at odd ones for report.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import tomllib
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import mido
import numpy as np

from bench.truth.song import Family, Song
from bench.truth.split import Split
from tutti.base.seeds import generator
from tutti.music.form import Section, SectionLabel
from tutti.music.harmony import Chord, ChordSpan, Quality
from tutti.music.note import Note
from tutti.music.pitch import Key, Mode, parse_pitch_class, pitch_class_name
from tutti.music.score import Part
from tutti.music.time import Meter

PROGRAM = "mma"
_GROOVES = Path("/usr/share/mma/lib/stdlib")
_QUALITIES = {
    "": Quality.MAJOR, "m": Quality.MINOR, "7": Quality.DOMINANT_7, "M7": Quality.MAJOR_7, "m7": Quality.MINOR_7,
    "6": Quality.MAJOR_6, "m6": Quality.MINOR_6, "m7b5": Quality.HALF_DIMINISHED_7,
}  # fmt: skip
_CHORD = re.compile(r"^([A-G][#b]?)([^/]*)(?:/([A-G][#b]?))?$")
_DRUM_CHANNEL = 9
_SECONDS = 60.0
_WITHOUT_DRUMS, _ON_ONE_INSTRUMENT = 0.25, 0.1
_PROGRAMS = (0, 4, 24, 25, 46)
_FORM = "ABAB"
_PANS = (0.0, -0.3, 0.35, -0.15, 0.2, -0.45, 0.1, 0.45)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """What the program is asked to play."""

    groove: str
    chorus_groove: str
    meter: Meter
    tempo_bpm: float
    key: Key
    bars: tuple[tuple[Chord, ...], ...]
    verse_bars: int


def is_installed() -> bool:
    """Whether the program is there."""
    return shutil.which(PROGRAM) is not None and _GROOVES.is_dir()


def accompaniment(split: Split, index: int, seed: int) -> tuple[str, Song, tuple[Part, ...]]:
    """The groove of this index, a song and its parts."""
    if not is_installed():
        raise LookupError(f"accompaniments are played by {PROGRAM!r}, which is not installed (Debian package mma)")
    names = sorted(_table()["grooves"])[0 if split is Split.DEVELOPMENT else 1 :: 2]
    name = names[index % len(names)]
    random = generator(seed, "accompaniment")
    sheet = _sheet(name, random)
    return name, _song(name, sheet), _players(_played(sheet), random)


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def _sheet(name: str, random: np.random.Generator) -> _Sheet:
    entry = _table()["grooves"][name]
    written = re.findall(r"^\s*DefGroove\s+(\S+)", (_GROOVES / f"{name}.mma").read_text(errors="replace"), re.MULTILINE)
    usual = [groove for groove in written if not re.search("intro|end|fill", groove, re.IGNORECASE)] or written
    tempo_bpm = float(int(random.uniform(*entry["tempo"])))
    cycles = _table()["cycles"][entry["feel"]]
    tonic, verse, chorus = cycles[int(random.integers(len(cycles)))]
    transposed = int(random.integers(12))
    turns = {"A": _bars(verse, transposed), "B": _bars(chorus, transposed)}
    bars = [bar for letter in _FORM for bar in turns[letter]]
    most = max(16, round(_SECONDS * tempo_bpm / 60 / entry["beats"] / 4) * 4)
    return _Sheet(
        groove=usual[0],
        chorus_groove=usual[int(random.integers(len(usual)))],
        meter=Meter(entry["beats"], 4),
        tempo_bpm=tempo_bpm,
        key=Key(transposed, Mode.MINOR if tonic == "Cm" else Mode.MAJOR),
        bars=tuple(bars[:most]),
        verse_bars=len(turns["A"]),
    )


def _bars(text: str, transposed: int) -> list[tuple[Chord, ...]]:
    return [tuple(_chord(name).transposed(transposed) for name in bar.split(",")) for bar in text.split()]


def _chord(name: str) -> Chord:
    match = _CHORD.match(name)
    if match is None:
        raise ValueError(f"not a chord of the sheets: {name!r}")
    root, suffix, bass = match.groups()
    return Chord(parse_pitch_class(root), _QUALITIES[suffix], parse_pitch_class(bass) if bass else None)


def _spelled(chord: Chord) -> str:
    """A chord as the program reads it."""
    suffix = next(suffix for suffix, quality in _QUALITIES.items() if quality is chord.quality)
    bass = "" if chord.bass is None else f"/{pitch_class_name(chord.bass, flats=True)}"
    return f"{pitch_class_name(chord.root, flats=True)}{suffix}{bass}"


def _song(name: str, sheet: _Sheet) -> Song:
    beats = sheet.meter.beats_per_bar
    spans = []
    for bar, chords in enumerate(sheet.bars):
        # The program gives the second chord of a bar its third beat.
        edges = [0.0, 2.0, float(beats)] if len(chords) == 2 else [0.0, float(beats)]
        spans += [
            ChordSpan(start_beats=bar * beats + start, end_beats=bar * beats + end, chord=chord)
            for chord, (start, end) in zip(chords, pairwise(edges), strict=True)
        ]
    starts = range(0, len(sheet.bars), sheet.verse_bars)
    return Song(
        name=name,
        family=Family.ACCOMPANIMENT,
        meter=sheet.meter,
        tempo_bpm=sheet.tempo_bpm,
        key=sheet.key,
        bars=len(sheet.bars),
        melody=(),
        chords=tuple(spans),
        sections=tuple(
            Section(
                start_beats=float(start * beats),
                end_beats=float(min(start + sheet.verse_bars, len(sheet.bars)) * beats),
                label=SectionLabel.CHORUS if turn % 2 else SectionLabel.VERSE,
                energy=0.5,
            )
            for turn, start in enumerate(starts)
        ),
    )


def _played(sheet: _Sheet) -> mido.MidiFile:
    lines = [f"Tempo {sheet.tempo_bpm:.3f}"]
    for bar, chords in enumerate(sheet.bars):
        if bar % sheet.verse_bars == 0:
            is_chorus = bar // sheet.verse_bars % 2 == 1
            lines.append(f"Groove {sheet.chorus_groove if is_chorus else sheet.groove}")
        second = [f"{_spelled(chords[1])}@3"] if len(chords) == 2 else []
        lines.append(" ".join([str(bar + 1), _spelled(chords[0]), *second]))
    with tempfile.TemporaryDirectory() as folder:
        text, midi = Path(folder) / "sheet.mma", Path(folder) / "sheet.mid"
        text.write_text("\n".join(lines) + "\n", encoding="utf-8")
        done = subprocess.run(
            [PROGRAM, str(text), "-f", str(midi)], capture_output=True, text=True, check=False, cwd=folder
        )
        if not midi.is_file():
            raise LookupError(f"{PROGRAM} does not play {sheet.groove!r}: {done.stdout[-300:]}")
        return mido.MidiFile(midi)


def _players(midi: mido.MidiFile, random: np.random.Generator) -> tuple[Part, ...]:
    """One part for every channel and program; maybe without drums, maybe all on one instrument."""
    drawn = random.random()
    has_drums = drawn >= _WITHOUT_DRUMS
    only = int(random.choice(_PROGRAMS)) if drawn < _ON_ONE_INSTRUMENT else None
    voices: dict[tuple[int, int], list[Note]] = {}
    for (channel, program), note in _notes(midi):
        if channel != _DRUM_CHANNEL:
            voices.setdefault((channel, program if only is None else only), []).append(note)
        elif has_drums:
            voices.setdefault((channel, 0), []).append(note)
    return tuple(
        Part(
            player=f"voice{place + 1}",
            program=program,
            is_drums=channel == _DRUM_CHANNEL,
            pan=_PANS[place % len(_PANS)],
            notes=tuple(sorted(notes, key=lambda note: note.start_beats)),
        )
        for place, ((channel, program), notes) in enumerate(sorted(voices.items()))
    )


def _notes(midi: mido.MidiFile) -> list[tuple[tuple[int, int], Note]]:
    """Every note with its channel and program, in quarters."""
    found = []
    programs: dict[int, int] = {}
    sounding: dict[tuple[int, int], tuple[int, int, int]] = {}
    tick = 0
    for message in mido.merge_tracks(midi.tracks):
        tick += message.time
        if message.type == "program_change":
            programs[message.channel] = message.program
        if message.type not in ("note_on", "note_off"):
            continue
        struck = sounding.pop((message.channel, message.note), None)
        if struck is not None:
            start, velocity, program = struck
            note = Note(
                start_beats=start / midi.ticks_per_beat,
                duration_beats=max(tick - start, 1) / midi.ticks_per_beat,
                pitch_midi=message.note,
                velocity=velocity,
            )
            found.append(((message.channel, program), note))
        if message.type == "note_on" and message.velocity > 0:
            program = programs.get(message.channel, 0)
            sounding[message.channel, message.note] = (tick, message.velocity, program)
    return found
