"""Fit the ranker of a band's beat grids: `python -m bench.band_ranker [--again] [--write]`.

Bands of several hands are heard, all candidate grids of each are scored against the truth, and the perceptron of
beat_ranking learns to rank them. Hands: the styles of bands.toml, plain and hard; the grooves of grooves.toml, drawn
anew for every band; composed chorales and quartets; accompaniments of another arranger, whose program has to be
installed. Figures are of recordings left out of the fit: of a quarter of each hand, then of each whole hand.
"""

from __future__ import annotations

import argparse
import pickle
import zlib
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

from bench.band_fitting import Table, fit, write
from bench.metrics.beats import downbeat_score
from bench.truth.cases import BandKind, band_cases
from tutti.listen.band_spectrum import band_spectrum
from tutti.listen.beat_candidates import BeatCandidate, find_candidates, hear
from tutti.listen.beat_grid import BIAS_SECONDS
from tutti.listen.harmonic_change import harmonic_change
from tutti.listen.hints import Hints
from tutti.listen.perceptron import FloatArray, Perceptron
from tutti.listen.tuning import tuning_semitones

CACHE = Path(__file__).parent / "results" / "band_ranker"
KINDS = {
    BandKind.PLAIN: ("styles", 64),
    BandKind.HARD: ("styles", 48),
    BandKind.GROOVES: ("grooves", 126),
    BandKind.COMPOSED: ("composed", 112),
    BandKind.ACCOMPANIED: ("accompaniments", 84),
}
WEIGHTS = {"styles": 0.3, "grooves": 0.3, "composed": 0.2, "accompaniments": 0.3}
FOLDS = 4
_SCORES = ("beat F", "downbeat F", "tempo")
_TEMPO_TOLERANCE = 0.04


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit, print how well left-out recordings are heard, and write the ranker if asked to."""
    parser = argparse.ArgumentParser(prog="bench.band_ranker", description="Fit the ranker of a band's beat grids.")
    parser.add_argument("--again", action="store_true", help="hear all recordings anew")
    parser.add_argument("--write", action="store_true", help="write beat_ranker.toml")
    chosen = parser.parse_args(arguments)
    CACHE.mkdir(parents=True, exist_ok=True)
    tables: list[Table] = []
    for kind, (_, count) in KINDS.items():
        path = CACHE / f"{kind.value}.pkl"
        if chosen.again or not path.is_file():
            with ProcessPoolExecutor(2) as pool:
                path.write_bytes(pickle.dumps(list(pool.map(_table, [(kind, index) for index in range(count)]))))
        tables += pickle.loads(path.read_bytes())
    for fold in range(FOLDS):
        net = fit([table for table in tables if _fold(table) != fold], WEIGHTS)
        _show(f"fold {fold} left out", net, [table for table in tables if _fold(table) == fold])
    for hand in WEIGHTS:
        net = fit([table for table in tables if table.hand != hand], WEIGHTS)
        _show("hand left out", net, [table for table in tables if table.hand == hand])
    net = fit(tables, WEIGHTS)
    _show("fitted", net, tables)
    if chosen.write:
        write(net, f"{len(tables)} bands by hand: {dict(Counter(table.hand for table in tables))}")


def _table(order: tuple[BandKind, int]) -> Table:
    kind, index = order
    case = band_cases(kind=kind, count=1, start=index)[0]
    spectrum = band_spectrum(case.audio())
    tuning = tuning_semitones(spectrum.log_frequency)
    change = harmonic_change(spectrum.log_frequency, tuning)
    candidates = find_candidates(spectrum, change, hear(spectrum, change, tuning), Hints())
    names = tuple(candidates[0].cues)
    return Table(
        hand=KINDS[kind][0],
        name=case.name,
        names=names,
        cues=np.array([[one.cues[name] for name in names] for one in candidates], dtype=np.float32),
        scores=np.array([_scores(one, case.beats_seconds, case.downbeats_seconds) for one in candidates]),
    )


def _scores(candidate: BeatCandidate, beats: FloatArray, downbeats: FloatArray) -> tuple[float, float, float]:
    """Beat F, downbeat F, and whether the tempo is right."""
    heard = candidate.beat_seconds - BIAS_SECONDS
    ratio = float(np.median(np.diff(beats)) / np.mean(np.diff(heard)))
    return (
        downbeat_score(beats, heard),  # the same measure; continuity is not asked for
        downbeat_score(downbeats, heard[candidate.is_downbeat]),
        float(abs(ratio - 1.0) < _TEMPO_TOLERANCE),
    )


def _fold(table: Table) -> int:
    return zlib.crc32(table.name.encode()) % FOLDS


def _show(title: str, net: Perceptron, tables: Sequence[Table]) -> None:
    """Beat F, downbeat F and share of right tempi of what is chosen, by hand."""
    for hand in sorted({table.hand for table in tables}):
        own = [table for table in tables if table.hand == hand]
        means = np.mean([table.scores[int(np.argmax(net.score(table.cues)))] for table in own], axis=0)
        figures = "  ".join(f"{name} {mean:.3f}" for name, mean in zip(_SCORES, means, strict=True))
        print(f"{title:20s} {hand:22s} {len(own):4d}  {figures}")


if __name__ == "__main__":
    main()
