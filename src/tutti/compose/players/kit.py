"""The pieces of a drum kit and the notes of a groove. Keys are those of the General MIDI percussion map."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from tutti.compose.chart import Bar, Chart
from tutti.compose.dynamics import LETTER_VELOCITIES, NORMAL, velocity
from tutti.compose.pattern import Pattern, steps_per_beat
from tutti.music.note import Note
from tutti.music.score import Part

PIECES = {
    "kick": 36, "side_stick": 37, "snare": 38, "clap": 39, "low_tom": 43, "closed_hat": 42, "pedal_hat": 44,
    "open_hat": 46, "mid_tom": 47, "crash": 49, "high_tom": 50, "ride": 51, "china": 52, "ride_bell": 53,
    "tambourine": 54, "cowbell": 56, "bongo_high": 60, "bongo_low": 61, "conga_mute": 62, "conga_high": 63,
    "conga_low": 64, "timbale_high": 65, "timbale_low": 66, "agogo_high": 67, "agogo_low": 68, "shaker": 70,
    "guiro": 73, "guiro_long": 74, "claves": 75, "woodblock": 76, "low_woodblock": 77, "triangle": 81,
    "surdo_mute": 86, "surdo": 87,
}  # fmt: skip
ROLLS = {"r": 2, "t": 3}  # letters that stand for so many strokes in one step, the last the loudest


def groove_notes(
    groove: Mapping[str, Pattern], chart: Chart, bars: Sequence[Bar], random: np.random.Generator
) -> list[Note]:
    """The notes of a groove in the bars it is played in; the last bar of the song is left out."""
    length = 1.0 / (steps_per_beat(chart.meter) * chart.pace)
    notes = []
    for bar in bars:
        if bar.is_final:
            continue
        for piece, pattern in groove.items():
            for step in chart.steps(pattern, bar):
                start = bar.start_beats + step.start_beats
                strokes = ROLLS.get(step.letter, 1)
                base = LETTER_VELOCITIES.get(step.letter, NORMAL)
                notes += [
                    Note(
                        start_beats=start + turn * length / strokes,
                        duration_beats=length / strokes,
                        pitch_midi=PIECES[piece],
                        velocity=velocity(base * (turn + strokes + 1) / (2 * strokes), bar, start, random),
                    )
                    for turn in range(strokes)
                ]
    return notes


def without_pieces(parts: Sequence[Part], refused: Collection[str]) -> tuple[Part, ...]:
    """The parts without the strokes on refused pieces of the kit; a drummer who has nothing left does not play."""
    keys = {PIECES[piece] for piece in refused}
    kept = [
        replace(part, notes=tuple(note for note in part.notes if note.pitch_midi not in keys))
        if part.is_drums
        else part
        for part in parts
    ]
    return tuple(part for part in kept if part.notes)


def in_order(notes: Sequence[Note]) -> tuple[Note, ...]:
    """Ascending by start, then pitch; of two notes on one key at one moment the louder stays."""
    loudest: dict[tuple[float, int], Note] = {}
    for note in notes:
        place = (round(note.start_beats, 6), note.pitch_midi)
        if place not in loudest or loudest[place].velocity < note.velocity:
            loudest[place] = note
    return tuple(sorted(loudest.values(), key=lambda note: (note.start_beats, note.pitch_midi)))
