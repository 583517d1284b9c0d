"""What the perceptron that ranks the beat grids of a voice is fitted on, and its file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench import listwise
from bench.listwise import Candidates, Fitting, Float32Array
from tutti.listen.perceptron import FloatArray, Perceptron, read_perceptron
from tutti.listen.voice_features import FEATURE_NAMES

RANKER = Path(__file__).parents[1] / "src" / "tutti" / "listen" / "voice_ranker.toml"
METERS = {"4/4": 0.55, "3/4": 0.3, "6/8": 0.15}  # shares of the metres of each hand: books of jigs would sway it
_SECTION = "features"
_FITTING = Fitting(sharpness=15.0, starts=(0, 1), iterations=200)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """The candidates of one performance.

    Attributes:
        hand: who wrote the song.
        song: its name.
        meter: its metre.
        features: one row a candidate.
        plain: the hand-made score.
        quality: what the ranker is to learn.
        scores: what is printed.
    """

    hand: str
    song: str
    meter: str
    features: Float32Array
    plain: FloatArray
    quality: FloatArray
    scores: FloatArray


def fit(tables: Sequence[Table], weights: Mapping[str, float]) -> Perceptron:
    """The perceptron that ranks the tables best; hands weigh as told, their metres as above."""
    used = [table for table in tables if weights[table.hand] > 0]
    counts = Counter((table.hand, table.meter) for table in used)
    songs = [
        Candidates(
            rows=table.features,
            quality=table.quality,
            weight=weights[table.hand] * METERS[table.meter] / counts[table.hand, table.meter],
        )
        for table in used
    ]
    return listwise.fit(songs, FEATURE_NAMES, _FITTING)


def averaged(net: Perceptron, before: Perceptron, share_before: float) -> Perceptron:
    """A perceptron whose score is the mean of two, that of `before` counting for a share."""
    scale = net.deviation / before.deviation
    shift = (net.mean - before.mean) / before.deviation
    return Perceptron(
        names=net.names,
        mean=net.mean,
        deviation=net.deviation,
        linear=(1.0 - share_before) * net.linear + share_before * scale * before.linear,
        hidden=np.hstack([net.hidden, scale[:, None] * before.hidden]),
        bias=np.concatenate([net.bias, before.bias + shift @ before.hidden]),
        output=np.concatenate([(1.0 - share_before) * net.output, share_before * before.output]),
    )


def read() -> Perceptron:
    """The perceptron in force."""
    return read_perceptron(RANKER, _SECTION, FEATURE_NAMES)


def write(net: Perceptron, about: Sequence[str]) -> None:
    """Write the file voice_ranking reads."""
    header = [
        "The ranker of beat grids for a voice, a perceptron with one hidden layer:",
        "  x = clip((feature - mean) / deviation, -4, 4);  score = linear . x + output . tanh(hidden x + bias)",
        *about,
    ]
    listwise.write(net, RANKER, _SECTION, header, ".4f")
