"""The listwise fit of the perceptron that ranks beat grids, and its file.

Cao et al., "Learning to rank: from pairwise approach to listwise approach", ICML 2007: the softmax of a song's scores
is drawn to the softmax of its candidates' qualities. Two nets of eight hidden units from different starts are averaged;
they see of each song what a linear ranker already puts in front, and the best.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from tutti.listen.voice_features import FEATURE_NAMES

FloatArray = npt.NDArray[np.float64]
RANKER = Path(__file__).parents[1] / "src" / "tutti" / "listen" / "voice_ranker.toml"
METERS = {"4/4": 0.55, "3/4": 0.3, "6/8": 0.15}  # shares of the metres of each hand: books of jigs would sway it
_SHARPNESS = 15.0  # of the qualities' softmax
_PENALTY = 3e-3
_HIDDEN = 8
_STARTS = (0, 1)
_ITERATIONS = 200
_FOREMOST = 40  # candidates by the linear ranker
_BEST = 6  # candidates by quality
_LARGEST_FEATURE = 4.0


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
    features: npt.NDArray[np.float32]
    plain: FloatArray
    quality: FloatArray
    scores: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Net:
    """The perceptron of voice_ranking."""

    mean: FloatArray
    deviation: FloatArray
    linear: FloatArray
    hidden: FloatArray
    bias: FloatArray
    output: FloatArray

    def score(self, features: npt.NDArray[np.float32]) -> FloatArray:
        """The score of each row."""
        x = _standard(features, self.mean, self.deviation)
        return np.asarray(x @ self.linear + np.tanh(x @ self.hidden + self.bias) @ self.output, dtype=np.float64)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Lists:
    """All songs in one array: rows, targets, weights, and where songs start."""

    rows: npt.NDArray[np.float32]
    target: FloatArray
    weight: FloatArray
    start: npt.NDArray[np.int64]
    song: npt.NDArray[np.int64]

    def loss_and_slope(self, scores: FloatArray) -> tuple[float, FloatArray]:
        """Cross-entropy of the softmax of each song, and its derivative."""
        scores = scores - np.maximum.reduceat(scores, self.start)[self.song]
        odds = np.exp(scores)
        total = np.add.reduceat(odds, self.start)[self.song]
        loss = -float((self.weight * self.target * (scores - np.log(total))).sum())
        return loss, self.weight * (odds / total - self.target)


def fit(tables: Sequence[Table], weights: Mapping[str, float]) -> Net:
    """The net that ranks the tables best; hands weigh as told, their metres as above."""
    used = [table for table in tables if weights[table.hand] > 0]
    everything = np.concatenate([table.features for table in used])
    mean = everything.mean(axis=0, dtype=np.float64)
    deviation = everything.std(axis=0, dtype=np.float64) + 1e-6
    linear = _fit_linear(_lists(used, weights, mean, deviation))
    front = [_foremost(table, _standard(table.features, mean, deviation) @ linear) for table in used]
    lists = _lists(front, weights, mean, deviation)
    nets = [_fit_net(lists, linear, start) for start in _STARTS]
    return Net(
        mean=mean,
        deviation=deviation,
        linear=np.mean([net[3] for net in nets], axis=0),
        hidden=np.hstack([net[0] for net in nets]),
        bias=np.concatenate([net[1] for net in nets]),
        output=np.concatenate([net[2] for net in nets]) / len(nets),
    )


def averaged(net: Net, before: Net, share_before: float) -> Net:
    """A net whose score is the mean of two, that of `before` counting for a share."""
    scale = net.deviation / before.deviation
    shift = (net.mean - before.mean) / before.deviation
    return Net(
        mean=net.mean,
        deviation=net.deviation,
        linear=(1.0 - share_before) * net.linear + share_before * scale * before.linear,
        hidden=np.hstack([net.hidden, scale[:, None] * before.hidden]),
        bias=np.concatenate([net.bias, before.bias + shift @ before.hidden]),
        output=np.concatenate([(1.0 - share_before) * net.output, share_before * before.output]),
    )


def read() -> Net:
    """The net in force."""
    document = tomllib.loads(RANKER.read_text(encoding="utf-8"))
    rows = np.array([document["features"][name] for name in FEATURE_NAMES], dtype=np.float64)
    return Net(
        mean=rows[:, 0],
        deviation=rows[:, 1],
        linear=rows[:, 2],
        hidden=rows[:, 3:],
        bias=np.array(document["bias"]),
        output=np.array(document["output"]),
    )


def write(net: Net, about: Sequence[str]) -> None:
    """Write the file voice_ranking reads."""
    lines = [
        "# The ranker of beat grids for a voice, a perceptron with one hidden layer:",
        "#   x = clip((feature - mean) / deviation, -4, 4);  score = linear . x + output . tanh(hidden x + bias)",
        *(f"# {line}" for line in about),
        f"bias = {_numbers(net.bias)}",
        f"output = {_numbers(net.output)}",
        "",
        "[features] # name = [mean, deviation, linear, hidden ...]",
    ]
    for place, name in enumerate(FEATURE_NAMES):
        row = [net.mean[place], net.deviation[place], net.linear[place], *net.hidden[place]]
        lines.append(f'"{name}" = {_numbers(row)}')
    RANKER.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _numbers(values: Sequence[float] | FloatArray) -> str:
    return "[" + ", ".join(f"{value:.4f}" for value in values) + "]"


def _standard(features: npt.NDArray[np.floating], mean: FloatArray, deviation: FloatArray) -> npt.NDArray[np.float32]:
    return np.clip((features - mean) / deviation, -_LARGEST_FEATURE, _LARGEST_FEATURE).astype(np.float32)


def _foremost(table: Table, scores: FloatArray) -> Table:
    chosen = np.union1d(np.argsort(-scores)[:_FOREMOST], np.argsort(-table.quality)[:_BEST])
    return replace(
        table,
        features=table.features[chosen],
        plain=table.plain[chosen],
        quality=table.quality[chosen],
        scores=table.scores[chosen],
    )


def _lists(tables: Sequence[Table], weights: Mapping[str, float], mean: FloatArray, deviation: FloatArray) -> _Lists:
    counts = Counter((table.hand, table.meter) for table in tables)
    sizes = np.array([len(table.quality) for table in tables])
    targets = []
    for table in tables:
        odds = np.exp(_SHARPNESS * (table.quality - table.quality.max()))
        targets.append(odds / odds.sum())
    by_song = np.array(
        [weights[table.hand] * METERS[table.meter] / counts[table.hand, table.meter] for table in tables]
    )
    song = np.repeat(np.arange(len(sizes)), sizes)
    return _Lists(
        rows=_standard(np.concatenate([table.features for table in tables]), mean, deviation),
        target=np.concatenate(targets),
        weight=(by_song / by_song.sum())[song],
        start=np.concatenate([[0], np.cumsum(sizes)[:-1]]),
        song=song,
    )


def _fit_linear(lists: _Lists) -> FloatArray:
    def loss(v: FloatArray) -> tuple[float, FloatArray]:
        value, slope = lists.loss_and_slope((lists.rows @ v.astype(np.float32)).astype(np.float64))
        return value + _PENALTY * float(v @ v), lists.rows.T @ slope.astype(np.float32) + 2 * _PENALTY * v

    found = minimize(loss, np.zeros(lists.rows.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": _ITERATIONS})
    return np.asarray(found.x)


def _fit_net(lists: _Lists, linear: FloatArray, start: int) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Hidden weights, bias, output weights and linear weights."""
    count = lists.rows.shape[1]
    edges = np.cumsum([count * _HIDDEN, _HIDDEN, _HIDDEN])

    def parts(v: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        hidden, bias, output, straight = np.split(v, edges)
        return hidden.reshape(count, _HIDDEN), bias, output, straight

    def loss(v: FloatArray) -> tuple[float, FloatArray]:
        hidden, bias, output, straight = parts(v.astype(np.float32))
        inner = np.tanh(lists.rows @ hidden + bias)
        value, slope = lists.loss_and_slope((inner @ output + lists.rows @ straight).astype(np.float64))
        slope = slope.astype(np.float32)
        back = np.outer(slope, output) * (1 - inner * inner)
        gradient = np.concatenate(
            [(lists.rows.T @ back).ravel(), back.sum(axis=0), inner.T @ slope, lists.rows.T @ slope]
        )
        return value + _PENALTY * float(v @ v), gradient.astype(np.float64) + 2 * _PENALTY * v

    random = np.random.Generator(np.random.PCG64(start))
    first = np.concatenate(
        [
            random.standard_normal(count * _HIDDEN) * 0.3 / np.sqrt(count),
            np.zeros(_HIDDEN),
            random.standard_normal(_HIDDEN) * 0.3,
            linear,
        ]
    )
    found = minimize(loss, first, jac=True, method="L-BFGS-B", options={"maxiter": _ITERATIONS})
    return parts(np.asarray(found.x))
