"""A band around a song: `bands.toml` laid on the song's chords, bar by bar.

Positions come out in beats that are already swung and jittered, so that the sampler is asked for no swing of its own.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from bench.truth.song import Song, swung
from tutti.base.seeds import generator
from tutti.music.form import SectionLabel, section_at
from tutti.music.harmony import Chord, chord_at
from tutti.music.note import Note
from tutti.music.score import Part
from tutti.music.time import Meter

_DRUM_KEYS = {
    "kick": 36, "rim": 37, "snare": 38, "clap": 39, "hat": 42, "pedal_hat": 44, "open_hat": 46, "crash": 49, "ride": 51,
    "cowbell": 56, "conga": 63, "clave": 75,
}  # fmt: skip
_LOUD = {"X": 112, "x": 84, "o": 52}
_PLAYERS = ("bass", "keys", "guitar", "pad")
_PANS = {"drums": 0.0, "bass": 0.0, "keys": -0.3, "guitar": 0.35, "pad": 0.1, "lead": 0.0}
_LOWEST_BASS, _LOWEST_CHORD, _LOWEST_PAD = 33, 52, 57
_QUIET_SECTIONS = frozenset({SectionLabel.VERSE, SectionLabel.INTRO, SectionLabel.OUTRO})
_JITTER_SECONDS = 0.006
LEAD_PROGRAMS = (73, 40, 56, 65, 71, 81)


@dataclass(frozen=True, slots=True, kw_only=True)
class BandStyle:
    """One table of the file."""

    name: str
    meter: Meter
    slowest_bpm: float
    fastest_bpm: float
    swing: float
    programs: dict[str, int]
    verse_without: frozenset[str]
    drums: dict[str, str]
    fill: str
    patterns: dict[str, tuple[tuple[str, float], ...]]


@cache
def band_styles() -> tuple[BandStyle, ...]:
    """All styles, in the order of the file."""
    text = (Path(__file__).parent / "bands.toml").read_text(encoding="utf-8")
    return tuple(_style(name, entry) for name, entry in tomllib.loads(text).items())


def _style(name: str, entry: dict[str, Any]) -> BandStyle:
    patterns = {
        player: tuple((token.split(":")[0], float(token.split(":")[1])) for token in entry[player].split())
        for player in _PLAYERS
        if player in entry
    }
    return BandStyle(
        name=name,
        meter=Meter.parse(entry["meter"]),
        slowest_bpm=entry["tempo"][0],
        fastest_bpm=entry["tempo"][1],
        swing=entry.get("swing", 0.5),
        programs=entry["programs"],
        verse_without=frozenset(entry["verse_without"]),
        drums=entry["drums"],
        fill=entry["fill"],
        patterns=patterns,
    )


def arrange(song: Song, style: BandStyle, *, seed: int, lead: bool) -> tuple[Part, ...]:
    """The parts of the band; with `lead` an instrument plays the song's melody."""
    band = _Band(song=song, style=style, random=generator(seed, "arrangement"))
    parts = {"drums": (0, band.drums())}
    for player, program in style.programs.items():
        notes = band.pad() if player == "pad" else band.bass() if player == "bass" else band.chords(player)
        parts[player] = (program, notes)
    if lead and song.melody:
        parts["lead"] = (LEAD_PROGRAMS[seed % len(LEAD_PROGRAMS)], band.lead())
    return tuple(
        Part(
            player=player,
            program=program,
            notes=performed(notes, song, seed, player),
            is_drums=player == "drums",
            pan=_PANS[player],
        )
        for player, (program, notes) in parts.items()
        if notes
    )


def performed(notes: list[Note], song: Song, seed: int, player: str) -> tuple[Note, ...]:
    """Notes swung and jittered."""
    random = generator(seed, "jitter", player)
    starts = swung(np.array([note.start_beats for note in notes]), song.swing)
    ends = swung(np.array([note.end_beats for note in notes]), song.swing)
    starts = starts + random.normal(0, _JITTER_SECONDS, len(notes)) * song.tempo_bpm / 60
    return tuple(
        sorted(
            (
                Note(
                    start_beats=float(start),
                    duration_beats=float(max(end - start, 0.05)),
                    pitch_midi=note.pitch_midi,
                    velocity=int(np.clip(note.velocity + random.normal(0, 5), 20, 127)),
                )
                for start, end, note in zip(starts, ends, notes, strict=True)
            ),
            key=lambda note: note.start_beats,
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Band:
    """Writes one player at a time, unswung."""

    song: Song
    style: BandStyle
    random: np.random.Generator

    def drums(self) -> list[Note]:
        notes = []
        for bar in range(self.song.bars):
            start = float(bar * self.song.meter.beats_per_bar)
            if not self._plays("drums", start):
                continue
            fills = self.style.fill and self._is_last_bar(bar)
            for drum, line in self.style.drums.items():
                if not (fills and drum in ("snare", "rim")):
                    notes += self._hits(_DRUM_KEYS[drum], line, bar)
            if fills:
                notes += self._hits(_DRUM_KEYS["snare"], self.style.fill, bar)
            if any(abs(section.start_beats - start) < 1e-6 for section in self.song.sections) and bar:
                notes.append(Note(start_beats=start, duration_beats=1.0, pitch_midi=_DRUM_KEYS["crash"], velocity=92))
        return notes

    def _hits(self, key: int, line: str, bar: int) -> list[Note]:
        beats = self.song.meter.beats_per_bar
        step = beats / len(line)
        return [
            Note(start_beats=bar * beats + index * step, duration_beats=0.25, pitch_midi=key, velocity=_LOUD[sign])
            for index, sign in enumerate(line)
            if sign != "."
        ]

    def bass(self) -> list[Note]:
        notes = []
        for start, length, name in self._tokens("bass"):
            chord = chord_at(self.song.chords, start)
            if chord is None or name == "-":
                continue
            first = any(abs(span.start_beats - start) < 1e-6 for span in self.song.chords)
            pitch_class = chord.bass_or_root if first or name == "R" else self._degree(chord, name, start + length)
            pitch = _LOWEST_BASS + (pitch_class - _LOWEST_BASS) % 12
            if name == "8" and not first:
                pitch += 12
            notes.append(Note(start_beats=start, duration_beats=length * 0.92, pitch_midi=pitch, velocity=88))
        return notes

    def _degree(self, chord: Chord, name: str, next_beat: float) -> int:
        tones = chord.pitch_classes
        if name == "A":
            following = chord_at(self.song.chords, next_beat)
            return ((following or chord).bass_or_root - 1) % 12
        return tones[{"3": 1, "5": 2, "8": 0}[name] % len(tones)]

    def chords(self, player: str) -> list[Note]:
        notes = []
        for start, length, name in self._tokens(player):
            chord = chord_at(self.song.chords, start)
            if chord is None or name == "-":
                continue
            pitches = _voicing(chord, _LOWEST_CHORD)
            chosen = pitches if name == "x" else [pitches[(int(name) - 1) % len(pitches)]]
            notes += [
                Note(start_beats=start, duration_beats=length * 0.9, pitch_midi=pitch, velocity=72) for pitch in chosen
            ]
        return notes

    def pad(self) -> list[Note]:
        return [
            Note(
                start_beats=span.start_beats,
                duration_beats=span.end_beats - span.start_beats,
                pitch_midi=pitch,
                velocity=60,
            )
            for span in self.song.chords
            if span.chord is not None and self._plays("pad", span.start_beats)
            for pitch in _voicing(span.chord, _LOWEST_PAD)
        ]

    def lead(self) -> list[Note]:
        return [
            Note(
                start_beats=note.start_beats,
                duration_beats=note.duration_beats * 0.95,
                pitch_midi=note.pitch_midi,
                velocity=92,
            )
            for note in self.song.melody
            if note.start_beats >= 0
        ]

    def _tokens(self, player: str) -> list[tuple[float, float, str]]:
        """Start, length and name of each token of a player's pattern, over and over to the end of the song."""
        events = []
        position = 0.0
        pattern = self.style.patterns[player]
        while position < self.song.end_beats - 1e-6:
            for name, length in pattern:
                if position < self.song.end_beats - 1e-6 and self._plays(player, position):
                    events.append((position, min(length, self.song.end_beats - position), name))
                position += length
            position = round(position * 12) / 12
        return events

    def _plays(self, player: str, beat: float) -> bool:
        quiet = section_at(self.song.sections, beat).label in _QUIET_SECTIONS
        return not (quiet and player in self.style.verse_without)

    def _is_last_bar(self, bar: int) -> bool:
        end = (bar + 1) * self.song.meter.beats_per_bar
        return any(abs(section.end_beats - end) < 1e-6 for section in self.song.sections)


def _voicing(chord: Chord, lowest: int) -> list[int]:
    """The chord in close position from `lowest` up, four notes."""
    pitches = sorted(lowest + (pitch_class - lowest) % 12 for pitch_class in set(chord.pitch_classes))
    return (pitches + [pitch + 12 for pitch in pitches])[:4]
