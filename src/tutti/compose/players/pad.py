"""Held chords: pads, choir, horns, cello. A chord is held as long as it lasts, at most a bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tutti.compose.chart import Bar, Chart
from tutti.compose.dynamics import NORMAL, velocity
from tutti.compose.pattern import Intensity
from tutti.compose.players.hand import THIN_VOICES, Hand
from tutti.compose.players.kit import in_order
from tutti.compose.style_table import Seat
from tutti.music.note import Note
from tutti.music.score import Part

_LOUDNESS = NORMAL - 14
_BREATH = 0.98  # share of the chord that is held


def play(seat: Seat, chart: Chart, bars: Sequence[Bar]) -> Part:
    """The part of a player who holds chords."""
    random = chart.random(seat.player)
    hand = Hand.of(replace(seat, voices=min(seat.voices, THIN_VOICES)) if chart.is_thin else seat, chart)
    notes: list[Note] = []
    for bar in bars:
        if bar.is_final and abs(bar.start_beats - chart.final_beats) > 1e-6:
            continue
        end = chart.end_beats if bar.is_final else bar.end_beats
        loudness = velocity(_LOUDNESS, bar, bar.start_beats, random)
        for begin, stop, voicing in hand.pieces(bar.start_beats, end):
            pitches = hand.kept(voicing, begin, stop)
            if bar.intensity is Intensity.LOW and len(pitches) > 2:
                pitches = pitches[:-1]
            notes += [
                Note(start_beats=begin, duration_beats=(stop - begin) * _BREATH, pitch_midi=pitch, velocity=loudness)
                for pitch in pitches
            ]
    return Part(player=seat.player, program=seat.program, notes=in_order(notes), pan=seat.pan)
