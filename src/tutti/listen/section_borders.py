"""How likely a section starts with each bar of a band.

Checkerboard novelty (Foote, "Automatic audio segmentation using a measure of audio novelty", ICME 2000) of timbre,
onsets, harmony and level at three scales, the step into the bar, a fill before it, a harmony that starts to repeat,
the chord the song began with, and whether what lies eight or four bars away is a border too. Every value is relative
to the song's own; the weights are those of a logistic regression, fitted by bench/section_fit.py.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

REACHES_BARS = (2, 4, 8)
DEVIATION_SHARE = 0.15  # of the mean deviation, so that a constant feature is not blown up
COMB_REACH_BARS = 4
COMBS_BARS = {"eight": (-16, -8, 8, 16), "four": (-12, -4, 4, 12)}
REPEAT_BARS = 4  # compared before and after a bar
LEAST_LAG_BARS = 4
USUAL_LIKENESS = 0.6  # of harmony to what lies before the song
FILL_BARS = 3  # a fill is judged against
WEIGHTS = {
    "timbre_2": -0.00017,
    "timbre_4": -0.0285,
    "timbre_8": -0.211,
    "timbre_step": 0.117,
    "onsets_2": 0.213,
    "onsets_4": 0.0657,
    "onsets_8": -0.0734,
    "onsets_step": 0.404,
    "harmony_2": -0.188,
    "harmony_4": -0.0372,
    "harmony_8": -0.295,
    "harmony_step": 0.0719,
    "level_2": 0.246,
    "level_4": 0.212,
    "level_8": 0.121,
    "level_step": 0.222,
    "repeats": 0.187,
    "comb_eight": 0.0639,
    "comb_four": -0.566,
    "home": 0.151,
    "fill": 0.181,
}
OFFSET = -3.21


def border_odds(groups: dict[str, FloatArray], chroma: FloatArray) -> FloatArray:
    """Log-odds of a section's start at each bar; those of the first bar mean nothing.

    Args:
        groups: "timbre", "onsets" (bands from low to high), "harmony" and "level", each one row a bar.
        chroma: unit chroma of each bar.
    """
    evidence = border_evidence(groups, chroma)
    return np.asarray(sum(WEIGHTS[name] * values for name, values in evidence.items()) + OFFSET, dtype=np.float64)


def border_evidence(groups: dict[str, FloatArray], chroma: FloatArray) -> dict[str, FloatArray]:
    """What speaks for a border before each bar, by name."""
    usual = float(np.hstack(list(groups.values())).std())
    found: dict[str, FloatArray] = {}
    comb = np.zeros(len(chroma))
    for name, rows in groups.items():
        scaled = (rows - rows.mean(axis=0)) / (rows.std(axis=0) + DEVIATION_SHARE * usual + 1e-9)
        distance = np.sqrt(np.square(scaled[:, None] - scaled[None]).mean(axis=2))
        likeness = np.exp(-distance / (np.median(distance) + 1e-9))
        for reach in REACHES_BARS:
            found[f"{name}_{reach}"] = _relative(_novelty(likeness, reach))
        comb += found[f"{name}_{COMB_REACH_BARS}"]
        found[f"{name}_step"] = _relative(np.concatenate([[0.0], np.diagonal(distance, 1)]))
    alike = chroma @ chroma.T
    found["repeats"] = _relative(_repeats(alike))
    for name, steps in COMBS_BARS.items():
        found[f"comb_{name}"] = _relative(_comb(comb, steps))
    found["home"] = _relative(alike[:, 0])
    found["fill"] = _relative(_fills(groups["onsets"][:, -2:].sum(axis=1)))
    return found


def _relative(values: FloatArray) -> FloatArray:
    return np.asarray((values - values.mean()) / (values.std() + 1e-6), dtype=np.float64)


def _novelty(likeness: FloatArray, reach: int) -> FloatArray:
    """Checkerboard contrast before each bar."""
    count = len(likeness)
    novelty = np.zeros(count)
    for bar in range(1, count):
        before, after = slice(max(0, bar - reach), bar), slice(bar, min(count, bar + reach))
        within = likeness[before, before].mean() + likeness[after, after].mean()
        novelty[bar] = 0.5 * within - likeness[before, after].mean()
    return novelty


def _repeats(alike: FloatArray) -> FloatArray:
    """How much more the bars from here on are like earlier ones than those just before, at the best lag."""
    count = len(alike)
    best = np.full(count, -1.0)
    for lag in range(LEAST_LAG_BARS, count):
        sums = np.concatenate([np.zeros(lag + 1), np.cumsum(np.diagonal(alike, -lag))])
        for bar in range(lag, count):
            end, start = min(bar + REPEAT_BARS, count), max(bar - REPEAT_BARS, lag)
            before = (sums[bar] - sums[start]) / (bar - start) if bar > start else USUAL_LIKENESS
            best[bar] = max(best[bar], (sums[end] - sums[bar]) / (end - bar) - before)
    return np.where(best > -1.0, best, 0.0)


def _comb(novelty: FloatArray, steps: tuple[int, ...]) -> FloatArray:
    """The mean novelty so many bars away."""
    count = len(novelty)
    result = np.zeros(count)
    for bar in range(1, count):
        near = [novelty[bar + step] for step in steps if 0 < bar + step < count]
        result[bar] = np.mean(near) if near else 0.0
    return result


def _fills(onsets: FloatArray) -> FloatArray:
    """How much busier the bar before is than those before it."""
    result = np.zeros(len(onsets))
    for bar in range(FILL_BARS, len(onsets)):
        result[bar] = onsets[bar - 1] - onsets[max(0, bar - 1 - FILL_BARS) : bar - 1].mean()
    return result
