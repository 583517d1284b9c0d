"""How much each cue of a beat grid weighs when one of some fifty candidates is chosen.

The weights were fitted by maximum likelihood (conditional logit, McFadden 1974, with a quadratic penalty) on synthetic
development bands of two arrangers, so that the candidate nearest to the true beats and downbeats is the likeliest.
Their sum is a log-odds: the softmax over the candidates is how sure the choice is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from tutti.listen.bar_patterns import BarPattern

CUE_WEIGHTS = {
    "on_low": 0.17,
    "on_mid": 0.437,
    "on_high": 0.487,
    "half_low": -0.059,
    "half_mid": -0.0988,
    "half_high": 0.149,
    "third_low": -0.708,
    "third_mid": -0.464,
    "third_high": 0.0616,
    "swing_low": 0.412,
    "swing_mid": -0.109,
    "swing_high": -0.192,
    "quarter_low": -0.298,
    "quarter_mid": -0.18,
    "quarter_high": 0.189,
    "down_low": 0.136,
    "back_low": -0.119,
    "down_mid": 0.0498,
    "back_mid": 0.0414,
    "down_high": -0.0718,
    "back_high": 0.0223,
    "down_change": 0.167,
    "middle_change": -0.0919,
    "on_change": -0.00511,
    "half_change": -1.07,
    "chord_changes": 3.02,
    "chord_treble": 1.97,
    "chord_bass": -0.893,
    "repeat_third": -1.65,
    "repeat_half": -1.46,
    "repeat_beat": 1.53,
    "repeat_two": 0.199,
    "repeat_three": -2.06,
    "repeat_bar": 0.993,
    "tempo": 0.955,
    "tempo_squared": -1.16,
    "score": 0.23,
    "rotated": -0.375,
}

# By beats in the bar and division in three: what the pattern itself has for or against it.
PATTERN_OFFSETS = {
    (4, False): 0.0,
    (4, True): 0.123,
    (3, False): -0.296,
    (3, True): -0.151,
    (2, True): -0.504,
}
COMPOUND_TEMPO_WEIGHT = -0.179  # a dotted beat is slower than a quarter: added to the weight of "tempo" for 6/8


def log_odds(cues: Mapping[str, float], pattern: BarPattern) -> float:
    """The weight of evidence for a candidate, comparable within one recording."""
    total = sum(weight * cues[name] for name, weight in CUE_WEIGHTS.items())
    total += PATTERN_OFFSETS.get((len(pattern.beats), pattern.is_triple), 0.0)
    if pattern.meter.is_compound and len(pattern.beats) == 2:
        total += COMPOUND_TEMPO_WEIGHT * cues["tempo"]
    return total


def probabilities(odds: Sequence[float]) -> list[float]:
    """Softmax: the share of belief each candidate has."""
    values = np.asarray(odds, dtype=np.float64)
    shares = np.exp(values - values.max())
    return [float(share) for share in shares / shares.sum()]
