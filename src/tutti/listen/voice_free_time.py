"""Singing without a pulse: told apart, and given bars that follow its phrases.

Who sings in time strikes the slots of some grid, however the tempo drifts; who sings freely leaves every grid a poor
one. So the likelihood of the onsets under the likeliest grid and under the chosen one, a note, decides; the curve that
makes a probability of it was read off generated singing of both kinds. The grid of a free song means nothing in beats:
its bars are what one chord may last, from a phrase's start or a long note to the next, found together by dynamic
programming; the beats divide halves of bars evenly.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from tutti.listen.voice_candidates import GridCandidate
from tutti.listen.voice_features import Melody, melody_of
from tutti.listen.voice_grid import numbered
from tutti.music.note import HeardNote
from tutti.music.time import Meter, Timeline

FloatArray = npt.NDArray[np.float64]

FREE_METER = Meter(4, 4)
_LEAST_NOTES = 16  # fewer say nothing about freedom
_MIDDLE_NATS = -2.1  # a note: as likely free as not
_SCALE_NATS = 0.12
_BAR_SECONDS = 2.6  # what one chord lasts
_BAR_SPREAD_OCTAVES = 0.7
_SHORTEST_SECONDS, _LONGEST_SECONDS = 1.1, 7.0
_MIDDLE_SHARE = 0.25  # of a bar, from its middle
_SHORT_COST = 8.0
_PHRASE_WORTH = 2.5  # of a bar line on a phrase's start, in the same unit as the cost of a bar's length
_LONG_WORTH = 1.0  # of one on a note twice as long as usual
_LAST_WORTH = 1.5


def freedom(notes: Sequence[HeardNote], candidates: Sequence[GridCandidate], chosen: GridCandidate) -> float:
    """The probability that a melody is sung without a pulse, 0 to 1."""
    if len(notes) < _LEAST_NOTES:
        return 0.0
    likeliest = max(candidate.rhythm for candidate in candidates)
    nats = 0.5 * (likeliest + chosen.rhythm) / len(notes)
    return float(1.0 / (1.0 + np.exp((nats - _MIDDLE_NATS) / _SCALE_NATS)))


def phrase_timeline(notes: Sequence[HeardNote], duration_seconds: float) -> Timeline:
    """Bars that follow the phrases of a melody of at least two notes, over a whole recording."""
    melody = melody_of(notes)
    lines = _bar_lines(melody)
    halves = np.sort(np.concatenate([lines, [_middle(melody, *bar) for bar in pairwise(lines)]]))
    index = np.arange(2 * (len(halves) - 1) + 1, dtype=np.float64) / 2
    beats = np.interp(index, np.arange(len(halves), dtype=np.float64), halves)
    return numbered(FREE_METER, beats, 0, float(melody.starts[0]), duration_seconds)


def _bar_lines(melody: Melody) -> FloatArray:
    """The best chain of bar lines from the first note to the last or, where that is short, beyond it."""
    starts = melody.starts
    worth = _LONG_WORTH * np.log2(np.clip(melody.intervals / np.median(melody.intervals), 0.25, 4.0))
    worth[melody.phrase_starts] += _PHRASE_WORTH
    worth[-1] += _LAST_WORTH
    best, came_from = np.full(len(starts), -np.inf), np.zeros(len(starts), dtype=np.int64)
    best[0] = 0.0
    for place in range(1, len(starts)):
        before = np.flatnonzero(starts[:place] > starts[place] - _LONGEST_SECONDS)
        before = before if len(before) else np.array([place - 1])
        scores = best[before] - _length_cost(starts[place] - starts[before])
        came_from[place] = before[int(np.argmax(scores))]
        best[place] = scores.max() + worth[place]
    end = len(starts) - 1
    chain = [end]
    while chain[-1] > 0:
        chain.append(int(came_from[chain[-1]]))
    lines = starts[np.array(chain[::-1])]
    return _with_long_bars_divided(np.append(lines, lines[-1] + max(_BAR_SECONDS, float(melody.intervals[-1]))))


def _middle(melody: Melody, start_seconds: float, end_seconds: float) -> float:
    """Where a bar halves: on the onset nearest its middle, so that a change of chord there follows the singer."""
    middle = (start_seconds + end_seconds) / 2
    nearest = float(melody.starts[np.argmin(np.abs(melody.starts - middle))])
    return nearest if abs(nearest - middle) < _MIDDLE_SHARE * (end_seconds - start_seconds) else middle


def _length_cost(seconds: FloatArray) -> FloatArray:
    """What bars of these lengths cost; short ones are all but forbidden, a long pause will be divided."""
    away = np.where(seconds > _LONGEST_SECONDS, 0.0, np.log2(np.maximum(seconds, 1e-3) / _BAR_SECONDS))
    return np.asarray((away / _BAR_SPREAD_OCTAVES) ** 2 + np.where(seconds < _SHORTEST_SECONDS, _SHORT_COST, 0.0))


def _with_long_bars_divided(lines: FloatArray) -> FloatArray:
    """The bar lines with others between those that lie too far apart: the band plays on through a long pause."""
    parts = np.where(np.diff(lines) > _LONGEST_SECONDS, np.rint(np.diff(lines) / _BAR_SECONDS), 1.0).astype(np.int64)
    whole = np.concatenate([[0], np.cumsum(parts)])
    return np.asarray(np.interp(np.arange(whole[-1] + 1), whole, lines))
