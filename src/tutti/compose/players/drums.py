"""The drummer: a groove for the energy of each section, fills into the next, crashes on arrival.

Two bars alternate, and ghost notes come and go, so that no bar repeats the other for long. A fill replaces the end of
a section's last bar; into the last chord of a quiet song there is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from tutti.compose.chart import HIGH_ENERGY, MID_ENERGY, Bar, Chart
from tutti.compose.dynamics import ACCENT, GHOST, LETTER_VELOCITIES, NORMAL, velocity
from tutti.compose.pattern import steps_per_beat
from tutti.compose.players.drum_fill import with_fill
from tutti.compose.players.kit import PIECES, groove_notes, in_order
from tutti.compose.style_table import Seat, groove_of
from tutti.music.note import Note
from tutti.music.score import Part

_GHOST_CHANCE = 0.35  # of a bar: one ghost note more
_SKIP_CHANCE = 0.25  # of a bar: one soft stroke less
_FREEDOM = (1.0, 0.4, 2.2)  # how much of both in the first, second, third reading, and so on
_LEAST_STROKES = 8  # sparser bars are left as they are
_CRASH_FROM_ENERGY = 0.58
_GENTLE_FILLS = frozenset({"brush", "hush", "rim", "deep", "tick"})  # players of these do not crash
_LEAST_BARS_FOR_FILL = 2
_GHOST_PIECES = {"brush": "snare", "hush": "shaker", "rim": "side_stick", "deep": "low_tom", "tick": "side_stick"}


def play(seat: Seat, chart: Chart, bars: Sequence[Bar]) -> Part:
    """The drum part."""
    random = chart.random(seat.player)
    groove = groove_of(seat, chart.meter)
    notes = _varied(groove_notes(groove, chart, bars, random), seat, chart, bars, random)
    for number, bar in enumerate(bar for bar in bars if _has_fill(bar, bars)):
        notes = with_fill(notes, seat, chart, bar, number + chart.take + chart.reading, random)
    notes += _pickups(seat, chart, bars, random)
    notes += _crashes(seat, chart, bars, random)
    return Part(player=seat.player, program=seat.program, notes=in_order(notes), is_drums=True, pan=seat.pan)


def _varied(
    notes: list[Note], seat: Seat, chart: Chart, bars: Sequence[Bar], random: np.random.Generator
) -> list[Note]:
    """Now and then a ghost note more, now and then a soft stroke less."""
    per_beat = steps_per_beat(chart.meter) * chart.pace
    freedom = _FREEDOM[chart.reading % len(_FREEDOM)]
    piece = PIECES[_GHOST_PIECES.get(seat.fill, "snare")]
    result = list(notes)
    for bar, (start, end) in [(each, span) for each in bars for span in chart.spans(each)]:
        steps = int((end - start) * per_beat)
        add, skip = random.random(2)
        place = start + (2 * int(random.integers(steps // 2)) + 1) / per_beat
        choice = int(random.integers(1 << 30))
        if bar.is_first or bar.is_last or bar.is_final:
            continue
        mine = [note for note in result if start - 1e-6 <= note.start_beats < end - 1e-6]
        soft = [note for note in mine if note.velocity < LETTER_VELOCITIES["o"] * 0.95]
        if len(mine) < _LEAST_STROKES:
            continue
        if skip < _SKIP_CHANCE * freedom and len(soft) > 2:
            result.remove(soft[choice % len(soft)])
        elif add < _GHOST_CHANCE * freedom:
            loudness = velocity(GHOST, bar, place, random)
            result.append(Note(start_beats=place, duration_beats=1.0 / per_beat, pitch_midi=piece, velocity=loudness))
    return result


def _has_fill(bar: Bar, bars: Sequence[Bar]) -> bool:
    if not bar.is_last or bar.is_final or bar.place + 1 < _LEAST_BARS_FOR_FILL:
        return False
    if bar.is_closing:
        return bar.energy >= HIGH_ENERGY
    return bar.next_energy is not None and bool(bars)


def _pickups(seat: Seat, chart: Chart, bars: Sequence[Bar], random: np.random.Generator) -> list[Note]:
    """A fill ahead of a section in which the drummer comes in after a rest."""
    playing = {bar.start_beats for bar in bars}
    notes: list[Note] = []
    for before, bar in pairwise(chart.bars):
        comes_in = bar.start_beats in playing and before.start_beats not in playing
        if comes_in and bar.is_first and not bar.is_final and bar.energy >= MID_ENERGY:
            notes += with_fill((), seat, chart, before, chart.take, random)
    return notes


def _crashes(seat: Seat, chart: Chart, bars: Sequence[Bar], random: np.random.Generator) -> list[Note]:
    """A cymbal where a full section is reached, and the last stroke of the song."""
    is_gentle = seat.fill in _GENTLE_FILLS
    notes: list[Note] = []
    for bar in bars:
        is_end = abs(bar.start_beats - chart.final_beats) < 1e-6
        arrives = bar.is_first and not bar.is_final and bar.energy >= _CRASH_FROM_ENERGY
        if is_end:
            strokes = [("kick", NORMAL), ("ride" if is_gentle else "crash", NORMAL)]
        elif arrives and not is_gentle:
            strokes = [("crash", ACCENT)]
        else:
            continue
        notes += [
            Note(
                start_beats=bar.start_beats,
                duration_beats=1.0,
                pitch_midi=PIECES[piece],
                velocity=velocity(base, bar, bar.start_beats, random),
            )
            for piece, base in strokes
        ]
    return notes
