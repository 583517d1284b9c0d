"""The chart: what lies on every player's music stand while a part is written.

It holds the bars with their section, energy and intensity, the chord sheet, and the singer. Beats are those of the
timeline; energies run from 0 to 1.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from tutti.base.seeds import generator
from tutti.compose.feel import NEUTRAL, Feel
from tutti.compose.pattern import Intensity, Pattern, Step
from tutti.compose.singer import Singer
from tutti.music.form import Section, section_at
from tutti.music.harmony import Chord, ChordSpan, chord_at
from tutti.music.pitch import Key
from tutti.music.plan import Plan
from tutti.music.time import Meter, Timeline

# Energy from which a bar is played at mid and at high intensity.
MID_ENERGY = 0.45
HIGH_ENERGY = 0.70
_OPEN_READING, _THIN_READING = 2, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar of the song.

    Attributes:
        start_beats: its bar line.
        end_beats: the next bar line, or where the music ends.
        section: the section it lies in.
        place: how many bars of the section went before.
        is_last: whether the section ends with it.
        is_closing: whether the last chord of the song follows it.
        is_final: whether the last chord of the song is held in it.
        next_energy: energy of the bar after, None after the last.
        voice_share: share of the bar in which the voice sounds.
        swell: how much louder it is played than its section at large, as a share.
        drive: what is added to its energy where it is asked how busily it is played.
    """

    start_beats: float
    end_beats: float
    section: Section
    place: int
    is_last: bool
    is_closing: bool
    is_final: bool
    next_energy: float | None
    voice_share: float
    swell: float = 0.0
    drive: float = 0.0

    @property
    def energy(self) -> float:
        """The energy of its section."""
        return self.section.energy

    @property
    def intensity(self) -> Intensity:
        """How busily it is played."""
        energy = self.energy + self.drive
        if self.is_closing:
            return Intensity.LOW if energy < HIGH_ENERGY else Intensity.MID
        if energy >= HIGH_ENERGY:
            return Intensity.HIGH
        return Intensity.MID if energy >= MID_ENERGY else Intensity.LOW

    @property
    def is_first(self) -> bool:
        """Whether a section starts with it."""
        return self.place == 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chart:
    """What all players read.

    Attributes:
        final_beats: where the last chord of the song is struck.
        take: 1, 2, ...
        pace: how many bars of a pattern are played in one bar: 2 in double time.
        feel: what moods ask for.
        reading: 0 for the first way in which a take is played, 1, 2, ... where it was played again.
    """

    timeline: Timeline
    key: Key
    sections: tuple[Section, ...]
    chords: tuple[ChordSpan, ...]
    bars: tuple[Bar, ...]
    singer: Singer
    final_beats: float
    end_beats: float
    seed: int
    take: int
    pace: int = 1
    feel: Feel = NEUTRAL
    reading: int = 0

    @property
    def meter(self) -> Meter:
        """The time signature."""
        return self.timeline.meter

    @property
    def is_open(self) -> bool:
        """Whether triads may take a ninth: in later readings, where plain ones move too far."""
        return self.reading >= _OPEN_READING

    @property
    def is_thin(self) -> bool:
        """Whether those who hold chords hold two notes: in the last readings, where whole chords move too far."""
        return self.reading >= _THIN_READING

    def steps(self, pattern: Pattern, bar: Bar) -> tuple[Step, ...]:
        """The events of a pattern in a bar; in double time two bars of the pattern at twice the speed."""
        return tuple(
            replace(
                step,
                start_beats=start - bar.start_beats + step.start_beats / self.pace,
                length_beats=step.length_beats / self.pace,
            )
            for turn, (start, _) in enumerate(self.spans(bar))
            for step in pattern.steps(self.meter, bar.intensity, bar.place * self.pace + turn)
        )

    def spans(self, bar: Bar) -> tuple[tuple[float, float], ...]:
        """Where the bars of a pattern start and end in a bar: the bar itself, in double time its halves."""
        length = (bar.end_beats - bar.start_beats) / self.pace
        starts = [bar.start_beats + length * turn for turn in range(self.pace)]
        return tuple((start, start + length) for start in starts)

    def random(self, player: str) -> np.random.Generator:
        """The random numbers of one player in this take."""
        again = (self.reading,) if self.reading else ()
        return generator(self.seed, "take", self.take, player, *again)

    def chord_at(self, beat: float) -> Chord | None:
        """The chord that holds at a beat."""
        return chord_at(self.chords, beat)


def draw_chart(
    plan: Plan,
    *,
    chords: tuple[ChordSpan, ...],
    singer: Singer,
    final_beats: float,
    take: int,
    pace: int = 1,
    feel: Feel = NEUTRAL,
) -> Chart:
    """Lay out the bars of a plan from where its sections start to where it ends, under a take's chords."""
    return Chart(
        timeline=plan.timeline,
        key=plan.key,
        sections=plan.sections,
        chords=chords,
        bars=_bars(plan.timeline, plan.sections, singer, plan.end_beats, final_beats),
        singer=singer,
        final_beats=final_beats,
        end_beats=plan.end_beats,
        seed=plan.seed,
        take=take,
        pace=pace,
        feel=feel,
    )


def _bars(
    timeline: Timeline, sections: tuple[Section, ...], singer: Singer, end_beats: float, final_beats: float
) -> tuple[Bar, ...]:
    per_bar = timeline.beats_per_bar
    lines = [float(b) for b in np.arange(sections[0].start_beats, end_beats - 1e-6, per_bar)] + [end_beats]
    owners = [section_at(sections, line + 1e-6) for line in lines[:-1]]
    bars: list[Bar] = []
    place = 0
    for index, (line, following) in enumerate(pairwise(lines)):
        section = owners[index]
        place = place + 1 if index and owners[index - 1] is section else 0
        after = owners[index + 1] if index + 1 < len(owners) else None
        bars.append(
            Bar(
                start_beats=line,
                end_beats=following,
                section=section,
                place=place,
                is_last=after is not section,
                is_closing=abs(following - final_beats) < 1e-6,
                is_final=line >= final_beats - 1e-6,
                next_energy=None if after is None else after.energy,
                voice_share=singer.share(line, following),
            )
        )
    return tuple(bars)
