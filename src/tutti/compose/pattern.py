"""Rhythms as text: one letter a step of the bar, the way drum machines and style tables write them.

A bar of 4/4 has 16 steps, of 3/4 and of 6/8 twelve (six a felt beat there). Bars that alternate are joined by "|".
Letters of drums are velocities (X accent, x normal, o soft, g ghost); of other roles they say what is played. "-" holds
what sounds, "." rests. Positions and lengths are in beats after the bar line. A bar of another metre is made of the
beats of these three.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from tutti.base.errors import EngineError
from tutti.music.time import Meter

HOLD = "-"
REST = "."


class Intensity(StrEnum):
    """How busily a pattern is played."""

    LOW = "low"
    MID = "mid"
    HIGH = "high"


# Steps and felt beats of a bar in each metre that tables are written for.
GRIDS = {"4/4": (16, 4), "3/4": (12, 3), "6/8": (12, 2)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One event of a pattern."""

    start_beats: float
    length_beats: float
    letter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A rhythm in up to three intensities, each of one or more alternating bars, for some of the metres.

    Attributes:
        name: what style tables call it.
        bars: by metre and intensity, the texts of the alternating bars.
    """

    name: str
    bars: Mapping[tuple[str, Intensity], tuple[str, ...]]

    def has(self, meter: Meter) -> bool:
        """Whether the pattern is written for a metre of this kind."""
        return any(base == grid_of(meter) for base, _ in self.bars)

    def steps(self, meter: Meter, intensity: Intensity, turn: int) -> tuple[Step, ...]:
        """The events of the bar whose turn it is (0, 1, ...)."""
        base = grid_of(meter)
        for choice in _NEAREST[intensity]:
            texts = self.bars.get((base, choice))
            if texts is not None:
                return read_steps(texts[turn % len(texts)], base, meter.beats_per_bar)
        raise EngineError(f"the pattern {self.name!r} is not written for {base}; add it to the pattern table")


_NEAREST = {
    Intensity.LOW: (Intensity.LOW, Intensity.MID, Intensity.HIGH),
    Intensity.MID: (Intensity.MID, Intensity.LOW, Intensity.HIGH),
    Intensity.HIGH: (Intensity.HIGH, Intensity.MID, Intensity.LOW),
}


def grid_of(meter: Meter) -> str:
    """The written metre that a metre borrows its beats from."""
    if meter.is_compound:
        return "6/8"
    return "3/4" if meter.beats_per_bar % 3 == 0 else "4/4"


def steps_per_beat(meter: Meter) -> int:
    """Steps of the grid in a felt beat: four, or six where compound."""
    steps, beats = GRIDS[grid_of(meter)]
    return steps // beats


@lru_cache(maxsize=4096)
def read_steps(text: str, base: str, beats: int) -> tuple[Step, ...]:
    """The events of one bar of text, fitted to so many beats by taking its beats in turn."""
    steps, base_beats = GRIDS[base]
    per_beat = steps // base_beats
    chunks = [text[place : place + per_beat] for place in range(0, steps, per_beat)]
    fitted = "".join(chunks[beat % base_beats] for beat in range(beats))
    events: list[Step] = []
    place = 0
    while place < len(fitted):
        letter = fitted[place]
        end = place + 1
        while end < len(fitted) and fitted[end] == HOLD:
            end += 1
        if letter not in (REST, HOLD):
            events.append(Step(start_beats=place / per_beat, length_beats=(end - place) / per_beat, letter=letter))
        place = end
    return tuple(events)


def parse_pattern(name: str, table: Mapping[str, object], letters: str) -> Pattern:
    """A pattern from its table {metre: {intensity: text}}.

    Raises:
        EngineError: a text has the wrong number of steps or a letter its role does not know.
    """
    bars: dict[tuple[str, Intensity], tuple[str, ...]] = {}
    for base, row in table.items():
        if base not in GRIDS or not isinstance(row, Mapping):
            raise EngineError(f"pattern {name!r}: {base!r} is not one of the metres {', '.join(GRIDS)}")
        for intensity, text in row.items():
            if intensity not in list(Intensity):
                raise EngineError(f"pattern {name!r}: {intensity!r} is not one of {', '.join(Intensity)}")
            texts = tuple(str(text).split("|"))
            for bar in texts:
                _check_bar(name, base, bar, letters)
            bars[base, Intensity(intensity)] = texts
    return Pattern(name=name, bars=bars)


def _check_bar(name: str, base: str, bar: str, letters: str) -> None:
    steps, _ = GRIDS[base]
    if len(bar) != steps:
        raise EngineError(f"pattern {name!r} {base}: a bar has {steps} steps, not {len(bar)}: {bar!r}")
    strange = sorted(set(bar) - set(letters) - {HOLD, REST})
    if strange:
        raise EngineError(f"pattern {name!r} {base}: unknown letters {strange} in {bar!r}; known are {letters!r}")
