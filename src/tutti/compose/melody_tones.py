"""What it costs a melody to move against the tones of its words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from tutti.compose.prosody import SetSyllable
from tutti.language.tone_levels import OPPOSING_SEMITONES, tone_step

FloatArray = npt.NDArray[np.float64]

_CONTRARY_COST = 0.2  # per semitone, small steps too
_OPPOSED_COST = 3.0  # where it is heard as odd
_REPEAT_COST = 0.15  # per level, where the tones move and the melody does not


def tone_costs(notes: Sequence[SetSyllable], size: int) -> list[FloatArray]:
    """For each note and the next, the cost of each pair of pitches, shaped (pitches, pitches)."""
    return [_costs(tone_step(a.syllable.tone, b.syllable.tone), size) for a, b in pairwise(notes)]


@cache
def _costs(step: int, size: int) -> FloatArray:
    if step == 0:
        return np.zeros((size, size))
    place = np.arange(size)
    moved = (place[None, :] - place[:, None]) * np.sign(step)  # above 0 with the tones, below 0 against them
    against = np.maximum(-moved, 0)
    costs = _CONTRARY_COST * against + np.where(against > OPPOSING_SEMITONES, _OPPOSED_COST, 0.0)
    return np.asarray(costs + np.where(moved == 0, _REPEAT_COST * abs(step) / 2, 0.0))
