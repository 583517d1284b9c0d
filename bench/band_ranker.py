"""Fit the ranker of a band's beat grids: `python -m bench.band_ranker [--folder DIR ...] [--again] [--write]`.

Bands of several hands are heard, all candidate grids of each are scored against the truth, and the perceptron of
beat_ranking learns to rank them. Hands: the styles of bands.toml, plain and hard; the grooves of grooves.toml, drawn
anew for every band; composed chorales and quartets. A folder of recordings (NAME.wav beside NAME.json with
beat_seconds and downbeat_seconds) is a hand of its own; where its name ends in "unseen" it only measures. Figures are
of recordings left out of the fit: of a quarter of each hand, then of each whole hand.
"""

from __future__ import annotations

import argparse
import json
import pickle
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bench.band_fitting import Table, fit, write
from bench.metrics.beats import beat_scores, downbeat_score
from bench.truth.cache import read_cached
from bench.truth.cases import BandKind, band_cases
from tutti.listen.band_spectrum import band_spectrum
from tutti.listen.beat_candidates import BeatCandidate, find_candidates, hear
from tutti.listen.beat_grid import BIAS_SECONDS
from tutti.listen.harmonic_change import harmonic_change
from tutti.listen.hints import Hints
from tutti.listen.perceptron import FloatArray, Perceptron
from tutti.listen.tuning import tuning_semitones
from tutti.sound.audio import Audio

CACHE = Path(__file__).parent / "results" / "band_ranker"
KINDS = {
    BandKind.PLAIN: ("styles", 64),
    BandKind.HARD: ("styles", 24),
    BandKind.GROOVES: ("grooves", 126),
    BandKind.COMPOSED: ("composed", 64),
}
WEIGHTS = {"styles": 0.3, "grooves": 0.3, "composed": 0.15}
FOLDER_WEIGHT = 0.3  # of all folders together
FOLDS = 4
_SCORES = ("beat F", "downbeat F", "tempo")
_UNSEEN = "unseen"
_TEMPO_TOLERANCE = 0.04


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit, print how well left-out recordings are heard, and write the ranker if asked to."""
    parser = argparse.ArgumentParser(prog="bench.band_ranker", description="Fit the ranker of a band's beat grids.")
    parser.add_argument("--folder", type=Path, action="append", default=[], help="recordings by another hand")
    parser.add_argument("--again", action="store_true", help="hear all recordings anew")
    parser.add_argument("--write", action="store_true", help="write beat_ranker.toml")
    chosen = parser.parse_args(arguments)
    CACHE.mkdir(parents=True, exist_ok=True)
    tables: list[Table] = []
    for source in _sources(chosen.folder):
        if chosen.again or not source.path.is_file():
            with ProcessPoolExecutor(2) as pool:
                source.path.write_bytes(pickle.dumps(list(pool.map(source.listen, source.recordings))))
        tables += pickle.loads(source.path.read_bytes())
    seen = [table for table in tables if not table.hand.endswith(_UNSEEN)]
    unseen = [table for table in tables if table.hand.endswith(_UNSEEN)]
    weights = _weights(seen)
    for fold in range(FOLDS):
        net = fit([table for table in seen if _fold(table) != fold], weights)
        _show(f"fold {fold} left out", net, [table for table in seen if _fold(table) == fold])
    for hand in sorted(weights):
        net = fit([table for table in seen if table.hand != hand], weights)
        _show("hand left out", net, [table for table in seen if table.hand == hand])
    net = fit(seen, weights)
    _show("fitted", net, seen)
    _show("never fitted", net, unseen)
    if chosen.write:
        write(net, f"{len(seen)} bands by hand: {dict(Counter(table.hand for table in seen))}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """Recordings, what makes their tables, and where those are kept."""

    path: Path
    listen: Callable[[Any], Table]
    recordings: Sequence[object]


def _sources(folders: Sequence[Path]) -> Iterator[_Source]:
    for kind, (_, count) in KINDS.items():
        recordings = [(kind, index) for index in range(count)]
        yield _Source(path=CACHE / f"{kind.value}.pkl", listen=_case_table, recordings=recordings)
    for folder in folders:
        files = sorted(folder.glob("*.json"))
        yield _Source(path=CACHE / f"{folder.name}.pkl", listen=_folder_table, recordings=files)


def _case_table(order: tuple[BandKind, int]) -> Table:
    kind, index = order
    case = band_cases(kind=kind, count=1, start=index)[0]
    return _table(KINDS[kind][0], case.name, case.audio(), case.beats_seconds, case.downbeats_seconds)


def _folder_table(file: Path) -> Table:
    truth = json.loads(file.read_text(encoding="utf-8"))
    audio = read_cached(file.with_suffix(".wav"))
    beats, downbeats = np.array(truth["beat_seconds"]), np.array(truth["downbeat_seconds"])
    return _table(file.parent.name, file.stem, audio, beats, downbeats)


def _table(hand: str, name: str, audio: Audio, beats: FloatArray, downbeats: FloatArray) -> Table:
    spectrum = band_spectrum(audio)
    tuning = tuning_semitones(spectrum.log_frequency)
    change = harmonic_change(spectrum.log_frequency, tuning)
    candidates = find_candidates(spectrum, change, hear(spectrum, change, tuning), Hints())
    names = tuple(candidates[0].cues)
    return Table(
        hand=hand,
        name=name,
        names=names,
        cues=np.array([[one.cues[name] for name in names] for one in candidates], dtype=np.float32),
        scores=np.array([_scores(one, beats, downbeats) for one in candidates]),
    )


def _scores(candidate: BeatCandidate, beats: FloatArray, downbeats: FloatArray) -> tuple[float, float, float]:
    """Beat F, downbeat F, and whether the tempo is right."""
    heard = candidate.beat_seconds - BIAS_SECONDS
    ratio = float(np.median(np.diff(beats)) / np.mean(np.diff(heard)))
    return (
        beat_scores(beats, heard)["beat_f70"],
        downbeat_score(downbeats, heard[candidate.is_downbeat]),
        float(abs(ratio - 1.0) < _TEMPO_TOLERANCE),
    )


def _weights(tables: Sequence[Table]) -> dict[str, float]:
    """Of each hand; folders share theirs."""
    folders = {table.hand for table in tables} - set(WEIGHTS)
    return {**WEIGHTS, **{folder: FOLDER_WEIGHT / len(folders) for folder in folders}}


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
