"""The drummer's fill: how the end of a section's last bar leads into the next section.

A fill should depart from the groove without breaking it. Of the fills of a name, taken in turn, the first is played
whose bar differs from the bar before by a middling share of its strokes; where a fill alone would sweep too much of the
groove away, the drummer keeps the beats, or the cymbals, going under it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tutti.compose.chart import Bar, Chart
from tutti.compose.dynamics import LETTER_VELOCITIES, velocity
from tutti.compose.fills import Fill, fill_named
from tutti.compose.pattern import steps_per_beat
from tutti.compose.players.kit import PIECES
from tutti.compose.style_table import Seat
from tutti.music.note import Note

_CONTRAST, _CONTRAST_SPREAD = 0.43, 0.11  # share of strokes by which a filled bar differs from the bar before
_FILLS_TRIED = 3
_SHORT_BAR_BEATS = 3
_GROWTH = (0.9, 0.2)  # loudness of a fill's first stroke, and by how much the last is louder
_BEATS = "beats"
_CYMBALS = ("closed_hat", "open_hat", "pedal_hat", "ride", "ride_bell", "shaker")
_KEEPING = ((), (_BEATS,), _CYMBALS, (*_CYMBALS, _BEATS))  # what goes on under a fill, from little to much
_STEADY = (PIECES["kick"], PIECES["surdo"])

Stroke = tuple[float, str, float]  # beat, piece, loudness


def with_fill(
    notes: Sequence[Note], seat: Seat, chart: Chart, bar: Bar, number: int, random: np.random.Generator
) -> list[Note]:
    """The notes of a drummer with the end of a bar replaced by one of the fills of the seat's name."""
    before = _grid([(n.start_beats, n.pitch_midi) for n in notes], bar, chart, turn=-1)
    best: tuple[float, list[Note], list[Stroke]] | None = None
    for turn in range(_FILLS_TRIED):
        fill = {piece: text * chart.pace for piece, text in fill_named(seat.fill, chart.meter, number + turn).items()}
        strokes = _strokes(fill, chart, bar)
        for keeping in _KEEPING:
            kept = _kept(notes, fill, keeping, chart, bar)
            struck = [(n.start_beats, n.pitch_midi) for n in kept] + [(beat, PIECES[name]) for beat, name, _ in strokes]
            after = _grid(struck, bar, chart)
            off = abs(1.0 - len(before & after) / max(1, len(before | after)) - _CONTRAST)
            if best is None or (before and off < best[0]):
                best = off, kept, strokes
            if not before or off <= _CONTRAST_SPREAD:
                return [*kept, *_played(strokes, chart, bar, random)]
    assert best is not None, "every name has a fill"
    return [*best[1], *_played(best[2], chart, bar, random)]


def _grid(struck: Sequence[tuple[float, int]], bar: Bar, chart: Chart, *, turn: int = 0) -> set[tuple[int, int]]:
    """Which pieces are struck at which steps of a bar, or of the bar before."""
    length = bar.end_beats - bar.start_beats
    start = bar.start_beats + turn * length
    per_beat = steps_per_beat(chart.meter) * chart.pace
    return {
        (key, round((beat - start) * per_beat)) for beat, key in struck if start - 1e-6 <= beat < start + length - 1e-6
    }


def _start(fill: Fill, chart: Chart, bar: Bar) -> float:
    steps = max(len(text) for text in fill.values())
    return max(bar.end_beats - steps / (steps_per_beat(chart.meter) * chart.pace), bar.start_beats)


def _kept(notes: Sequence[Note], fill: Fill, keeping: tuple[str, ...], chart: Chart, bar: Bar) -> list[Note]:
    """The groove without what the fill replaces; the kick goes on under it, in short bars the beats too."""
    start = _start(fill, chart, bar)
    pieces = {*_STEADY, *(PIECES[piece] for piece in keeping if piece != _BEATS)}
    keeps_beats = _BEATS in keeping or chart.meter.beats_per_bar <= _SHORT_BAR_BEATS
    return [
        note
        for note in notes
        if not start - 1e-6 <= note.start_beats < bar.end_beats - 1e-6
        or note.pitch_midi in pieces
        or (keeps_beats and abs(note.start_beats - round(note.start_beats)) < 1e-6)
    ]


def _strokes(fill: Fill, chart: Chart, bar: Bar) -> list[Stroke]:
    per_beat = steps_per_beat(chart.meter) * chart.pace
    steps = max(len(text) for text in fill.values())
    start = _start(fill, chart, bar)
    result = []
    for piece, text in fill.items():
        for place, letter in enumerate(text):
            beat = bar.end_beats - (steps - place) / per_beat
            if letter in LETTER_VELOCITIES and beat >= start - 1e-6:
                result.append((beat, piece, LETTER_VELOCITIES[letter] * (_GROWTH[0] + _GROWTH[1] * place / steps)))
    return result


def _played(strokes: Sequence[Stroke], chart: Chart, bar: Bar, random: np.random.Generator) -> list[Note]:
    length = 1.0 / (steps_per_beat(chart.meter) * chart.pace)
    return [
        Note(
            start_beats=beat,
            duration_beats=length,
            pitch_midi=PIECES[piece],
            velocity=velocity(loudness, bar, beat, random),
        )
        for beat, piece, loudness in strokes
    ]
