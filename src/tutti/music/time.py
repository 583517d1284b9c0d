"""The one owner of time: beats, bars and seconds over a beat grid that was heard.

A *beat* is the felt pulse: a quarter note in 4/4 and 3/4, a dotted quarter in 6/8, 9/8 and 12/8. Beat 0 is the first
downbeat; beats before it (a pickup) are negative. Beats may be fractional. The grid keeps every drift of the
performance: between two heard beats time runs linearly, beyond the ends it runs on at the local tempo.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import overload

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
_EDGE_BEATS = 8  # the tempo beyond the grid is the mean of so many beats at its end


@dataclass(frozen=True, slots=True)
class Meter:
    """A time signature: 4/4, 3/4, 6/8."""

    numerator: int
    denominator: int

    def __post_init__(self) -> None:
        if self.numerator < 1 or self.denominator not in (1, 2, 4, 8, 16):
            raise ValueError(f"a metre looks like '4/4' or '6/8', not '{self.numerator}/{self.denominator}'")

    @property
    def is_compound(self) -> bool:
        """Whether a beat divides into three (6/8, 9/8, 12/8)."""
        return self.denominator >= 8 and self.numerator > 3 and self.numerator % 3 == 0

    @property
    def beats_per_bar(self) -> int:
        """Felt beats in a bar: 4 in 4/4, 3 in 3/4, 2 in 6/8."""
        return self.numerator // 3 if self.is_compound else self.numerator

    @property
    def division(self) -> int:
        """Into how many parts a beat first divides: 3 where compound, else 2."""
        return 3 if self.is_compound else 2

    @property
    def quarters_per_beat(self) -> float:
        """Length of a beat in quarter notes: 1 in 4/4, 1.5 in 6/8."""
        return 4.0 / self.denominator * (3 if self.is_compound else 1)

    def __str__(self) -> str:
        return f"{self.numerator}/{self.denominator}"

    @classmethod
    def parse(cls, text: str) -> Meter:
        """Read "4/4" and the like."""
        numerator, slash, denominator = text.strip().partition("/")
        if not slash or not (numerator + denominator).isascii() or not (numerator + denominator).isdecimal():
            raise ValueError(f"a metre looks like '4/4', not {text!r}")
        return cls(int(numerator), int(denominator))


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The metre and the beat grid a piece is bound to; converts between beats, bars and seconds.

    Attributes:
        meter: the time signature, one for the whole piece.
        beat_seconds: when each beat of the grid falls, in seconds from the start of the audio, ascending.
        first_beat: the beat number of `beat_seconds[0]`; zero or negative (beats of a pickup).
    """

    meter: Meter
    beat_seconds: tuple[float, ...]
    first_beat: int = 0
    _beats: FloatArray = field(init=False, repr=False, compare=False)
    _seconds: FloatArray = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        seconds = np.asarray(self.beat_seconds, dtype=np.float64)
        if len(seconds) < 2 or not np.all(np.diff(seconds) > 0):
            raise ValueError("a beat grid needs at least two beats in ascending order")
        if self.first_beat > 0:
            raise ValueError("a beat grid starts at beat 0 or before")
        beats = self.first_beat + np.arange(len(seconds), dtype=np.float64)
        # One far anchor on each side makes interpolation extrapolate at the local tempo.
        edge = min(_EDGE_BEATS, len(seconds) - 1)
        before = (seconds[edge] - seconds[0]) / edge
        after = (seconds[-1] - seconds[-1 - edge]) / edge
        far = 1e5
        object.__setattr__(self, "_beats", np.concatenate([[beats[0] - far], beats, [beats[-1] + far]]))
        object.__setattr__(
            self,
            "_seconds",
            np.concatenate([[seconds[0] - far * before], seconds, [seconds[-1] + far * after]]),
        )

    @classmethod
    def steady(cls, *, meter: Meter, tempo_bpm: float, beats: int, start_seconds: float = 0.0) -> Timeline:
        """A grid of constant tempo whose beat 0 falls at `start_seconds`."""
        step = 60.0 / tempo_bpm
        return cls(meter=meter, beat_seconds=tuple(start_seconds + step * np.arange(beats + 1)))

    @property
    def beats_per_bar(self) -> int:
        """Felt beats in a bar."""
        return self.meter.beats_per_bar

    @property
    def last_beat(self) -> int:
        """The beat number of the last beat of the grid."""
        return self.first_beat + len(self.beat_seconds) - 1

    @property
    def tempo_bpm(self) -> float:
        """Beats a minute, by least squares over the whole grid."""
        index = np.arange(len(self.beat_seconds))
        return float(60.0 / np.polyfit(index, np.asarray(self.beat_seconds), 1)[0])

    def tempo_bpm_at(self, beat: float) -> float:
        """Local tempo around a beat, over one beat each side."""
        return 120.0 / (self.seconds_at(beat + 1.0) - self.seconds_at(beat - 1.0))

    @overload
    def seconds_at(self, beats: float) -> float: ...
    @overload
    def seconds_at(self, beats: FloatArray | Sequence[float]) -> FloatArray: ...
    def seconds_at(self, beats: float | FloatArray | Sequence[float]) -> float | FloatArray:
        """When beats fall, in seconds."""
        result = np.interp(np.asarray(beats, dtype=np.float64), self._beats, self._seconds)
        return float(result) if np.ndim(beats) == 0 else result

    @overload
    def beats_at(self, seconds: float) -> float: ...
    @overload
    def beats_at(self, seconds: FloatArray | Sequence[float]) -> FloatArray: ...
    def beats_at(self, seconds: float | FloatArray | Sequence[float]) -> float | FloatArray:
        """Which (fractional) beats fall at seconds."""
        result = np.interp(np.asarray(seconds, dtype=np.float64), self._seconds, self._beats)
        return float(result) if np.ndim(seconds) == 0 else result

    def bar_of(self, beat: float) -> int:
        """The bar a beat lies in; bar 0 starts at beat 0, a pickup lies in bar -1."""
        return int(np.floor(beat / self.beats_per_bar + 1e-9))

    def beat_of_bar(self, bar: int) -> int:
        """The beat on which a bar starts."""
        return bar * self.beats_per_bar

    def position_in_bar(self, beat: float) -> float:
        """How many beats after its bar line a beat lies."""
        return beat - self.beat_of_bar(self.bar_of(beat))

    def downbeats_seconds(self) -> tuple[float, ...]:
        """When the downbeats of the grid fall."""
        start = -self.first_beat % self.beats_per_bar
        offset = (self.first_beat + start) % self.beats_per_bar
        assert offset == 0
        return self.beat_seconds[start :: self.beats_per_bar]
