"""Chords in rhythm: piano, electric piano, organ, accordion, muted guitar, brass stabs.

The pattern's optional strokes are played only where the singer rests; a stroke marked as early takes the next chord;
one marked as muted is damped with the palm: short, and only the lowest two strings. A montuno takes the hand apart:
the top note in octaves on some strokes, the notes under it on others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tutti.compose.chart import Bar, Chart
from tutti.compose.dynamics import ACCENT, NORMAL, velocity
from tutti.compose.pattern import Step
from tutti.compose.players.hand import Hand
from tutti.compose.players.kit import in_order
from tutti.compose.style_table import Seat, pattern_of
from tutti.music.note import Note
from tutti.music.score import Part

_SINGING_SHARE = 0.35  # of a stroke: the singer is busy
_EARLY = "n"
_OPTIONAL = "o"
_MUTED = "m"
_MUTED_BEATS = 0.2
_MUTED_STRINGS = 2
_OCTAVES = "t"
_INNER = "i"
_OCTAVE = 12


def play(seat: Seat, chart: Chart, bars: Sequence[Bar]) -> Part:
    """The part of a player who comps."""
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
            notes += _stroke(step, bar, chart, hand, velocity(_base(step), bar, bar.start_beats, random))
    return Part(player=seat.player, program=seat.program, notes=in_order(notes), pan=seat.pan)


def _base(step: Step) -> float:
    if step.letter == _MUTED:
        return NORMAL - 16
    return ACCENT - 8 if step.letter == "X" else NORMAL - 6


def _stroke(step: Step, bar: Bar, chart: Chart, hand: Hand, loudness: int) -> list[Note]:
    start = bar.start_beats + step.start_beats
    end = start + step.length_beats
    if step.letter == _OPTIONAL and chart.singer.share(start - 0.25, end) > _SINGING_SHARE:
        return []
    if step.letter == _EARLY and end < chart.end_beats - 1e-6:
        pitches = hand.kept(hand.at(end), start, end)
        return [
            Note(start_beats=start, duration_beats=step.length_beats, pitch_midi=pitch, velocity=loudness)
            for pitch in pitches
        ]
    if step.letter == _MUTED:
        struck = hand.strike(start, start + min(step.length_beats, _MUTED_BEATS), loudness)
        return sorted(struck, key=lambda note: note.pitch_midi)[:_MUTED_STRINGS]
    struck = hand.strike(start, end, loudness)
    if struck and step.letter in (_OCTAVES, _INNER):
        top = max(note.pitch_midi for note in struck)
        if step.letter == _INNER:
            return [note for note in struck if note.pitch_midi < top] or struck
        under = top - _OCTAVE if hand.is_clear(top - _OCTAVE, start, end) else top
        return [replace(note, pitch_midi=pitch) for note in struck if note.pitch_midi == top for pitch in {top, under}]
    return struck
