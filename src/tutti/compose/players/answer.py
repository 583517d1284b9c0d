"""Call and response: in the singer's rests a solo instrument answers with the end of what she just sang.

The rhythm of her last notes comes back on the tones of the chord and the scale, bent towards a chord tone at its end,
and is over before she enters again. In a lead-in the first words are foretold in the same way. In full bars that leave
no room for an answer the soloist holds a guide tone that keeps clear of her.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from tutti.compose.chart import Bar, Chart
from tutti.compose.dynamics import NORMAL, velocity
from tutti.compose.pattern import Intensity
from tutti.compose.players.hand import Hand
from tutti.compose.players.kit import in_order
from tutti.compose.style_table import Seat
from tutti.music.note import Note
from tutti.music.score import Part

_LEAST_REST_BEATS = 1.25
_LONGEST_ANSWER_BEATS = 6.0
_MOST_NOTES = 6
_BREATH_BEATS = 0.25  # after the singer stops and before she starts again
_PERIOD_BEATS = 8.0  # in long rests an answer begins anew so often
_GRID_PER_BEAT = {False: 2, True: 3}  # answers move in halves of simple beats, thirds of compound ones


def play(seat: Seat, chart: Chart, bars: Sequence[Bar]) -> Part:
    """The part of a soloist who answers the singer."""
    random = chart.random(seat.player)
    notes: list[Note] = []
    playing = [bar for bar in bars if not bar.is_final]
    for first, last in _runs(playing):
        for start, end in chart.singer.rests(first.start_beats, last.end_beats, _LEAST_REST_BEATS):
            notes += _answers(seat, chart, bars, start, end, random)
    notes += _guide_tones(seat, chart, playing, notes, random)
    final = [bar for bar in bars if abs(bar.start_beats - chart.final_beats) < 1e-6]
    for bar in final:
        pitch = _near_chord_tone(chart, bar.start_beats, _home(seat, chart))
        notes.append(
            Note(
                start_beats=bar.start_beats,
                duration_beats=(chart.end_beats - bar.start_beats) * 0.9,
                pitch_midi=pitch,
                velocity=velocity(NORMAL - 14, bar, bar.start_beats, random),
            )
        )
    return Part(player=seat.player, program=seat.program, notes=in_order(notes), pan=seat.pan)


def _runs(bars: Sequence[Bar]) -> list[tuple[Bar, Bar]]:
    """The first and last bar of every stretch without a pause."""
    runs: list[tuple[Bar, Bar]] = []
    for bar in bars:
        if runs and abs(runs[-1][1].end_beats - bar.start_beats) < 1e-6:
            runs[-1] = (runs[-1][0], bar)
        else:
            runs.append((bar, bar))
    return runs


def _guide_tones(
    seat: Seat, chart: Chart, bars: Sequence[Bar], answers: Sequence[Note], random: np.random.Generator
) -> list[Note]:
    """One long tone a chord in full bars without an answer."""
    hand = Hand.of(replace(seat, voices=1), chart)
    starts = np.array([note.start_beats for note in answers])
    notes = []
    for bar in bars:
        is_free = not np.any((starts >= bar.start_beats - 1e-6) & (starts < bar.end_beats))
        if bar.intensity is not Intensity.HIGH or not is_free:
            continue
        loudness = velocity(NORMAL - 22, bar, bar.start_beats, random)
        for begin, end, voicing in hand.pieces(bar.start_beats, bar.end_beats):
            notes += [
                Note(start_beats=begin, duration_beats=(end - begin) * 0.95, pitch_midi=pitch, velocity=loudness)
                for pitch in hand.kept(voicing, begin, end)
            ]
    return notes


def _answers(
    seat: Seat, chart: Chart, bars: Sequence[Bar], start: float, end: float, random: np.random.Generator
) -> list[Note]:
    grid = _GRID_PER_BEAT[chart.meter.is_compound]
    notes: list[Note] = []
    begin = np.ceil((start + _BREATH_BEATS) * grid - 1e-6) / grid
    while end - begin >= 0.9:
        stop = min(end - _BREATH_BEATS, begin + _LONGEST_ANSWER_BEATS)
        notes += _phrase(seat, chart, bars, float(begin), float(stop), grid, random)
        begin += _PERIOD_BEATS
    return notes


def _phrase(
    seat: Seat,
    chart: Chart,
    bars: Sequence[Bar],
    begin: float,
    stop: float,
    grid: int,
    random: np.random.Generator,
) -> list[Note]:
    offsets, moves = _motif(chart, begin, grid)
    places = [begin + offset for offset in offsets if begin + offset <= stop - 0.4]
    if not places:
        return []
    pitch = _near_chord_tone(chart, places[0], _home(seat, chart))
    notes = []
    for index, (place, following) in enumerate(pairwise([*places, min(stop, places[-1] + 2.0)])):
        if index:
            pitch = _moved(chart, pitch, moves[index - 1])
        if index == len(places) - 1 or abs(place - round(place)) < 1e-6:
            pitch = _near_chord_tone(chart, place, pitch)
        pitch = _inside(pitch, seat)
        bar = next((b for b in bars if b.start_beats - 1e-6 <= place < b.end_beats - 1e-6), None)
        if bar is not None:
            notes.append(
                Note(
                    start_beats=place,
                    duration_beats=max(0.2, (following - place) * 0.95),
                    pitch_midi=pitch,
                    velocity=velocity(NORMAL - 4, bar, place, random),
                )
            )
    return notes


def _motif(chart: Chart, begin: float, grid: int) -> tuple[list[float], list[int]]:
    """Rhythm (offsets in beats) and contour (semitones) of the last sung notes, or of the first to come."""
    singer = chart.singer
    last = int(np.searchsorted(singer.starts_beats, begin))
    chosen = slice(max(0, last - _MOST_NOTES), last) if last >= 3 else slice(0, _MOST_NOTES)
    starts, pitches = singer.starts_beats[chosen], singer.pitches_midi[chosen]
    if len(starts) < 2:
        return [0.0, 1.0, 2.0], [2, -2]
    gaps = np.diff(starts)
    long = np.flatnonzero(gaps > 2.5)
    if len(long):
        starts, pitches = starts[long[-1] + 1 :], pitches[long[-1] + 1 :]
    offsets = sorted({float(np.round((start - starts[0]) * grid) / grid) for start in starts})
    moves = [int(move) for move in np.diff(pitches)]
    return offsets, [*moves, *[0] * len(offsets)]


def _home(seat: Seat, chart: Chart) -> int:
    """Where answers lie: a fifth above the singer, inside the register."""
    return int(np.clip(chart.singer.median_midi + 7, seat.low_midi + 4, seat.high_midi - 4))


def _near_chord_tone(chart: Chart, beat: float, pitch: int) -> int:
    chord = chart.chord_at(beat)
    tones = chart.key.pitch_classes if chord is None else chord.pitch_classes
    return min((pitch + shift for shift in range(-5, 6)), key=lambda p: (p % 12 not in tones, abs(p - pitch)))


def _moved(chart: Chart, pitch: int, semitones: int) -> int:
    """A pitch moved about so far, to a tone of the key."""
    aim = pitch + int(np.clip(semitones, -5, 5))
    return min((aim, aim - 1, aim + 1), key=lambda p: (p % 12 not in chart.key.pitch_classes, abs(p - aim)))


def _inside(pitch: int, seat: Seat) -> int:
    while pitch > seat.high_midi:
        pitch -= 12
    while pitch < seat.low_midi:
        pitch += 12
    return pitch
