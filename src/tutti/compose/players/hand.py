"""A hand on a chord instrument: which notes lie under it at a beat, and which of them to leave out for the singer."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from tutti.compose.chart import Chart
from tutti.compose.style_table import Grip, Seat
from tutti.compose.voicing import Voicing, clear_window, lead_voices, power_chords
from tutti.music.note import Note

_RUB_SHARE = 0.22  # of a struck chord: singing a semitone or tone away for longer makes the finger lift
THIN_VOICES = 2  # what is left of a held chord in a thin reading
_LEAST_NOTES = 2
_COVERED_SHARE = 0.5  # beyond it even the second last finger lifts
_COVERING_SEMITONES = 2
_READING_LEAN = 0.12  # by how much of a register the hand moves when a take is played again
_RETRIGGER_BEATS = 0.45  # a chord that changes under a held stroke is struck anew if it still sounds so long
_RELEASE = 0.94  # share of its written length a struck chord is held


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """The voicings of a chord sheet in one player's register.

    Attributes:
        keeps_root: whether the lowest note is struck whatever is sung.
    """

    chart: Chart
    starts_beats: tuple[float, ...]
    voicings: tuple[Voicing, ...]
    keeps_root: bool = False

    @classmethod
    def of(cls, seat: Seat, chart: Chart) -> Hand:
        """Lay the chart's chords under a player's hand; every take begins in another part of the register."""
        starts = tuple(span.start_beats for span in chart.chords)
        if seat.grip is Grip.POWER:
            register = (seat.low_midi, seat.high_midi)
            chords = power_chords(chart.chords, chart.singer, register, 2 if chart.reading else seat.voices)
            return cls(chart=chart, starts_beats=starts, voicings=chords, keeps_root=True)
        window = clear_window(seat.low_midi, seat.high_midi, chart.singer, seat.voices)
        lean = (0.5 if chart.take % 2 else 0.62) + chart.feel.lean + _READING_LEAN * _swung_out(chart.reading)
        centre = window[0] + lean * (window[1] - window[0])
        added = chart.key.pitch_classes if chart.is_open else ()
        voicings = lead_voices(chart.chords, chart.singer, window, seat.voices, centre=centre, added=added)
        return cls(chart=chart, starts_beats=starts, voicings=voicings)

    def at(self, beat: float) -> Voicing:
        """The notes under the hand at a beat."""
        index = bisect_right(self.starts_beats, beat + 1e-6) - 1
        return self.voicings[max(index, 0)]

    def pieces(self, start_beats: float, end_beats: float) -> Iterator[tuple[float, float, Voicing]]:
        """A stroke cut where the chord changes under it; what is too short to be struck again is let go."""
        cuts = [b for b in self.starts_beats if start_beats + 1e-6 < b < end_beats - 1e-6]
        edges = [start_beats, *cuts, end_beats]
        for index, (begin, end) in enumerate(pairwise(edges)):
            if index == 0 or end - begin >= _RETRIGGER_BEATS:
                yield begin, end, self.at(begin)

    def kept(self, voicing: Voicing, start_beats: float, end_beats: float) -> Voicing:
        """The notes that neither rub against nor cover what is sung; two of them if they do so for half the time."""
        sung = self._sung(start_beats, end_beats)
        harms = sorted((_harm(pitch, sung), pitch) for pitch in voicing)
        if self.keeps_root and voicing:
            return tuple(sorted({voicing[0], *(pitch for amount, pitch in harms if amount <= _RUB_SHARE)}))
        clean = [pitch for amount, pitch in harms if amount <= _RUB_SHARE]
        least = min(_LEAST_NOTES, len(voicing))
        for amount, pitch in harms[len(clean) : least]:
            if amount <= _COVERED_SHARE:
                clean.append(pitch)
        return tuple(sorted(clean))

    def is_clear(self, pitch: int, start_beats: float, end_beats: float) -> bool:
        """Whether a note neither rubs against nor covers what is sung meanwhile."""
        return _harm(pitch, self._sung(start_beats, end_beats)) <= _RUB_SHARE

    def _sung(self, start_beats: float, end_beats: float) -> list[tuple[int, float]]:
        presence = self.chart.singer.presence(start_beats, end_beats)
        return [(int(pitch), float(presence[pitch])) for pitch in presence.nonzero()[0]]

    def strike(self, start_beats: float, end_beats: float, velocities: int) -> list[Note]:
        """A chord struck and held, struck anew where it changes."""
        return [
            Note(
                start_beats=begin,
                duration_beats=(end - begin) * _RELEASE,
                pitch_midi=pitch,
                velocity=velocities,
            )
            for begin, end, voicing in self.pieces(start_beats, end_beats)
            for pitch in self.kept(voicing, begin, end)
        ]


def _swung_out(reading: int) -> int:
    """0, 1, -1, 2, -2, ...: ever farther out to both sides."""
    return (reading + 1) // 2 * (1 if reading % 2 else -1)


def _harm(pitch: int, sung: list[tuple[int, float]]) -> float:
    """The share of time in which a pitch rubs against what is sung or covers it."""
    return sum(
        share
        for other, share in sung
        if (pitch - other) % 12 in (1, 11) or (pitch != other and abs(pitch - other) <= _COVERING_SEMITONES)
    )
