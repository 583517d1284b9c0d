"""The bassist: a line of tone classes (root, fifth, approach, ...) over the bass notes of the chord sheet.

Every chord begins on its bass note: where the pattern has none within its first beat, one is put there, unless the
line anticipated it: then the early root is held over the change, as in a tumbao. Lines keep their intervals over the
root (root-trans), and roots move to the nearest octave of the register. A slide is written as an octave that the note
before rings into.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from tutti.compose.chart import Bar, Chart
from tutti.compose.dynamics import ACCENT, GHOST, NORMAL, velocity
from tutti.compose.pattern import Pattern
from tutti.compose.style_table import Seat, pattern_of
from tutti.music.harmony import INTERVALS, Chord
from tutti.music.note import Note
from tutti.music.score import Part

_DETACHED = 0.92  # share of its written length a note is held
_DEAD_NOTE_SHARE = 0.4
_ANTICIPATION = "N"
_SLIDE = "s"
_SLIDE_BEATS = 0.08  # how long the note before a slide rings into it
_ROOT_SPAN = 14  # roots lie within so many semitones above the lowest pitch


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stroke:
    start_beats: float
    end_beats: float
    letter: str


def play(seat: Seat, chart: Chart, bars: Sequence[Bar]) -> Part:
    """The bass part."""
    random = chart.random(seat.player)
    pattern = pattern_of(seat, chart.meter)
    notes: list[Note] = []
    root = seat.low_midi + 6
    for bar, strokes in zip(bars, _lines(pattern, chart, bars), strict=True):
        for stroke in strokes:
            chord = chart.chord_at(stroke.start_beats)
            if chord is None:
                continue
            root = _nearest(chord.bass_or_root, root, seat.low_midi)
            pitch = _pitch(stroke, chord, root, seat, chart, random)
            if stroke.letter == _SLIDE and notes:
                reach = stroke.start_beats + _SLIDE_BEATS - notes[-1].start_beats
                notes[-1] = replace(notes[-1], duration_beats=max(notes[-1].duration_beats, reach))
            notes.append(_note(stroke, pitch, bar, random))
    return Part(player=seat.player, program=seat.program, notes=tuple(notes), pan=seat.pan)


def _lines(pattern: Pattern, chart: Chart, bars: Sequence[Bar]) -> list[list[_Stroke]]:
    """The strokes of every bar; an anticipation is held until the next stroke, over the bar line too."""
    lines = []
    for bar in bars:
        steps = () if bar.is_final else chart.steps(pattern, bar)
        played = [
            _Stroke(
                start_beats=bar.start_beats + step.start_beats,
                end_beats=bar.start_beats + step.start_beats + step.length_beats,
                letter=step.letter,
            )
            for step in steps
        ]
        lines.append(_final(bar, chart) if bar.is_final else played)
    flat = [stroke for line in lines for stroke in line]
    ends = {
        stroke.start_beats: following.start_beats
        for stroke, following in pairwise(flat)
        if stroke.letter == _ANTICIPATION and following.start_beats - stroke.end_beats < chart.meter.beats_per_bar
    }
    held = [[replace(s, end_beats=ends.get(s.start_beats, s.end_beats)) for s in line] for line in lines]
    early = [(s.start_beats, s.end_beats) for line in held for s in line if s.letter == _ANTICIPATION]
    return [
        line if bar.is_final else _on_changes(line, bar, chart, early) for bar, line in zip(bars, held, strict=True)
    ]


def _final(bar: Bar, chart: Chart) -> list[_Stroke]:
    if abs(bar.start_beats - chart.final_beats) > 1e-6:
        return []
    return [_Stroke(start_beats=bar.start_beats, end_beats=chart.end_beats, letter="R")]


def _on_changes(strokes: list[_Stroke], bar: Bar, chart: Chart, early: Sequence[tuple[float, float]]) -> list[_Stroke]:
    """The strokes with a root on every chord that begins in the bar, save where an early root sounds over it."""
    result = list(strokes)
    for span in chart.chords:
        change = span.start_beats
        if not bar.start_beats - 1e-6 <= change < bar.end_beats - 1e-6:
            continue
        if any(start < change - 1e-6 and change + 1e-6 < end and change - start <= 1.0 for start, end in early):
            continue
        index = next((i for i, s in enumerate(result) if s.start_beats >= change - 1e-6), len(result))
        if index < len(result) and result[index].start_beats < change + 0.3:
            stroke = result[index]
            result[index] = _Stroke(start_beats=stroke.start_beats, end_beats=stroke.end_beats, letter="R")
            continue
        end = result[index].start_beats if index < len(result) else bar.end_beats
        if index and result[index - 1].end_beats > change:
            before = result[index - 1]
            result[index - 1] = _Stroke(start_beats=before.start_beats, end_beats=change, letter=before.letter)
        result.insert(index, _Stroke(start_beats=change, end_beats=end, letter="R"))
    return result


def _pitch(stroke: _Stroke, chord: Chord, root: int, seat: Seat, chart: Chart, random: np.random.Generator) -> int:
    steps = INTERVALS[chord.quality]
    is_early = stroke.letter == _ANTICIPATION
    coming = np.floor(stroke.start_beats + 1e-6) + 1.0 if is_early else stroke.end_beats + 1e-6
    following = chart.chord_at(float(coming)) or chord
    target = _nearest(following.bass_or_root, root, seat.low_midi)
    third = next((step for step in steps if step in (3, 4)), 12)
    fifth = next((step for step in steps if step in (6, 7, 8)), 7)
    seventh = next((step for step in steps if step in (10, 11)), 12)
    match stroke.letter:
        case "R" | "A" | "x":
            pitch = root
        case "3":
            pitch = root + third
        case "5":
            pitch = root + fifth
        case "6":
            pitch = root + (9 if third == 4 else seventh)
        case "7":
            pitch = root + seventh
        case "8" | "s":
            pitch = root + 12
        case "n" | "N":
            pitch = target
        case "a":
            pitch = target + (-1 if target <= root or random.random() < 0.5 else 1)
        case _:
            pitch = _scale_step(root, target, chart)
    while pitch > seat.high_midi:
        pitch -= 12
    return pitch if pitch >= seat.low_midi - 1 else pitch + 12


def _scale_step(root: int, target: int, chart: Chart) -> int:
    """The scale tone next to the coming root, on the side the line comes from."""
    side = -1 if root < target else 1
    pitch = target + side
    while pitch % 12 not in chart.key.pitch_classes:
        pitch += side
    return pitch


def _nearest(pitch_class: int, before: int, low: int) -> int:
    """The octave of a root that lies nearest to the root before, inside the span of roots."""
    first = low + (pitch_class - low) % 12
    choices = [pitch for pitch in (first, first + 12) if pitch <= low + _ROOT_SPAN] or [first]
    return min(choices, key=lambda pitch: abs(pitch - before))


def _note(stroke: _Stroke, pitch: int, bar: Bar, random: np.random.Generator) -> Note:
    length = stroke.end_beats - stroke.start_beats
    is_dead = stroke.letter == "x"
    is_strong = stroke.start_beats - bar.start_beats < 0.01 or stroke.letter == "A"
    base = GHOST if is_dead else ACCENT - 6 if is_strong else NORMAL
    return Note(
        start_beats=stroke.start_beats,
        duration_beats=length * (_DEAD_NOTE_SHARE if is_dead else _DETACHED),
        pitch_midi=pitch,
        velocity=velocity(base, bar, stroke.start_beats, random),
    )
