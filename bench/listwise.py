"""The listwise fit of a perceptron that ranks candidates, and its file.

Cao et al., "Learning to rank: from pairwise approach to listwise approach", ICML 2007: the softmax of a song's scores
is drawn to the softmax of its candidates' qualities. A linear ranker is fitted first; nets that start from it and from
different hidden weights see of each song what it puts in front, and the best, and are averaged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from tutti.listen.perceptron import LARGEST_CUE, FloatArray, Perceptron

Float32Array = npt.NDArray[np.float32]

_PENALTY = 3e-3
_HIDDEN = 8
_FOREMOST, _BEST = 40, 6  # candidates by the linear ranker, and by quality


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Candidates:
    """The candidates of one song.

    Attributes:
        rows: the cues, one row a candidate.
        quality: what the ranker is to learn.
        weight: how much the song counts.
    """

    rows: Float32Array
    quality: FloatArray
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitting:
    """How it is fitted.

    Attributes:
        sharpness: of the softmax of qualities.
        starts: the seeds of the nets that are averaged.
        iterations: of the minimiser, at most.
    """

    sharpness: float
    starts: tuple[int, ...]
    iterations: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Lists:
    """All songs in one array: rows, targets, weights, and where songs start."""

    rows: Float32Array
    target: FloatArray
    weight: FloatArray
    start: npt.NDArray[np.int64]
    song: npt.NDArray[np.int64]

    def loss_and_slope(self, scores: FloatArray) -> tuple[float, Float32Array]:
        """Cross-entropy of the softmax of each song, and its derivative."""
        scores = scores - np.maximum.reduceat(scores, self.start)[self.song]
        odds = np.exp(scores)
        total = np.add.reduceat(odds, self.start)[self.song]
        loss = -float((self.weight * self.target * (scores - np.log(total))).sum())
        return loss, (self.weight * (odds / total - self.target)).astype(np.float32)


def fit(songs: Sequence[Candidates], names: Sequence[str], fitting: Fitting) -> Perceptron:
    """The perceptron that ranks the candidates best."""
    everything = np.concatenate([song.rows for song in songs])
    mean = everything.mean(axis=0, dtype=np.float64)
    deviation = everything.std(axis=0, dtype=np.float64) + 1e-6
    standard = [
        Candidates(
            rows=np.clip((song.rows - mean) / deviation, -LARGEST_CUE, LARGEST_CUE).astype(np.float32),
            quality=song.quality,
            weight=song.weight,
        )
        for song in songs
    ]
    linear = _fit_linear(_lists(standard, fitting), fitting)
    lists = _lists([_foremost(song, song.rows @ linear) for song in standard], fitting)
    nets = [_fit_net(lists, linear, start, fitting) for start in fitting.starts]
    return Perceptron(
        names=tuple(names),
        mean=mean,
        deviation=deviation,
        linear=np.mean([net[3] for net in nets], axis=0),
        hidden=np.hstack([net[0] for net in nets]),
        bias=np.concatenate([net[1] for net in nets]),
        output=np.concatenate([net[2] for net in nets]) / len(nets),
    )


def write(net: Perceptron, path: Path, section: str, header: Sequence[str], number: str) -> None:
    """Write the file `read_perceptron` reads.

    Args:
        net: what is written.
        path: to where.
        section: what the table of cues is called.
        header: lines that say what it is and on what it was fitted.
        number: the format of a number, such as ".5g".
    """

    def numbers(values: Sequence[float] | FloatArray) -> str:
        return "[" + ", ".join(format(float(value), number) for value in values) + "]"

    lines = [
        *(f"# {line}" for line in header),
        f"bias = {numbers(net.bias)}",
        f"output = {numbers(net.output)}",
        "",
        f"[{section}] # name = [mean, deviation, linear, hidden ...]",
    ]
    for place, name in enumerate(net.names):
        row = [net.mean[place], net.deviation[place], net.linear[place], *net.hidden[place]]
        lines.append(f'"{name}" = {numbers(row)}')
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _foremost(song: Candidates, scores: FloatArray) -> Candidates:
    chosen = np.union1d(np.argsort(-scores)[:_FOREMOST], np.argsort(-song.quality)[:_BEST])
    return Candidates(rows=song.rows[chosen], quality=song.quality[chosen], weight=song.weight)


def _lists(songs: Sequence[Candidates], fitting: Fitting) -> _Lists:
    sizes = np.array([len(song.rows) for song in songs])
    targets = []
    for each in songs:
        odds = np.exp(fitting.sharpness * (each.quality - each.quality.max()))
        targets.append(odds / odds.sum())
    by_song = np.array([each.weight for each in songs])
    song = np.repeat(np.arange(len(sizes)), sizes)
    return _Lists(
        rows=np.concatenate([each.rows for each in songs]),
        target=np.concatenate(targets),
        weight=(by_song / by_song.sum())[song],
        start=np.concatenate([[0], np.cumsum(sizes)[:-1]]),
        song=song,
    )


def _fit_linear(lists: _Lists, fitting: Fitting) -> FloatArray:
    def loss(v: FloatArray) -> tuple[float, FloatArray]:
        value, slope = lists.loss_and_slope((lists.rows @ v.astype(np.float32)).astype(np.float64))
        return value + _PENALTY * float(v @ v), (lists.rows.T @ slope).astype(np.float64) + 2 * _PENALTY * v

    options = {"maxiter": fitting.iterations}
    found = minimize(loss, np.zeros(lists.rows.shape[1]), jac=True, method="L-BFGS-B", options=options)
    return np.asarray(found.x)


def _fit_net(
    lists: _Lists, linear: FloatArray, start: int, fitting: Fitting
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
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
    first = [
        random.standard_normal(count * _HIDDEN) * 0.3 / np.sqrt(count),
        np.zeros(_HIDDEN),
        random.standard_normal(_HIDDEN) * 0.3,
        linear,
    ]
    options = {"maxiter": fitting.iterations}
    found = minimize(loss, np.concatenate(first), jac=True, method="L-BFGS-B", options=options)
    return parts(np.asarray(found.x))
