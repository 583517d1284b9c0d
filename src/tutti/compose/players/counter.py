"""A second melody under or over the singer's: one line that moves against hers and stirs where she rests.

Chord tones (c) are chosen near the last one, against the direction in which she moves; steps (s) lie in the scale
between two of them; optional tones (o) are played only where she rests. Contrary motion and the preference for steps
are those of species counterpoint (Fux, "Gradus ad Parnassum", 1725).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from tutti.compose.chart import Bar, Chart
from tutti.compose.dynamics import NORMAL, velocity
from tutti.compose.pattern import Step
from tutti.compose.players.hand import Hand
from tutti.compose.players.kit import in_order
from tutti.compose.singer import Singer
from tutti.compose.style_table import Seat, pattern_of
from tutti.compose.voicing import clear_window
from tutti.music.note import Note
from tutti.music.score import Part

_STEP = "s"
_OPTIONAL = "o"
_SINGING_SHARE = 0.35
_HELD = 0.96  # share of its written length a note is held
_REPEAT_COST = 1.5
_SIMILAR_COST = 2.0
_RUB_COST = 12.0
_LEAP_SEMITONES = 5
_LEAP_COST = 0.8  # a semitone beyond it
_CENTRE_COST = 0.12
_LOUDNESS = NORMAL - 10


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    bar: Bar
    start_beats: float
    end_beats: float
    is_step: bool


def play(seat: Seat, chart: Chart, bars: Sequence[Bar]) -> Part:
    """The part of a player of counter-lines."""
    random = chart.random(seat.player)
    hand = Hand.of(replace(seat, voices=1), chart)
    window = clear_window(seat.low_midi, seat.high_midi, chart.singer)
    places = _places(seat, chart, bars)
    pitches = _pitches(places, chart, hand, window)
    notes = [
        Note(
            start_beats=place.start_beats,
            duration_beats=(place.end_beats - place.start_beats) * _HELD,
            pitch_midi=pitch,
            velocity=velocity(_LOUDNESS, place.bar, place.start_beats, random),
        )
        for place, pitch in zip(places, pitches, strict=True)
    ]
    return Part(player=seat.player, program=seat.program, notes=in_order(notes), pan=seat.pan)


def _places(seat: Seat, chart: Chart, bars: Sequence[Bar]) -> list[_Place]:
    pattern = pattern_of(seat, chart.meter)
    places: list[_Place] = []
    for bar in bars:
        if bar.is_final:
            if abs(bar.start_beats - chart.final_beats) < 1e-6 and chart.chord_at(bar.start_beats) is not None:
                places.append(_Place(bar=bar, start_beats=bar.start_beats, end_beats=chart.end_beats, is_step=False))
            continue
        for step in chart.steps(pattern, bar):
            start = bar.start_beats + step.start_beats
            end = start + step.length_beats
            if chart.chord_at(start) is not None and not _is_left_out(step, chart.singer, start, end):
                places.append(_Place(bar=bar, start_beats=start, end_beats=end, is_step=step.letter == _STEP))
    return places


def _is_left_out(step: Step, singer: Singer, start: float, end: float) -> bool:
    return step.letter == _OPTIONAL and singer.share(start - 0.25, end) > _SINGING_SHARE


def _pitches(places: Sequence[_Place], chart: Chart, hand: Hand, window: tuple[int, int]) -> list[int]:
    """Chord tones first, each against the singer; then the steps between them."""
    tones: dict[int, int] = {}
    previous = (window[0] + window[1]) // 2
    for index, place in enumerate(places):
        if not place.is_step:
            previous = tones[index] = _chord_tone(place, previous, chart, hand, window)
    result: list[int] = []
    for index, place in enumerate(places):
        if place.is_step:
            coming = next((tones[i] for i in range(index + 1, len(places)) if i in tones), previous)
            result.append(_step(place, result[-1] if result else coming, coming, chart, hand))
        else:
            result.append(tones[index])
    return result


def _chord_tone(place: _Place, previous: int, chart: Chart, hand: Hand, window: tuple[int, int]) -> int:
    chord = chart.chord_at(place.start_beats)
    assert chord is not None, "places without a chord are left out"
    direction = _motion(chart.singer, place.start_beats)
    centre = (window[0] + window[1]) / 2

    def cost(pitch: int) -> float:
        move = pitch - previous
        total = abs(move) * 0.3 + max(0, abs(move) - _LEAP_SEMITONES) * _LEAP_COST
        total += _CENTRE_COST * abs(pitch - centre) + _REPEAT_COST * (move == 0)
        total += _SIMILAR_COST * (move * direction > 0)
        return total + _RUB_COST * (not hand.is_clear(pitch, place.start_beats, place.end_beats))

    return min((p for p in range(window[0], window[1] + 1) if chord.has(p)), key=cost)


def _step(place: _Place, before: int, coming: int, chart: Chart, hand: Hand) -> int:
    """A tone of the scale between two chord tones, or beside the first where nothing lies between; else the first."""
    between = range(min(before, coming) + 1, max(before, coming))
    beside = [before + side * size for size in (1, 2) for side in (-1, 1)]
    middle = (before + coming) / 2
    for pitch in [*sorted(between, key=lambda pitch: abs(pitch - middle)), *beside]:
        if pitch % 12 in chart.key.pitch_classes and hand.is_clear(pitch, place.start_beats, place.end_beats):
            return pitch
    return before


def _motion(singer: Singer, beat: float) -> int:
    """1 where the voice rises at a beat, -1 where it falls, 0 where it stays or rests."""
    index = int(np.searchsorted(singer.starts_beats, beat + 1e-6)) - 1
    if index < 1 or singer.ends_beats[index] < beat:
        return 0
    return int(np.sign(singer.pitches_midi[index] - singer.pitches_midi[index - 1]))
