"""Procedural songs: form, chords by degree, and a melody over them by rhythm cells and steps.

Written for measuring only. What it draws on: functional cycles of popular song, phrases of four bars whose last bar
rests, motifs of two bars that return, leaps followed by steps. Degrees are semitones above the tonic.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from bench.truth.song import Family, Song, without_overlap
from bench.truth.tunes import read_chord
from tutti.base.seeds import generator
from tutti.music.form import Section, SectionLabel
from tutti.music.harmony import Chord, ChordSpan
from tutti.music.note import Note
from tutti.music.pitch import Key, Mode
from tutti.music.time import Meter

Option = TypeVar("Option", Meter, Mode)
FOUR_FOUR, THREE_FOUR, SIX_EIGHT = Meter(4, 4), Meter(3, 4), Meter(6, 8)

# Written in C (minor and modes on C as well); one chord a bar, moved to the key.
_CYCLES: dict[Mode, tuple[str, ...]] = {
    Mode.MAJOR: (
        "C G Am F", "Am F C G", "C Am F G", "C Em F G", "F G C Am", "C F G F", "C C F G", "Dm7 G7 Cmaj7 Am7",
        "C G Dm F", "F C G Am", "C F Am G", "C Cmaj7 F Fm",
    ),
    Mode.MINOR: (
        "Cm Ab Eb Bb", "Cm Fm G7 Cm", "Cm Bb Ab G7", "Cm Eb Bb Fm", "Cm Fm Ab G", "Ab Bb Cm Cm", "Cm Gm Ab Eb",
        "Cm Cm Fm G7",
    ),
    Mode.DORIAN: ("Cm F Cm F", "Cm Bb F Cm", "Cm Cm F Bb", "Cm Eb F Bb"),
    Mode.MIXOLYDIAN: ("C Bb F C", "C C Bb F", "C Gm Bb F", "C Bb C F"),
}  # fmt: skip
_CLOSES: dict[Mode, str] = {Mode.MAJOR: "C", Mode.MINOR: "Cm", Mode.DORIAN: "Cm", Mode.MIXOLYDIAN: "C"}
_MODE_SHARES = {Mode.MAJOR: 0.5, Mode.MINOR: 0.32, Mode.DORIAN: 0.09, Mode.MIXOLYDIAN: 0.09}
_METER_SHARES = {FOUR_FOUR: 0.62, THREE_FOUR: 0.2, SIX_EIGHT: 0.18}

# Rhythm of one bar in beats; negative numbers are rests. Weighted by how ordinary they are.
_CELLS: dict[Meter, tuple[tuple[float, tuple[float, ...]], ...]] = {
    FOUR_FOUR: (
        (3, (1, 1, 1, 1)), (3, (0.5, 0.5, 1, 1, 1)), (2, (1.5, 0.5, 1, 1)), (2, (1, 1, 2)), (2, (2, 1, 1)),
        (2, (0.5, 0.5, 0.5, 0.5, 1, 1)), (2, (1, 0.5, 0.5, 1, 1)), (2, (1.5, 0.5, 2)), (2, (-0.5, 0.5, 0.5, 0.5, 1, 1)),
        (1, (0.5, 1, 0.5, 1, 1)), (1, (0.5, 0.5, 0.5, 1, 0.5, 1)), (1, (-1, 1, 1, 1)), (1, (1.5, 1.5, 1)),
        (1, (0.75, 0.25, 1, 0.75, 0.25, 1)), (1, (0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 1)), (1, (-0.5, 1, 0.5, 1, 1)),
    ),
    THREE_FOUR: (
        (3, (1, 1, 1)), (3, (2, 1)), (2, (1.5, 0.5, 1)), (2, (1, 0.5, 0.5, 1)), (1, (0.5, 0.5, 1, 1)), (1, (1, 2)),
        (1, (1, 1, 0.5, 0.5)), (1, (-1, 1, 1)),
    ),
    SIX_EIGHT: tuple(
        (weight, tuple(part / 3 for part in thirds))
        for weight, thirds in (
            (3, (2, 1, 2, 1)), (3, (1, 1, 1, 2, 1)), (2, (3, 2, 1)), (2, (2, 1, 3)), (2, (1, 1, 1, 1, 1, 1)),
            (1, (1.5, 0.5, 1, 2, 1)), (1, (3, 3)), (1, (-1, 1, 1, 2, 1)),
        )
    ),
}  # fmt: skip
_ENDINGS: dict[Meter, tuple[tuple[float, ...], ...]] = {
    FOUR_FOUR: ((3, -1), (2, -2), (1, 2, -1), (0.5, 0.5, 2, -1), (1.5, 1.5, -1)),
    THREE_FOUR: ((2, -1), (3,), (1, 1, -1)),
    SIX_EIGHT: ((4 / 3, -2 / 3), (5 / 3, -1 / 3), (1, -1), (2 / 3, 1 / 3, 2 / 3, -1 / 3)),
}
_FORMS = ("VCVC", "VVCVC", "VCVCBC")
_BAND_FORMS = ("IVCVCO", "IVCVCBCO", "IVVCVCO")
_LABELS = {
    "I": SectionLabel.INTRO, "V": SectionLabel.VERSE, "C": SectionLabel.CHORUS, "B": SectionLabel.BRIDGE,
    "O": SectionLabel.OUTRO,
}  # fmt: skip
_ENERGIES = {"I": 0.3, "V": 0.45, "C": 0.85, "B": 0.6, "O": 0.35}
_SECTION_BARS = 8
_PHRASE_BARS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What may be fixed of a procedural song; None is drawn."""

    meter: Meter | None = None
    mode: Mode | None = None
    slowest_bpm: float = 60.0
    fastest_bpm: float = 180.0
    swing: float | None = None
    with_intro: bool = False


def procedural(seed: int, wish: Wish | None = None) -> Song:
    """A song of verses and choruses; the same seed and wish give the same song."""
    wish = wish or Wish()
    random = generator(seed, "procedural")
    meter = wish.meter or _draw(random, _METER_SHARES)
    mode = wish.mode or _draw(random, _MODE_SHARES)
    swing = wish.swing if wish.swing is not None else 0.5
    if wish.swing is None and meter == FOUR_FOUR and random.random() < 0.15:
        swing = float(random.uniform(0.58, 0.67))
    tempo = _tempo(random, meter, wish)
    form = str(random.choice(_BAND_FORMS if wish.with_intro else _FORMS))
    composer = _Composer(
        random=random,
        meter=meter,
        mode=mode,
        anticipation=float(random.choice([0.0, 0.12, 0.25])) if meter == FOUR_FOUR else 0,
    )
    parts = {letter: composer.section(letter) for letter in sorted(set(form))}
    bars = _SECTION_BARS * len(form)
    length = _SECTION_BARS * meter.beats_per_bar
    melody: list[Note] = []
    chords: list[ChordSpan] = []
    sections: list[Section] = []
    for turn, letter in enumerate(form):
        start = float(turn * length)
        notes, harmony = parts[letter]
        melody += [replace(note, start_beats=note.start_beats + start) for note in notes]
        chords += [
            ChordSpan(
                start_beats=start + bar * meter.beats_per_bar,
                end_beats=start + (bar + 1) * meter.beats_per_bar,
                chord=chord,
            )
            for bar, chord in enumerate(harmony)
        ]
        sections.append(
            Section(start_beats=start, end_beats=start + length, label=_LABELS[letter], energy=_ENERGIES[letter])
        )
    song = Song(
        name=f"procedural_{seed}",
        family=Family.PROCEDURAL,
        meter=meter,
        tempo_bpm=tempo,
        key=Key(0, mode),
        bars=bars,
        melody=without_overlap(sorted(melody, key=lambda note: note.start_beats)),
        chords=tuple(chords),
        sections=tuple(sections),
        swing=swing,
    )
    return song.transposed(int(random.integers(-5, 7)))


def _draw(random: np.random.Generator, shares: dict[Option, float]) -> Option:
    options = list(shares)
    weights = np.array([shares[option] for option in options])
    return options[int(random.choice(len(options), p=weights / weights.sum()))]


def _tempo(random: np.random.Generator, meter: Meter, wish: Wish) -> float:
    low, high = (52.0, 116.0) if meter == SIX_EIGHT else (84.0, 180.0) if meter == THREE_FOUR else (60.0, 168.0)
    low, high = max(low, wish.slowest_bpm), min(high, wish.fastest_bpm)
    return float(np.exp(random.uniform(np.log(low), np.log(high))))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Composer:
    """Writes one section at a time in C."""

    random: np.random.Generator
    meter: Meter
    mode: Mode
    anticipation: float

    def section(self, letter: str) -> tuple[list[Note], list[Chord]]:
        """Eight bars: chords, and the melody where this part of the form is sung."""
        cycle = str(self.random.choice(_CYCLES[self.mode])).split()
        chords = [read_chord(cycle[bar % len(cycle)]) for bar in range(_SECTION_BARS)]
        if letter in "CO":
            chords[-1] = read_chord(_CLOSES[self.mode])
        center = 64 + {"C": 4, "B": 2}.get(letter, 0)
        notes = self._melody(chords, center) if letter not in "IO" else []
        return notes, chords

    def _melody(self, chords: list[Chord], center: int) -> list[Note]:
        rhythms = self._rhythms()
        notes: list[Note] = []
        pitch, leap = center, 0
        for bar, rhythm in enumerate(rhythms):
            position = float(bar * self.meter.beats_per_bar)
            for length in rhythm:
                if length > 0:
                    is_strong = abs(position - round(position)) < 1e-6 or length >= 1.5
                    step = self._next_pitch(chords[bar], pitch, leap, center, is_strong=is_strong) - pitch
                    pitch, leap = pitch + step, step
                    notes.append(Note(start_beats=position, duration_beats=length, pitch_midi=pitch))
                position += abs(length)
        return self._anticipated(notes)

    def _rhythms(self) -> list[tuple[float, ...]]:
        weights = np.array([weight for weight, _ in _CELLS[self.meter]], dtype=float)
        motif = [_CELLS[self.meter][int(i)][1] for i in self.random.choice(len(weights), 2, p=weights / weights.sum())]
        rhythms = []
        for bar in range(_SECTION_BARS):
            if bar % _PHRASE_BARS == _PHRASE_BARS - 1:
                endings = _ENDINGS[self.meter]
                rhythms.append(endings[int(self.random.integers(len(endings)))])
            elif self.random.random() < 0.75:
                rhythms.append(motif[bar % 2])
            else:
                rhythms.append(_CELLS[self.meter][int(self.random.choice(len(weights), p=weights / weights.sum()))][1])
        if self.random.random() < 0.6:
            rhythms[_PHRASE_BARS : 2 * _PHRASE_BARS - 1] = rhythms[: _PHRASE_BARS - 1]
        return rhythms

    def _next_pitch(self, chord: Chord, pitch: int, leap: int, center: int, *, is_strong: bool) -> int:
        scale = Key(0, self.mode).pitch_classes
        wants_chord = is_strong and self.random.random() < 0.8
        options = np.array([
            p for p in range(center - 8, center + 10)
            if p % 12 in (chord.pitch_classes if wants_chord else scale)
        ])  # fmt: skip
        move = options - pitch
        weights = np.exp(-np.abs(move) / 2.3) * np.exp(-(((options - center) / 8.0) ** 2))
        weights[move == 0] *= 0.5
        if abs(leap) > 4:  # after a leap the line turns back by step
            weights[np.sign(move) == np.sign(leap)] *= 0.3
        return int(self.random.choice(options, p=weights / weights.sum()))

    def _anticipated(self, notes: list[Note]) -> list[Note]:
        """Notes on a beat pulled half a beat ahead where the note before is long."""
        result = notes[:1]
        for note in notes[1:]:
            before = result[-1]
            touches = before.end_beats >= note.start_beats - 1e-6 and before.duration_beats >= 1.0
            on_beat = abs(note.start_beats - round(note.start_beats)) < 1e-6
            if touches and on_beat and self.random.random() < self.anticipation:
                result[-1] = replace(before, duration_beats=before.duration_beats - 0.5)
                note = replace(note, start_beats=note.start_beats - 0.5, duration_beats=note.duration_beats + 0.5)  # noqa: PLW2901
            result.append(note)
        return result
