"""The singer as the band hears her: when she sounds, on which pitches, and where she rests. Time is in beats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tutti.music.note import HeardNote
from tutti.music.time import Timeline

FloatArray = npt.NDArray[np.float64]
PITCHES = 128
_USUAL_MEDIAN_MIDI = 64.0  # where nothing is sung yet: between the middles of a man's and a woman's range


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Singer:
    """A melody in beats: ascending, one note at a time.

    Attributes:
        starts_beats: onsets.
        ends_beats: where each note stops, at the latest where the next begins.
        pitches_midi: whole numbers.
        median_midi: the duration-weighted median pitch.
    """

    starts_beats: FloatArray
    ends_beats: FloatArray
    pitches_midi: npt.NDArray[np.int64]
    median_midi: float

    @classmethod
    def heard(cls, notes: Sequence[HeardNote], timeline: Timeline) -> Singer:
        """The singer of a listening."""
        ordered = sorted(notes, key=lambda note: note.start_seconds)
        starts = timeline.beats_at([note.start_seconds for note in ordered])
        ends = timeline.beats_at([note.end_seconds for note in ordered])
        if len(ordered) > 1:
            ends[:-1] = np.minimum(ends[:-1], starts[1:])
        pitches = np.array([note.pitch_midi for note in ordered], dtype=np.int64)
        return cls(
            starts_beats=starts, ends_beats=ends, pitches_midi=pitches, median_midi=_median(pitches, ends - starts)
        )

    @property
    def is_silent(self) -> bool:
        """Whether nothing is sung at all."""
        return len(self.pitches_midi) == 0

    def between(self, start_beats: float, end_beats: float) -> list[tuple[int, float]]:
        """The notes that sound in a span, as (pitch, beats inside the span)."""
        first = int(np.searchsorted(self.ends_beats, start_beats, side="right"))
        last = int(np.searchsorted(self.starts_beats, end_beats, side="left"))
        return [
            (
                int(self.pitches_midi[index]),
                float(min(self.ends_beats[index], end_beats) - max(self.starts_beats[index], start_beats)),
            )
            for index in range(first, last)
        ]

    def share(self, start_beats: float, end_beats: float) -> float:
        """The share of a span in which the voice sounds, 0 to 1."""
        sung = sum(length for _, length in self.between(start_beats, end_beats))
        return min(1.0, sung / max(end_beats - start_beats, 1e-9))

    def presence(self, start_beats: float, end_beats: float) -> FloatArray:
        """Of each MIDI pitch, the share of a span in which it is sung; shaped (128,)."""
        result = np.zeros(PITCHES)
        for pitch, length in self.between(start_beats, end_beats):
            result[pitch] += length
        return result / max(end_beats - start_beats, 1e-9)

    def rests(self, start_beats: float, end_beats: float, least_beats: float) -> list[tuple[float, float]]:
        """The stretches of a span in which the voice rests for so many beats or more."""
        inside = (self.ends_beats > start_beats) & (self.starts_beats < end_beats)
        edges_from = [start_beats, *self.ends_beats[inside]]
        edges_to = [*self.starts_beats[inside], end_beats]
        return [
            (float(begin), float(end))
            for begin, end in zip(edges_from, edges_to, strict=True)
            if end - begin >= least_beats
        ]


def _median(pitches: npt.NDArray[np.int64], lengths: FloatArray) -> float:
    if not len(pitches):
        return _USUAL_MEDIAN_MIDI
    order = np.argsort(pitches, kind="stable")
    reached = np.cumsum(np.maximum(lengths[order], 1e-6))
    return float(pitches[order][int(np.searchsorted(reached, reached[-1] / 2))])
