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
    "on_low": 0.159,
    "on_mid": 0.444,
    "on_high": 0.491,
    "half_low": -0.0409,
    "half_mid": -0.0512,
    "half_high": 0.233,
    "third_low": -0.597,
    "third_mid": -0.487,
    "third_high": 0.117,
    "swing_low": 0.33,
    "swing_mid": -0.00098,
    "swing_high": -0.227,
    "quarter_low": -0.296,
    "quarter_mid": -0.464,
    "quarter_high": 0.309,
    "down_low": 0.126,
    "back_low": -0.126,
    "down_mid": 0.0468,
    "back_mid": 0.0471,
    "down_high": -0.0631,
    "back_high": 0.019,
    "down_change": 0.181,
    "middle_change": -0.0936,
    "on_change": 0.00304,
    "half_change": -1.18,
    "chord_changes": 3.09,
    "chord_treble": 1.74,
    "chord_bass": -0.886,
    "repeat_third": 0.12,
    "repeat_half": -2.18,
    "repeat_beat": 1.51,
    "repeat_two": 0.0419,
    "repeat_three": -2.47,
    "repeat_bar": 1.09,
    "tempo": 0.835,
    "tempo_squared": -1.04,
    "score": 0.328,
    "rotated": -0.396,
}

# By beats in the bar and division in three: what the pattern itself has for or against it.
PATTERN_OFFSETS = {
    (4, False): 0.0,
    (4, True): 0.107,
    (3, False): -0.328,
    (3, True): -0.0749,
    (2, True): -0.54,
}
COMPOUND_TEMPO_WEIGHT = 0.0103  # a dotted beat is slower than a quarter: added to the weight of "tempo" for 6/8


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
