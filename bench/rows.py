"""Rows of measurements: one a case, grouped and averaged.

Means hide that errors are bimodal (a clip is right or it is wrong), so shares above a threshold stand beside them, and
the interval of the mean is a bootstrap over clips.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bench.truth.band import BandCase, BandKind
from bench.truth.voice import VoiceCase

_BOOTSTRAPS = 2000
_INTERVAL_SEED = 1
_OTHER_HANDS = (BandKind.COMPOSED, BandKind.ACCOMPANIED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What was measured on one case, and by what it may be grouped."""

    name: str
    tags: dict[str, str]
    scores: dict[str, float]
    baseline: dict[str, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A named choice of rows."""

    name: str
    holds: Callable[[Row], bool]


def tags_of(case: VoiceCase | BandCase) -> dict[str, str]:
    """By what a case may be grouped."""
    tags = {
        "family": case.song.family.value,
        "meter": str(case.song.meter),
        "tempo": "drift" if case.drift else "steady",
        "mode": case.song.key.mode.value,
    }
    if isinstance(case, VoiceCase):
        return {**tags, "kind": case.singer.kind.value, "source": case.singer.name, "recording": case.recording.value}
    hand = "other hands" if case.kind in _OTHER_HANDS else "generated"
    return {**tags, "kind": case.kind.value, "source": case.style, "hand": hand}


def groups(rows: Sequence[Row], by: Iterable[str]) -> list[Group]:
    """All rows, then one group for every value of each tag."""

    def holding(tag: str, value: str) -> Group:
        return Group(name=value, holds=lambda row: row.tags[tag] == value)

    return [
        Group(name="all", holds=lambda row: True),  # noqa: ARG005  # every row belongs
        *(holding(tag, value) for tag in by for value in sorted({row.tags[tag] for row in rows})),
    ]


def mean(rows: Sequence[Row], score: str, *, baseline: bool = False) -> float | None:
    """The mean of a score over the rows that have it."""
    values = _values(rows, score, baseline=baseline)
    return float(np.mean(values)) if values else None


def share_above(rows: Sequence[Row], score: str, threshold: float) -> float | None:
    """The share of rows whose score lies above a threshold."""
    values = _values(rows, score, baseline=False)
    return float(np.mean(np.array(values) > threshold)) if values else None


def interval(rows: Sequence[Row], score: str) -> tuple[float, float] | None:
    """The 95 % bootstrap interval of the mean."""
    values = np.array(_values(rows, score, baseline=False))
    if len(values) < 2:
        return None
    random = np.random.default_rng(_INTERVAL_SEED)
    means = values[random.integers(0, len(values), (_BOOTSTRAPS, len(values)))].mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)


def _values(rows: Sequence[Row], score: str, *, baseline: bool) -> list[float]:
    found = [(row.baseline or {}) if baseline else row.scores for row in rows]
    return [scores[score] for scores in found if score in scores and np.isfinite(scores[score])]
