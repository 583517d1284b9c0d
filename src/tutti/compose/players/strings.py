"""The string section: quiet bars in thin held chords, fuller ones bowed anew, the fullest with the top line doubled.

In full bars the top voice steps to the next chord through a scale tone on the last beat.
"""

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

_LOUDNESS = NORMAL - 8
_BOW = 0.97  # share of a stroke that sounds
_HIGHEST_MIDI = 91  # doubled top notes stay under it
_STEP_SEMITONES = (3, 4)  # a leap of a third has a scale tone inside


def play(seat: Seat, chart: Chart, bars: Sequence[Bar]) -> Part:
    """The string part."""
    random = chart.random(seat.player)
    hand = Hand.of(replace(seat, voices=min(seat.voices, THIN_VOICES)) if chart.is_thin else seat, chart)
    notes: list[Note] = []
    for bar in bars:
        if bar.is_final and abs(bar.start_beats - chart.final_beats) > 1e-6:
            continue
        loudness = velocity(_LOUDNESS, bar, bar.start_beats, random)
        for start, end in _bows(bar, chart):
            for begin, stop, voicing in hand.pieces(start, end):
                pitches = list(hand.kept(voicing, begin, stop))
                if bar.intensity is Intensity.LOW:
                    pitches = pitches[:2]
                chord = [
                    Note(start_beats=begin, duration_beats=(stop - begin) * _BOW, pitch_midi=pitch, velocity=loudness)
                    for pitch in pitches
                ]
                notes += _doubled(chord, chart, hand, bar) if bar.intensity is Intensity.HIGH else chord
    return Part(player=seat.player, program=seat.program, notes=in_order(notes), pan=seat.pan)


def _bows(bar: Bar, chart: Chart) -> list[tuple[float, float]]:
    if bar.is_final:
        return [(bar.start_beats, chart.end_beats)]
    if bar.intensity is not Intensity.HIGH:
        return [(bar.start_beats, bar.end_beats)]
    middle = bar.start_beats + (chart.meter.beats_per_bar + 1) // 2
    return (
        [(bar.start_beats, middle), (middle, bar.end_beats)] if middle < bar.end_beats else [(bar.start_beats, middle)]
    )


def _doubled(chord: list[Note], chart: Chart, hand: Hand, bar: Bar) -> list[Note]:
    """A chord with its top note doubled above, and a step towards the next chord."""
    if not chord:
        return []
    top = chord[-1]
    result = list(chord)
    if top.pitch_midi + 12 <= _HIGHEST_MIDI and not chart.is_thin:
        result.append(replace(top, pitch_midi=top.pitch_midi + 12, velocity=max(1, top.velocity - 10)))
    following = hand.at(bar.end_beats + 1e-6)
    reaches_end = top.end_beats > bar.end_beats - 0.3
    if not reaches_end or not following or top.duration_beats < 1.5 or bar.is_last:
        return result
    leap = following[-1] - top.pitch_midi
    if abs(leap) in _STEP_SEMITONES:
        inside = range(min(top.pitch_midi, following[-1]) + 1, max(top.pitch_midi, following[-1]))
        step = next((pitch for pitch in inside if pitch % 12 in chart.key.pitch_classes), None)
        if step is not None and chart.singer.share(bar.end_beats - 1.0, bar.end_beats) < 0.3:
            held = bar.end_beats - 1.0 - top.start_beats
            result[len(chord) - 1] = replace(top, duration_beats=held * _BOW)
            result.append(replace(top, start_beats=bar.end_beats - 1.0, duration_beats=_BOW, pitch_midi=step))
    return result
