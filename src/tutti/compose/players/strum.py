"""The strummed guitar: whole chords down, their upper notes up, muted strokes between.

All strings of a stroke are written at one moment; how they follow each other is a matter of performance.
"""

from __future__ import annotations

from collections.abc import Sequence

from tutti.compose.chart import Bar, Chart
from tutti.compose.dynamics import ACCENT, GHOST, NORMAL, SOFT, velocity
from tutti.compose.pattern import Step
from tutti.compose.players.hand import Hand
from tutti.compose.players.kit import in_order
from tutti.compose.style_table import Seat, pattern_of
from tutti.music.note import Note
from tutti.music.score import Part

_BASES = {"D": ACCENT - 12, "d": SOFT + 8, "U": NORMAL - 4, "u": SOFT, "n": NORMAL - 6, "x": GHOST}
_UP_STRINGS = 3
_MUTED_BEATS = 0.12


def play(seat: Seat, chart: Chart, bars: Sequence[Bar]) -> Part:
    """The strummed part."""
    random = chart.random(seat.player)
    pattern = pattern_of(seat, chart.meter)
    hand = Hand.of(seat, chart)
    notes: list[Note] = []
    for bar in bars:
        if bar.is_final:
            if abs(bar.start_beats - chart.final_beats) < 1e-6:
                notes += hand.strike(bar.start_beats, chart.end_beats, velocity(NORMAL, bar, bar.start_beats, random))
            continue
        for step in chart.steps(pattern, bar):
            start = bar.start_beats + step.start_beats
            notes += _stroke(step, start, hand, velocity(_BASES[step.letter], bar, start, random))
    return Part(player=seat.player, program=seat.program, notes=in_order(notes), pan=seat.pan)


def _stroke(step: Step, start: float, hand: Hand, loudness: int) -> list[Note]:
    end = start + step.length_beats
    if step.letter == "x":
        end = start + _MUTED_BEATS
    if step.letter == "n":
        pitches = hand.kept(hand.at(end), start, end)
        return [
            Note(start_beats=start, duration_beats=end - start, pitch_midi=pitch, velocity=loudness)
            for pitch in pitches
        ]
    struck = hand.strike(start, end, loudness)
    if step.letter not in ("u", "U"):
        return struck
    return [note for note in struck if note.pitch_midi in sorted(n.pitch_midi for n in struck)[-_UP_STRINGS:]]
