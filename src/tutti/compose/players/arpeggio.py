"""Broken chords: picked guitar, harp, koto, dulcimer, bells, sequenced synthesiser."""

from __future__ import annotations

from collections.abc import Sequence

from tutti.compose.chart import Bar, Chart
from tutti.compose.dynamics import NORMAL, velocity
from tutti.compose.players.hand import Hand
from tutti.compose.players.kit import in_order
from tutti.compose.style_table import Seat, pattern_of
from tutti.compose.voicing import Voicing
from tutti.music.note import Note
from tutti.music.score import Part

_RING = 1.6  # strings ring on over the next ones
_ON_BEAT_ACCENT = 8
_HEARD_BEATS = 1.0  # how long a plucked tone is in the singer's way
_ZITHER, _HARP = 107, 46
_SWEEPING_PROGRAMS = (_ZITHER, _HARP)
_MAJOR_STRINGS, _MINOR_STRINGS = (0, 2, 4, 7, 9), (0, 3, 5, 7, 10)
_SWEEP_NOTES, _SWEEP_RING_BEATS = 10, 0.4
_SWEEP_FROM_ENERGY = 0.08  # the next section must be so much fuller
_ROLL_BEATS = 0.125  # between the notes of the last, rolled chord


def play(seat: Seat, chart: Chart, bars: Sequence[Bar]) -> Part:
    """The part of a player who breaks chords."""
    random = chart.random(seat.player)
    pattern = pattern_of(seat, chart.meter)
    hand = Hand.of(seat, chart)
    notes: list[Note] = []
    for bar in bars:
        if bar.is_final:
            notes += _rolled(hand, bar, chart, velocity(NORMAL, bar, bar.start_beats, random))
            continue
        sweep = _sweep(seat, chart, bar, velocity(NORMAL - 6, bar, bar.end_beats, random)) if _sweeps(seat, bar) else []
        for step in chart.steps(pattern, bar):
            if sweep and bar.start_beats + step.start_beats >= sweep[0].start_beats - 1e-6:
                continue
            start = bar.start_beats + step.start_beats
            voicing = hand.kept(hand.at(start), start, start + step.length_beats)
            if not voicing:
                continue
            accent = _ON_BEAT_ACCENT if abs(start - round(start)) < 1e-6 else 0
            notes.append(
                Note(
                    start_beats=start,
                    duration_beats=min(step.length_beats * _RING, bar.end_beats - start),
                    pitch_midi=_tone(voicing, int(step.letter) - 1, seat.high_midi, hand, start),
                    velocity=velocity(NORMAL - 10 + accent, bar, start, random),
                )
            )
        notes += sweep
    return Part(player=seat.player, program=seat.program, notes=in_order(notes), pan=seat.pan)


def _sweeps(seat: Seat, bar: Bar) -> bool:
    """Whether a zither or a harp runs up its strings into a fuller section."""
    return (
        seat.program in _SWEEPING_PROGRAMS
        and bar.is_last
        and bar.next_energy is not None
        and bar.next_energy > bar.energy + _SWEEP_FROM_ENERGY
    )


def _sweep(seat: Seat, chart: Chart, bar: Bar, loudness: int) -> list[Note]:
    """A run up the open strings of a zither (five tones an octave) or a harp (all of the key) in the last beat."""
    degrees = chart.key.pitch_classes
    if seat.program == _ZITHER:
        kept = _MINOR_STRINGS if chart.key.is_minor_like else _MAJOR_STRINGS
        degrees = tuple((chart.key.tonic + step) % 12 for step in kept)
    strings = [pitch for pitch in range(seat.low_midi, seat.high_midi + 1) if pitch % 12 in degrees]
    run = strings[-_SWEEP_NOTES:]
    step = 1.0 / len(run)
    start = bar.end_beats - 1.0
    return [
        Note(
            start_beats=start + index * step,
            duration_beats=min(1.0 - index * step, _SWEEP_RING_BEATS),
            pitch_midi=pitch,
            velocity=max(1, loudness - 3 * (len(run) - index)),
        )
        for index, pitch in enumerate(run)
    ]


def _tone(voicing: Voicing, index: int, high: int, hand: Hand, beat: float) -> int:
    """The tone of an index from the bottom; beyond the top an octave higher, where register and singer allow it."""
    octave, place = divmod(index, len(voicing))
    pitch = voicing[place] + 12 * octave
    is_free = pitch <= high + 3 and (octave == 0 or hand.is_clear(pitch, beat, beat + _HEARD_BEATS))
    return pitch if is_free else voicing[place]


def _rolled(hand: Hand, bar: Bar, chart: Chart, loudness: int) -> list[Note]:
    if abs(bar.start_beats - chart.final_beats) > 1e-6:
        return []
    return [
        Note(
            start_beats=bar.start_beats + _ROLL_BEATS * index,
            duration_beats=chart.end_beats - bar.start_beats - _ROLL_BEATS * index,
            pitch_midi=pitch,
            velocity=loudness,
        )
        for index, pitch in enumerate(hand.at(bar.start_beats))
    ]
