"""Fit what speaks for a section's start in a band: `python -m bench.section_fit`.

Bands whose form is known are heard on their true beats; a logistic regression with a quadratic penalty weighs the
evidence of `tutti.listen.section_borders` so that sections start where they do. Figures are of bands left out of the
fit. What is printed last goes into section_borders.WEIGHTS and OFFSET.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from bench.metrics.beats import FloatArray
from bench.metrics.harmony import joined, section_scores
from bench.true_grid import true_grid
from bench.truth.accompaniments import is_installed
from bench.truth.cases import BandCase, BandKind, band_cases
from tutti.listen.band_spectrum import FRAMES_PER_SECOND, band_spectrum
from tutti.listen.beat_harmony import beat_harmony
from tutti.listen.section_borders import border_evidence
from tutti.listen.section_labels import label_sections
from tutti.listen.sections import Bars, best_starts, describe_bars
from tutti.listen.tuning import tuning_semitones
from tutti.music.time import Timeline

KINDS = {BandKind.PLAIN: 64, BandKind.HARD: 48, BandKind.ACCOMPANIED: 84}
FOLDS = 4
_PENALTY = 0.02


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Heard:
    """The bars of a band, what speaks for a border before each, and whether there is one."""

    case: BandCase
    grid: Timeline
    bars: Bars
    evidence: dict[str, FloatArray]
    is_border: FloatArray


def main() -> None:
    """Fit, and print how well left-out bands are cut, and the weights."""
    kinds = {kind: count for kind, count in KINDS.items() if kind is not BandKind.ACCOMPANIED or is_installed()}
    with ProcessPoolExecutor(2) as pool:
        orders = [(kind, index) for kind, count in kinds.items() for index in range(count)]
        bands = list(pool.map(hear, orders, chunksize=8))
    for fold in range(FOLDS):
        weights = fit([band for band in bands if _fold(band) != fold])
        _show(f"fold {fold} left out", weights, [band for band in bands if _fold(band) == fold])
    for kind in kinds:
        weights = fit([band for band in bands if band.case.kind is not kind])
        _show("hand left out", weights, [band for band in bands if band.case.kind is kind])
    weights = fit(bands)
    _show("fitted", weights, bands)
    for name, weight in zip([*bands[0].evidence, "OFFSET"], weights, strict=True):
        print(f'    "{name}": {weight:.3g},')


def hear(order: tuple[BandKind, int]) -> Heard:
    """Listen to the band of this kind and index."""
    kind, index = order
    case = band_cases(kind=kind, count=1, start=index)[0]
    spectrum = band_spectrum(case.audio())
    grid = true_grid(case, spectrum.frames / FRAMES_PER_SECOND)
    harmony = beat_harmony(spectrum, tuning_semitones(spectrum.log_frequency), grid)
    return of_bars(case, grid, describe_bars(spectrum, harmony, grid))


def of_bars(case: BandCase, grid: Timeline, bars: Bars) -> Heard:
    """What is known of the bars of a band."""
    is_border = np.zeros(len(bars.first_beats))
    for section in joined(case.song.sections)[1:]:
        beat = grid.beats_at(case.timeline.seconds_at(section.start_beats))
        bar = round(beat / grid.beats_per_bar)
        if 0 < bar < len(is_border):
            is_border[bar] = 1.0
    evidence = border_evidence(bars.groups, bars.chroma)
    return Heard(case=case, grid=grid, bars=bars, evidence=evidence, is_border=is_border)


def fit(bands: Sequence[Heard]) -> FloatArray:
    """One weight a piece of evidence, and the offset."""
    rows = np.concatenate([_rows(band)[1:] for band in bands])
    true = np.concatenate([band.is_border[1:] for band in bands])

    def loss(weights: FloatArray) -> tuple[float, FloatArray]:
        shares = 1.0 / (1.0 + np.exp(-rows @ weights))
        penalised = np.append(weights[:-1], 0.0)
        value = -np.mean(true * np.log(shares + 1e-12) + (1.0 - true) * np.log(1.0 - shares + 1e-12))
        slope = rows.T @ (shares - true) / len(true) + 2.0 * _PENALTY * penalised
        return float(value + _PENALTY * penalised @ penalised), slope

    found = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B")
    return np.asarray(found.x, dtype=np.float64)


def _rows(band: Heard) -> FloatArray:
    return np.column_stack([*band.evidence.values(), np.ones(len(band.is_border))])


def _fold(band: Heard) -> int:
    return zlib.crc32(band.case.name.encode()) % FOLDS


def _show(title: str, weights: FloatArray, bands: Sequence[Heard]) -> None:
    for kind in KINDS:
        scores = [found for band in bands if band.case.kind is kind and (found := _scores(weights, band))]
        if scores:
            figures = "  ".join(f"{name} {np.mean([score[name] for score in scores]):.3f}" for name in scores[0])
            print(f"{title:18s} {kind:12s} {len(scores):4d}  {figures}")


def _scores(weights: FloatArray, band: Heard) -> dict[str, float]:
    starts = best_starts(_rows(band) @ weights)
    sections = label_sections(band.bars, starts, band.grid)
    case = band.case
    return section_scores(case.song.sections, case.timeline, sections, band.grid, end_seconds=case.end_seconds)


if __name__ == "__main__":
    main()
