"""Which of the candidate grids is right.

Two judges, added up. One is a sum with few weights, hand-made and steady. The other is a small perceptron over all
features, trained as a listwise softmax ranker (Cao et al., "Learning to rank: from pairwise approach to listwise
approach", ICML 2007), better at metre and bar line. Both were fitted on melodies performed with the tempo, jitter,
missing and extra notes of singers; the second's numbers lie in voice_ranker.toml, which says on what.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tutti.listen.perceptron import FloatArray, Perceptron, read_perceptron
from tutti.listen.voice_candidates import GridCandidate
from tutti.listen.voice_features import (
    FEATURE_NAMES,
    Melody,
    certainty,
    ends_on_downbeat,
    feature_table,
    melody_of,
    slowness_of,
    suiting_parallelism,
)
from tutti.music.note import HeardNote

_HARMONY_WEIGHT = 0.62
_BAR_WEIGHT = 1.26
_PARALLELISM_WEIGHT = 9.8
_END_WEIGHT = 5.0
_TEMPO_WEIGHT = 5.0
_METER_WEIGHT = {"4/4": -2.8, "3/4": -6.6, "6/8": -13.5, "4/4 swing": 2.2}
_PLAIN_SHARE = 0.03  # of the plain score in the sum of both
_SAME_GRID_TEMPO = 1.04  # candidates closer in tempo than this beat alike


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Choice:
    """The grid chosen, and how clearly.

    Attributes:
        candidate: the grid.
        beat_margin: score above the best candidate with another beat.
        downbeat_margin: score above the best candidate with the same beat and another bar line.
    """

    candidate: GridCandidate
    beat_margin: float
    downbeat_margin: float


def choose(notes: Sequence[HeardNote], candidates: Sequence[GridCandidate]) -> Choice:
    """The best of at least one candidate."""
    melody = melody_of(notes)
    plain = plain_scores(melody, candidates)
    scores = _ranker().score(feature_table(melody, candidates)) + _PLAIN_SHARE * plain
    best = int(np.argmax(scores))
    chosen = candidates[best]
    same_beat = np.array([_beats_alike(chosen, candidate) for candidate in candidates])
    same_bar = same_beat & np.array([candidate.bar_beat == chosen.bar_beat for candidate in candidates])
    return Choice(
        candidate=chosen,
        beat_margin=_margin(scores, best, ~same_beat),
        downbeat_margin=_margin(scores, best, same_beat & ~same_bar),
    )


def plain_scores(melody: Melody, candidates: Sequence[GridCandidate]) -> FloatArray:
    """The sum with few weights for each candidate."""
    plain = [_plain_score(candidate, ends_on_downbeat(melody, candidate)) for candidate in candidates]
    return certainty(melody) * np.array(plain)


def _plain_score(candidate: GridCandidate, is_ending_on_downbeat: bool) -> float:
    return float(
        candidate.rhythm
        - _TEMPO_WEIGHT * slowness_of(candidate) ** 2
        + _HARMONY_WEIGHT * candidate.harmony
        + _BAR_WEIGHT * candidate.bars
        + _PARALLELISM_WEIGHT * suiting_parallelism(candidate)
        + _END_WEIGHT * is_ending_on_downbeat
        + _METER_WEIGHT.get(candidate.profile.name, 0.0)
    )


@cache
def _ranker() -> Perceptron:
    return read_perceptron(Path(__file__).with_name("voice_ranker.toml"), "features", FEATURE_NAMES)


def _beats_alike(one: GridCandidate, other: GridCandidate) -> bool:
    """Whether two candidates beat at the same times."""
    ratio = one.tempo_bpm / other.tempo_bpm
    if not 1.0 / _SAME_GRID_TEMPO < ratio < _SAME_GRID_TEMPO:
        return False
    step = 60.0 / one.tempo_bpm
    nearest = np.min(np.abs(one.beat_seconds[:, None] - other.beat_seconds[None, :]), axis=1)
    return bool(np.median(nearest) < 0.2 * step)


def _margin(scores: FloatArray, best: int, rivals: npt.NDArray[np.bool_]) -> float:
    """How far the best lies above the best of its rivals; infinite where it has none."""
    return float(scores[best] - scores[rivals].max()) if rivals.any() else float("inf")
