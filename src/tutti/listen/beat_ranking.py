"""How likely each candidate grid of a band is.

A small perceptron over the cues of a candidate gives its log-odds; the softmax over all candidates of a recording is
the belief in each. It was fitted so that the candidates nearest to the true beats and downbeats are the likeliest
(listwise: Cao et al., "Learning to rank: from pairwise approach to listwise approach", ICML 2007); its numbers lie in
beat_ranker.toml, which says on what.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from tutti.listen.perceptron import FloatArray, Perceptron, read_perceptron


def beliefs(cues: Sequence[Mapping[str, float]]) -> FloatArray:
    """The share of belief each candidate has, from the cues of all of them."""
    ranker = _ranker()
    odds = ranker.score(np.array([[one[name] for name in ranker.names] for one in cues], dtype=np.float64))
    shares = np.exp(odds - odds.max())
    return np.asarray(shares / shares.sum(), dtype=np.float64)


@cache
def _ranker() -> Perceptron:
    return read_perceptron(Path(__file__).with_name("beat_ranker.toml"), "cues")
