"""Which of the candidate grids is right.

Three judges, added up. One is a sum with few weights, hand-made and steady. One is a small perceptron over all
features, trained as a listwise softmax ranker (Cao et al., "Learning to rank: from pairwise approach to listwise
approach", ICML 2007), better at metre and bar line. The third is the sense of the bar (voice_bar_sense). All were
fitted on melodies performed with the tempo, jitter, missing and extra notes of singers (voice_ranker.toml says which).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tutti.listen.perceptron import FloatArray, Perceptron, read_perceptron
from tutti.listen.voice_bar_sense import bar_sense
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
    weight_of,
)
from tutti.music.note import HeardNote

_HARMONY_WEIGHT = 0.62
_BAR_WEIGHT = 1.26
_PARALLELISM_WEIGHT = 9.8
_END_WEIGHT = 5.0
_TEMPO_WEIGHT = 5.0
_METER_WEIGHT = {"4/4": -2.8, "3/4": -6.6, "6/8": -13.5, "4/4 swing": 2.2}
_PLAIN_SHARE = 0.03  # of the plain score in the sum of all
_SENSE_SHARE = 0.3  # of the sense of the bar; fitted with songs left out, like the networks themselves
_SAME_GRID_TEMPO = 1.04  # candidates closer in tempo than this beat alike


_ALIKE_BEATS = 0.2
_LEAST_SHARE = 1e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class _Curve:
    """How a share of the scores becomes a probability: logit p = offset + slope * logit share."""

    softness: float
    offset: float
    slope: float


# Fitted by maximum likelihood on 734 melodies of seven hands, all hands counting alike.
_BEATS = _Curve(softness=1.5, offset=0.34, slope=0.69)
_DOWNBEATS = _Curve(softness=2.2, offset=1.34, slope=0.94)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Choice:
    """The grid chosen, and how surely it is right.

    Attributes:
        candidate: the grid.
        beats: the probability that its beats are right.
        downbeats: the probability that its downbeats are right as well.
    """

    candidate: GridCandidate
    beats: float
    downbeats: float


def choose(notes: Sequence[HeardNote], candidates: Sequence[GridCandidate]) -> Choice:
    """The best of at least one candidate."""
    melody = melody_of(notes)
    plain = plain_scores(melody, candidates)
    sense = _SENSE_SHARE * weight_of(melody) * bar_sense(candidates, notes)
    scores = _ranker().score(feature_table(melody, candidates)) + _PLAIN_SHARE * plain + sense
    best = int(np.argmax(scores))
    chosen = candidates[best]
    same_beat = np.array([_beats_alike(chosen, candidate) for candidate in candidates])
    same_bar = same_beat & np.array([_bars_alike(chosen, candidate) for candidate in candidates])
    return Choice(
        candidate=chosen,
        beats=_probability(scores, same_beat, _BEATS),
        downbeats=_probability(scores, same_bar, _DOWNBEATS),
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
    return bool(np.median(nearest) < _ALIKE_BEATS * step)


def _bars_alike(one: GridCandidate, other: GridCandidate) -> bool:
    """Whether two candidates that beat at the same times have the same bars."""
    lines, others = one.downbeat_seconds, other.downbeat_seconds
    if one.profile.beats_per_bar != other.profile.beats_per_bar or not len(lines) or not len(others):
        return other is one
    nearest = np.min(np.abs(lines[:, None] - others[None, :]), axis=1)
    return bool(np.median(nearest) < _ALIKE_BEATS * 60.0 / one.tempo_bpm)


def _probability(scores: FloatArray, agreeing: npt.NDArray[np.bool_], curve: _Curve) -> float:
    """The share of a softmax over all candidates that falls on those that agree, made honest by its curve."""
    odds = np.exp((scores - scores.max()) / curve.softness)
    share = float(np.clip(odds[agreeing].sum() / odds.sum(), _LEAST_SHARE, 1.0 - _LEAST_SHARE))
    return float(1.0 / (1.0 + np.exp(-curve.offset - curve.slope * np.log(share / (1.0 - share)))))
