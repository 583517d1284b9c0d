"""What the perceptron that ranks the beat grids of a band is fitted on, and its file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench import listwise
from bench.listwise import Candidates, Fitting, Float32Array
from tutti.listen.perceptron import FloatArray, Perceptron

RANKER = Path(__file__).parents[1] / "src" / "tutti" / "listen" / "beat_ranker.toml"
_FITTING = Fitting(sharpness=12.0, starts=(0, 1, 2), iterations=150)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """The candidates of one recording.

    Attributes:
        hand: who arranged it.
        name: of the recording.
        names: of the cues.
        cues: one row a candidate.
        scores: beat F, downbeat F and whether the tempo is right, one row a candidate.
    """

    hand: str
    name: str
    names: tuple[str, ...]
    cues: Float32Array
    scores: FloatArray

    @property
    def quality(self) -> FloatArray:
        """What the ranker is to learn."""
        return np.asarray(self.scores[:, 0] + 0.7 * self.scores[:, 1])


def fit(tables: Sequence[Table], weights: Mapping[str, float]) -> Perceptron:
    """The perceptron that ranks the tables best; hands weigh as told."""
    counts = Counter(table.hand for table in tables)
    songs = [
        Candidates(rows=table.cues, quality=table.quality, weight=weights[table.hand] / counts[table.hand])
        for table in tables
    ]
    return listwise.fit(songs, tables[0].names, _FITTING)


def write(net: Perceptron, about: str) -> None:
    """Write the file beat_ranking reads."""
    header = [
        "The ranker of beat grids for a band, a perceptron with one hidden layer:",
        "  x = clip((cue - mean) / deviation, -4, 4);  log-odds = linear . x + output . tanh(hidden x + bias)",
        f"Fitted by bench/band_ranker.py on {about}.",
    ]
    listwise.write(net, RANKER, "cues", header, ".5g")
