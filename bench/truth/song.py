"""A song whose truth is known: melody, chords, form and metre in beats, bound to a tempo that may drift.

Beats are felt pulses, as in `tutti.music.time`. Swing is kept apart from the notes and applied in performance: the
first half of a beat takes `swing` of it. Drift multiplies the tempo by 1 + d(t), where d is a slow sine and a smooth
random walk with a given peak; a singer without a click drifts by a few percent.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from tutti.base.seeds import generator
from tutti.music.form import Section
from tutti.music.harmony import Chord, ChordSpan
from tutti.music.note import Note
from tutti.music.pitch import Key
from tutti.music.time import Meter, Timeline

FloatArray = npt.NDArray[np.float64]
Span = TypeVar("Span", ChordSpan, Section)
_WALK_BEATS = 16  # width of the window that smooths the random walk
_SINE_BEATS = (32.0, 80.0)  # period of the slow sine
_LEAD_OUT_BEATS = 8  # the grid runs on so far beyond the last bar


class Family(StrEnum):
    """Whose hand wrote the song."""

    PROCEDURAL = "procedural"
    TRADITIONAL = "traditional"
    CORPUS = "corpus"
    ACCOMPANIMENT = "accompaniment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Song:
    """A song before it is performed.

    Attributes:
        name: unique among songs.
        family: whose hand wrote it.
        meter: the time signature.
        tempo_bpm: felt beats a minute before drift.
        key: tonic and mode.
        bars: how many; the music spans beats 0 to bars x beats per bar, a pickup lies before.
        melody: ascending, without overlap.
        chords: covering all bars; empty where the source names none.
        sections: covering all bars; empty where the source names none.
        swing: share of a beat that its first half takes.
    """

    name: str
    family: Family
    meter: Meter
    tempo_bpm: float
    key: Key
    bars: int
    melody: tuple[Note, ...]
    chords: tuple[ChordSpan, ...] = ()
    sections: tuple[Section, ...] = ()
    swing: float = 0.5

    @property
    def end_beats(self) -> float:
        """Where the last bar ends."""
        return float(self.bars * self.meter.beats_per_bar)

    @property
    def first_beat(self) -> int:
        """The whole beat at or before the first note; zero or negative."""
        return min(0, int(np.floor(self.melody[0].start_beats + 1e-6))) if self.melody else 0

    def transposed(self, semitones: int) -> Song:
        """The song moved by semitones: melody, chords and key."""
        return replace(
            self,
            key=Key((self.key.tonic + semitones) % 12, self.key.mode),
            melody=tuple(replace(note, pitch_midi=note.pitch_midi + semitones) for note in self.melody),
            chords=tuple(
                replace(span, chord=None if span.chord is None else moved(span.chord, semitones))
                for span in self.chords
            ),
        )

    def repeated(self, times: int) -> Song:
        """The song sung several times over; a pickup shortens the last note before it."""
        length = self.end_beats
        melody = sorted(
            (
                replace(note, start_beats=note.start_beats + length * turn)
                for turn in range(times)
                for note in self.melody
            ),
            key=lambda note: note.start_beats,
        )
        return replace(
            self,
            bars=self.bars * times,
            melody=without_overlap(melody),
            chords=tuple(_shift(span, length * turn) for turn in range(times) for span in self.chords),
            sections=tuple(_shift(section, length * turn) for turn in range(times) for section in self.sections),
        )

    def shortened(self, bars: int) -> Song:
        """The first bars of the song."""
        end = float(bars * self.meter.beats_per_bar)
        if end >= self.end_beats:
            return self
        return replace(
            self,
            bars=bars,
            melody=tuple(
                replace(note, duration_beats=min(note.duration_beats, end - note.start_beats))
                for note in self.melody
                if note.start_beats < end - 1e-6
            ),
            chords=_cut(self.chords, end),
            sections=_cut(self.sections, end),
        )

    def in_range(self, low_midi: float, high_midi: float) -> Song:
        """The song in the octave where its mean pitch lies between two pitches (at least an octave apart)."""
        mean = float(np.average([n.pitch_midi for n in self.melody], weights=[n.duration_beats for n in self.melody]))
        octaves = np.ceil((low_midi - mean) / 12.0)
        assert mean + 12 * octaves <= high_midi + 1e-6, "the range must span an octave"
        moved_by = 12 * int(octaves)
        return replace(self, melody=tuple(replace(n, pitch_midi=n.pitch_midi + moved_by) for n in self.melody))


def moved(chord: Chord, semitones: int) -> Chord:
    """A chord moved by semitones."""
    bass = None if chord.bass is None else (chord.bass + semitones) % 12
    return Chord((chord.root + semitones) % 12, chord.quality, bass)


def without_overlap(notes: list[Note], *, shortest_beats: float = 0.05) -> tuple[Note, ...]:
    """Ascending notes, each cut where the next begins; what would become too short is dropped."""
    result: list[Note] = []
    for note in notes:
        if result and result[-1].end_beats > note.start_beats + 1e-9:
            last = result.pop()
            rest = note.start_beats - last.start_beats
            if rest >= shortest_beats:
                result.append(replace(last, duration_beats=rest))
        result.append(note)
    return tuple(result)


def timeline_of(song: Song, *, start_seconds: float, drift: float = 0.0, seed: int = 0) -> Timeline:
    """The exact beat grid of one performance.

    Args:
        song: what is performed.
        start_seconds: when beat 0 falls.
        drift: peak share by which the tempo departs from the song's, 0 for steady.
        seed: of the drift.
    """
    beats = np.arange(song.first_beat, int(song.end_beats) + _LEAD_OUT_BEATS + 1, dtype=np.float64)
    period = 60.0 / song.tempo_bpm / (1.0 + _drift_curve(beats, drift, seed))
    seconds = np.concatenate([[0.0], np.cumsum(period[:-1])])
    seconds += start_seconds - seconds[-song.first_beat]
    return Timeline(meter=song.meter, beat_seconds=tuple(seconds), first_beat=song.first_beat)


def swung(beats: FloatArray, swing: float) -> FloatArray:
    """Where written beats are played: the first half of each beat takes `swing` of it."""
    whole = np.floor(beats + 1e-9)
    part = beats - whole
    late = swing + (part - 0.5) * (1.0 - swing) / 0.5
    return np.asarray(whole + np.where(part < 0.5, part * swing / 0.5, late))


def _drift_curve(beats: FloatArray, peak: float, seed: int) -> FloatArray:
    if peak == 0.0:
        return np.zeros(len(beats))
    random = generator(seed, "drift")
    sine = np.sin(2 * np.pi * (beats / random.uniform(*_SINE_BEATS) + random.random()))
    window = np.hanning(_WALK_BEATS + 1)
    walk = np.convolve(np.cumsum(random.standard_normal(len(beats) + _WALK_BEATS)), window / window.sum(), "valid")
    walk = walk - np.linspace(walk[0], walk[-1], len(walk))
    curve = 0.6 * sine + 0.4 * walk / (np.abs(walk).max() + 1e-9)
    return np.asarray(peak * curve / np.abs(curve).max())


def _cut(spans: tuple[Span, ...], end_beats: float) -> tuple[Span, ...]:
    return tuple(
        replace(span, end_beats=min(span.end_beats, end_beats)) for span in spans if span.start_beats < end_beats - 1e-6
    )


def _shift(span: Span, beats: float) -> Span:
    return replace(span, start_beats=span.start_beats + beats, end_beats=span.end_beats + beats)
