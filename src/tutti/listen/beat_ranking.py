"""How likely each candidate grid of a band is.

A small perceptron over the cues of a candidate gives its log-odds; the softmax over all candidates of a recording is
the belief in each. It was fitted so that the candidates nearest to the true beats and downbeats are the likeliest
(listwise: Cao et al., "Learning to rank: from pairwise approach to listwise approach", ICML 2007); its numbers lie in
beat_ranker.toml, which says on what.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

LARGEST_CUE = 4.0  # deviations


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Ranker:
    """A perceptron with one hidden layer; one row a cue."""

    names: tuple[str, ...]
    mean: FloatArray
    deviation: FloatArray
    linear: FloatArray
    hidden: FloatArray
    bias: FloatArray
    output: FloatArray

    def log_odds(self, table: FloatArray) -> FloatArray:
        """Of each row of cues."""
        x = np.clip((table - self.mean) / self.deviation, -LARGEST_CUE, LARGEST_CUE)
        return np.asarray(x @ self.linear + np.tanh(x @ self.hidden + self.bias) @ self.output, dtype=np.float64)


def beliefs(cues: Sequence[Mapping[str, float]]) -> FloatArray:
    """The share of belief each candidate has, from the cues of all of them."""
    ranker = _ranker()
    odds = ranker.log_odds(np.array([[one[name] for name in ranker.names] for one in cues], dtype=np.float64))
    shares = np.exp(odds - odds.max())
    return np.asarray(shares / shares.sum(), dtype=np.float64)


@cache
def _ranker() -> _Ranker:
    text = resources.files("tutti.listen").joinpath("beat_ranker.toml").read_text(encoding="utf-8")
    document = tomllib.loads(text)
    rows = np.array(list(document["cues"].values()), dtype=np.float64)
    return _Ranker(
        names=tuple(document["cues"]),
        mean=rows[:, 0],
        deviation=rows[:, 1],
        linear=rows[:, 2],
        hidden=rows[:, 3:],
        bias=np.array(document["bias"], dtype=np.float64),
        output=np.array(document["output"], dtype=np.float64),
    )
