"""A chord progression as a person gives it: bars of chords in sections, laid over the bars of a recording.

The first bar is the first downbeat. A progression shorter than the song begins again; before the first downbeat its
last bars stand, so that a pickup leads in as the repeat does. Chords of a bar share it evenly in whole beats, the
earlier ones longer where it does not go up; a bar whose beats were counted out is divided as it was written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate

from tutti.music.degree import Degree
from tutti.music.form import SectionLabel
from tutti.music.harmony import Chord, ChordSpan
from tutti.music.pitch import Key

WrittenChord = Chord | Degree | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenBar:
    """One bar.

    Attributes:
        chords: in order; None where no chord sounds.
        units: how many equal parts of the bar each lasts; empty where nobody counted.
    """

    chords: tuple[WrittenChord, ...]
    units: tuple[int, ...] = ()

    def lengths_beats(self, beats_per_bar: int) -> tuple[float, ...]:
        """How long each chord lasts."""
        count = len(self.chords)
        if self.units:
            return tuple(beats_per_bar * unit / sum(self.units) for unit in self.units)
        if count > beats_per_bar:
            return (beats_per_bar / count,) * count
        whole, over = divmod(beats_per_bar, count)
        return tuple(float(whole + (place < over)) for place in range(count))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stanza:
    """Bars under one head.

    Attributes:
        name: the head as it was written; empty without one.
        label: what the section does; None where the head does not say.
        bars: at least one.
    """

    name: str
    label: SectionLabel | None
    bars: tuple[WrittenBar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progression:
    """Stanzas in the order they are played, repeats written out; at least one."""

    stanzas: tuple[Stanza, ...]

    @property
    def bars(self) -> tuple[WrittenBar, ...]:
        """All bars in order."""
        return tuple(bar for stanza in self.stanzas for bar in stanza.bars)

    def transposed(self, semitones: int) -> Progression:
        """The progression moved by semitones; degrees stay what they are."""
        return Progression(
            stanzas=tuple(
                replace(stanza, bars=tuple(_moved(bar, semitones) for bar in stanza.bars)) for stanza in self.stanzas
            )
        )

    @property
    def names_sections(self) -> bool:
        """Whether every head says what its section does."""
        return all(stanza.label is not None for stanza in self.stanzas)

    @property
    def is_relative(self) -> bool:
        """Whether chords are given by their degrees, which say nothing about the key."""
        return any(isinstance(chord, Degree) for bar in self.bars for chord in bar.chords)

    def spans(self, key: Key, beats_per_bar: int, start_beats: float, end_beats: float) -> tuple[ChordSpan, ...]:
        """The chords from one beat to another; beat 0 is the start of the first bar."""
        bars = self.bars
        spans: list[ChordSpan] = []
        number = int(start_beats // beats_per_bar)
        while number * beats_per_bar < end_beats - 1e-9:
            bar = bars[number % len(bars)]
            lengths = bar.lengths_beats(beats_per_bar)
            ends = accumulate(lengths, initial=float(number * beats_per_bar))
            start = next(ends)
            for chord, end in zip(bar.chords, ends, strict=True):
                low, high = max(start, start_beats), min(end, end_beats)
                if high > low + 1e-9:
                    spans.append(ChordSpan(start_beats=low, end_beats=high, chord=_in_key(chord, key)))
                start = end
            number += 1
        return tuple(spans)

    def stanzas_between(self, start_bar: int, end_bar: int) -> Iterator[tuple[Stanza, int, int]]:
        """Each stanza that is played between two bars, cut to them, with its first bar and the one after its last."""
        length = len(self.bars)
        turn = start_bar // length
        while turn * length < end_bar:
            first = turn * length
            for stanza in self.stanzas:
                low, high = max(first, start_bar), min(first + len(stanza.bars), end_bar)
                if high > low:
                    yield stanza, low, high
                first += len(stanza.bars)
            turn += 1


def _in_key(chord: WrittenChord, key: Key) -> Chord | None:
    return chord.chord(key) if isinstance(chord, Degree) else chord


def _moved(bar: WrittenBar, semitones: int) -> WrittenBar:
    chords = tuple(chord.transposed(semitones) if isinstance(chord, Chord) else chord for chord in bar.chords)
    return replace(bar, chords=chords)
