"""The small network that ranks beat grids: one hidden layer over the cues of a candidate.

x = clip((cue - mean) / deviation, -4, 4); score = linear . x + output . tanh(hidden x + bias). Its numbers lie in a
TOML file beside this one, one row a cue: mean, deviation, linear, hidden ...; bench/listwise.py fits and writes them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

LARGEST_CUE = 4.0  # deviations


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Perceptron:
    """A perceptron; `names` are those of its cues, in the order of the rows."""

    names: tuple[str, ...]
    mean: FloatArray
    deviation: FloatArray
    linear: FloatArray
    hidden: FloatArray
    bias: FloatArray
    output: FloatArray

    def score(self, table: npt.NDArray[np.floating]) -> FloatArray:
        """The score of each row of cues."""
        x = np.clip((table - self.mean) / self.deviation, -LARGEST_CUE, LARGEST_CUE)
        return np.asarray(x @ self.linear + np.tanh(x @ self.hidden + self.bias) @ self.output, dtype=np.float64)


def read_perceptron(path: Path, section: str, names: Sequence[str] | None = None) -> Perceptron:
    """Read a perceptron.

    Args:
        path: the file.
        section: what its table of cues is called.
        names: the cues in the order they will be given; that of the file where not told.
    """
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    ordered = tuple(document[section] if names is None else names)
    rows = np.array([document[section][name] for name in ordered], dtype=np.float64)
    return Perceptron(
        names=ordered,
        mean=rows[:, 0],
        deviation=rows[:, 1],
        linear=rows[:, 2],
        hidden=rows[:, 3:],
        bias=np.array(document["bias"], dtype=np.float64),
        output=np.array(document["output"], dtype=np.float64),
    )
