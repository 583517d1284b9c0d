"""Round robin: small differences between repeated hits, so that a repeated note is not a machine's copy.

A font has one recording for a key and velocity. Each note takes one of four *alternates*, never the one its key had
before: an alternate is a tuning and a start point inside the recording. On top comes a level of its own for every
note. The sizes are far below what is heard as out of tune (about 5 cents) or late (about 5 ms).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tutti.music.time import FloatArray
from tutti.perform.played_note import PlayedNote

ALTERNATES = 4
_SPREAD = np.array([-1.0, -0.35, 0.35, 1.0])  # of the tuning over the alternates; its mean is 0
_STARTS = np.array([0.0, 0.5, 1.0, 0.25])  # of the start offset over the alternates
PITCHED_DEPTH_CENTS = 1.5
DRUM_DEPTH_CENTS = 12.0
START_DEPTH_SECONDS = 0.0003
LEVEL_SD_DB = 0.35
_MAX_LEVEL_DEVIATIONS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Variation:
    """What makes each note a little different; all shaped (notes,).

    Attributes:
        alternates: which of `ALTERNATES` versions it takes.
        cents: tuning.
        start_seconds: how far inside the recording it starts.
        level_db: loudness.
    """

    alternates: npt.NDArray[np.int64]
    cents: FloatArray
    start_seconds: FloatArray
    level_db: FloatArray

    def of(self, notes: Sequence[int]) -> Variation:
        """That of some of the notes."""
        return Variation(
            alternates=self.alternates[notes],
            cents=self.cents[notes],
            start_seconds=self.start_seconds[notes],
            level_db=self.level_db[notes],
        )


def vary(notes: tuple[PlayedNote, ...], *, is_drums: bool, random: np.random.Generator) -> Variation:
    """Draw the alternates and levels of a part's notes."""
    alternates = _alternates(notes, random)
    levels = np.clip(random.standard_normal(len(notes)), -_MAX_LEVEL_DEVIATIONS, _MAX_LEVEL_DEVIATIONS)
    return Variation(
        alternates=alternates,
        cents=_SPREAD[alternates] * (DRUM_DEPTH_CENTS if is_drums else PITCHED_DEPTH_CENTS),
        start_seconds=_STARTS[alternates] * START_DEPTH_SECONDS,
        level_db=levels * LEVEL_SD_DB,
    )


def _alternates(notes: tuple[PlayedNote, ...], random: np.random.Generator) -> npt.NDArray[np.int64]:
    steps = random.integers(1, ALTERNATES, size=len(notes))
    alternates = np.zeros(len(notes), dtype=np.int64)
    last: dict[int, int] = {}
    for index, note in enumerate(notes):
        alternates[index] = (last.get(note.pitch_midi, index) + steps[index]) % ALTERNATES
        last[note.pitch_midi] = int(alternates[index])
    return alternates
