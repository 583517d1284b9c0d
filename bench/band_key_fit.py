"""Fit how much each piece of evidence for the key of a band weighs: `python -m bench.band_key_fit`.

Bands whose key is known are heard; the key's evidence (`tutti.listen.band_key.key_evidence`) is weighed so that the
true key is the likeliest of the twenty-four (conditional logit with a quadratic penalty). Figures are of bands left out
of the fit: of a quarter of each hand, then of each whole hand. What is printed last goes into band_key.WEIGHTS.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from bench.band_ranker import FOLDS, KINDS
from bench.metrics.notes import key_scores
from bench.true_grid import true_grid
from bench.truth.cases import BandKind, band_cases
from tutti.listen.band_key import KEYS, key_evidence
from tutti.listen.band_spectrum import FRAMES_PER_SECOND, band_spectrum
from tutti.listen.beat_harmony import beat_harmony
from tutti.listen.chords import recognise_chords
from tutti.listen.tuning import tuning_semitones
from tutti.music.pitch import Key

FloatArray = npt.NDArray[np.float64]
WEIGHTS = {"styles": 0.35, "grooves": 0.3, "composed": 0.25, "accompaniments": 0.25}
_PENALTY = 1e-2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """The evidence for each of the twenty-four keys in one band, a row each."""

    hand: str
    name: str
    names: tuple[str, ...]
    evidence: FloatArray
    true_key: Key

    @property
    def is_true(self) -> npt.NDArray[np.bool_]:
        """Which row has the true tonic and third."""
        true = self.true_key
        return np.array([key.tonic == true.tonic and key.is_minor_like == true.is_minor_like for key in KEYS])


def main() -> None:
    """Fit, and print how well left-out bands do and the weights."""
    orders = [(kind, index) for kind, (_, count) in KINDS.items() for index in range(count)]
    with ProcessPoolExecutor(2) as pool:
        tables = list(pool.map(_table, orders, chunksize=8))
    for fold in range(FOLDS):
        weights = fit([table for table in tables if _fold(table) != fold], WEIGHTS)
        _show(f"fold {fold} left out", weights, [table for table in tables if _fold(table) == fold])
    for hand in WEIGHTS:
        weights = fit([table for table in tables if table.hand != hand], WEIGHTS)
        _show("hand left out", weights, [table for table in tables if table.hand == hand])
    weights = fit(tables, WEIGHTS)
    _show("fitted", weights, tables)
    for name, weight in zip(tables[0].names, weights, strict=True):
        print(f'    "{name}": {weight:.3g},')


def fit(tables: Sequence[Table], hands: dict[str, float]) -> FloatArray:
    """One weight a piece of evidence."""
    counts = Counter(table.hand for table in tables)
    shares = np.array([hands[table.hand] / counts[table.hand] for table in tables])
    shares /= shares.sum()
    evidence = np.stack([table.evidence for table in tables])
    deviation = evidence.std(axis=(0, 1)) + 1e-6
    scaled = evidence / deviation
    true = np.stack([table.is_true for table in tables]).astype(np.float64)

    def loss(v: FloatArray) -> tuple[float, FloatArray]:
        scores = scaled @ v
        scores -= scores.max(axis=1, keepdims=True)
        odds = np.exp(scores)
        total = odds.sum(axis=1, keepdims=True)
        value = -float((shares[:, None] * true * (scores - np.log(total))).sum()) + _PENALTY * float(v @ v)
        slope = shares[:, None] * (odds / total - true)
        return value, np.einsum("sk,ske->e", slope, scaled) + 2 * _PENALTY * v

    found = minimize(loss, np.zeros(scaled.shape[2]), jac=True, method="L-BFGS-B")
    return np.asarray(found.x / deviation)


def _table(order: tuple[BandKind, int]) -> Table:
    kind, index = order
    case = band_cases(kind=kind, count=1, start=index)[0]
    spectrum = band_spectrum(case.audio())
    tuning = tuning_semitones(spectrum.log_frequency)
    grid = true_grid(case, spectrum.frames / FRAMES_PER_SECOND)
    harmony = beat_harmony(spectrum, tuning, grid)
    chords, _ = recognise_chords(harmony, grid, None)
    evidence = key_evidence(harmony, chords, grid)
    return Table(
        hand=KINDS[kind][0],
        name=case.name,
        names=tuple(evidence[0]),
        evidence=np.array([list(one.values()) for one in evidence]),
        true_key=case.song.key,
    )


def _fold(table: Table) -> int:
    return zlib.crc32(table.name.encode()) % FOLDS


def _show(title: str, weights: FloatArray, tables: Sequence[Table]) -> None:
    for hand in sorted({table.hand for table in tables}):
        own = [table for table in tables if table.hand == hand]
        scores = [key_scores(table.true_key, KEYS[int(np.argmax(table.evidence @ weights))]) for table in own]
        exact, weighted = (np.mean([score[name] for score in scores]) for name in ("key_exact", "key_weighted"))
        print(f"{title:20s} {hand:12s} {len(own):4d}  exact {exact:.3f}  weighted {weighted:.3f}")


if __name__ == "__main__":
    main()
