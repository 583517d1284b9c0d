"""The listwise fit of the perceptron that ranks the beat grids of a band, and its file.

Cao et al., "Learning to rank: from pairwise approach to listwise approach", ICML 2007: the softmax of a recording's
scores is drawn to the softmax of its candidates' qualities. A linear ranker is fitted first; nets that start from it
and from different hidden weights see what it puts in front, and are averaged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

FloatArray = npt.NDArray[np.float64]
Float32Array = npt.NDArray[np.float32]

RANKER = Path(__file__).parents[1] / "src" / "tutti" / "listen" / "beat_ranker.toml"
_SHARPNESS = 12.0  # of the softmax of qualities
_PENALTY = 3e-3
_HIDDEN = 8
_STARTS = (0, 1, 2)
_ITERATIONS = 150
_FOREMOST, _BEST = 40, 6  # candidates by the linear ranker, and by quality
_LARGEST_CUE = 4.0  # as in beat_ranking


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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Net:
    """The perceptron of beat_ranking."""

    mean: FloatArray
    deviation: FloatArray
    linear: FloatArray
    hidden: FloatArray
    bias: FloatArray
    output: FloatArray

    def score(self, cues: Float32Array) -> FloatArray:
        """The log-odds of each row."""
        x = _standard(cues, self.mean, self.deviation)
        return np.asarray(x @ self.linear + np.tanh(x @ self.hidden + self.bias) @ self.output, dtype=np.float64)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Lists:
    """All recordings in one array: rows, targets, weights, and where recordings start."""

    rows: Float32Array
    target: FloatArray
    weight: FloatArray
    start: npt.NDArray[np.int64]
    song: npt.NDArray[np.int64]

    def loss_and_slope(self, scores: FloatArray) -> tuple[float, Float32Array]:
        """Cross-entropy of the softmax of each recording, and its derivative."""
        scores = scores - np.maximum.reduceat(scores, self.start)[self.song]
        odds = np.exp(scores)
        total = np.add.reduceat(odds, self.start)[self.song]
        loss = -float((self.weight * self.target * (scores - np.log(total))).sum())
        return loss, (self.weight * (odds / total - self.target)).astype(np.float32)


def fit(tables: Sequence[Table], weights: Mapping[str, float]) -> Net:
    """The net that ranks the tables best; hands weigh as told."""
    everything = np.concatenate([table.cues for table in tables])
    mean = everything.mean(axis=0, dtype=np.float64)
    deviation = everything.std(axis=0, dtype=np.float64) + 1e-6
    linear = _fit_linear(_lists(tables, weights, mean, deviation))
    front = [_foremost(table, _standard(table.cues, mean, deviation) @ linear) for table in tables]
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


def write(net: Net, names: Sequence[str], about: str) -> None:
    """Write the file beat_ranking reads."""
    lines = [
        "# The ranker of beat grids for a band, a perceptron with one hidden layer:",
        "#   x = clip((cue - mean) / deviation, -4, 4);  log-odds = linear . x + output . tanh(hidden x + bias)",
        f"# Fitted by bench/band_ranker.py on {about}.",
        f"bias = {_numbers(net.bias)}",
        f"output = {_numbers(net.output)}",
        "",
        "[cues] # name = [mean, deviation, linear, hidden ...]",
    ]
    for place, name in enumerate(names):
        row = [net.mean[place], net.deviation[place], net.linear[place], *net.hidden[place]]
        lines.append(f"{name} = {_numbers(row)}")
    RANKER.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _numbers(values: Sequence[float] | FloatArray) -> str:
    return "[" + ", ".join(f"{value:.5g}" for value in values) + "]"


def _standard(cues: Float32Array, mean: FloatArray, deviation: FloatArray) -> Float32Array:
    return np.clip((cues - mean) / deviation, -_LARGEST_CUE, _LARGEST_CUE).astype(np.float32)


def _foremost(table: Table, scores: FloatArray) -> Table:
    chosen = np.union1d(np.argsort(-scores)[:_FOREMOST], np.argsort(-table.quality)[:_BEST])
    return replace(table, cues=table.cues[chosen], scores=table.scores[chosen])


def _lists(tables: Sequence[Table], weights: Mapping[str, float], mean: FloatArray, deviation: FloatArray) -> _Lists:
    counts = Counter(table.hand for table in tables)
    sizes = np.array([len(table.cues) for table in tables])
    targets = []
    for table in tables:
        odds = np.exp(_SHARPNESS * (table.quality - table.quality.max()))
        targets.append(odds / odds.sum())
    by_song = np.array([weights[table.hand] / counts[table.hand] for table in tables])
    song = np.repeat(np.arange(len(sizes)), sizes)
    return _Lists(
        rows=_standard(np.concatenate([table.cues for table in tables]), mean, deviation),
        target=np.concatenate(targets),
        weight=(by_song / by_song.sum())[song],
        start=np.concatenate([[0], np.cumsum(sizes)[:-1]]),
        song=song,
    )


def _fit_linear(lists: _Lists) -> FloatArray:
    def loss(v: FloatArray) -> tuple[float, FloatArray]:
        value, slope = lists.loss_and_slope((lists.rows @ v.astype(np.float32)).astype(np.float64))
        return value + _PENALTY * float(v @ v), (lists.rows.T @ slope).astype(np.float64) + 2 * _PENALTY * v

    found = minimize(loss, np.zeros(lists.rows.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": _ITERATIONS})
    return np.asarray(found.x)


def _fit_net(lists: _Lists, linear: FloatArray, start: int) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Hidden weights, bias, output weights and linear weights."""
    count = lists.rows.shape[1]
    edges = np.cumsum([count * _HIDDEN, _HIDDEN, _HIDDEN])

    def parts(v: npt.NDArray[np.floating]) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        hidden, bias, output, straight = np.split(v, edges)
        return hidden.reshape(count, _HIDDEN), bias, output, straight

    def loss(v: FloatArray) -> tuple[float, FloatArray]:
        hidden, bias, output, straight = parts(v.astype(np.float32))
        inner = np.tanh(lists.rows @ hidden + bias)
        value, slope = lists.loss_and_slope((inner @ output + lists.rows @ straight).astype(np.float64))
        back = np.outer(slope, output) * (1 - inner * inner)
        gradient = np.concatenate(
            [(lists.rows.T @ back).ravel(), back.sum(axis=0), inner.T @ slope, lists.rows.T @ slope]
        )
        return value + _PENALTY * float(v @ v), gradient.astype(np.float64) + 2 * _PENALTY * v

    random = np.random.Generator(np.random.PCG64(start))
    spread = 0.3 / np.sqrt(count)
    first = [random.standard_normal(count * _HIDDEN) * spread, np.zeros(_HIDDEN), random.standard_normal(_HIDDEN) * 0.3]
    found = minimize(
        loss, np.concatenate([*first, linear]), jac=True, method="L-BFGS-B", options={"maxiter": _ITERATIONS}
    )
    return parts(np.asarray(found.x))
