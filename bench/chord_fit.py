"""Fit the network that hears the chords of a band: `python -m bench.chord_fit [--write] [--whole-hands]`.

Bands whose chords are known are heard beat by beat; beats, halves of bars and whole bars of one chord become rows, each
turned so that every root comes first once, and the network learns the root and quality of each (softmax, Adam). Hands:
the styles of bands.toml, plain and hard; the grooves of grooves.toml, plain and rich in chords; accompaniments of
another arranger where the program that plays them is installed. Figures are of bands left out of the fit.
"""

from __future__ import annotations

import argparse
import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.chord_training import Rows, train
from bench.metrics.beats import FloatArray
from bench.metrics.harmony import chord_scores
from bench.true_grid import true_grid
from bench.truth.accompaniments import is_installed
from bench.truth.cases import BandCase, BandKind, band_cases
from tutti.listen import chord_network
from tutti.listen.band_spectrum import FRAMES_PER_SECOND, band_spectrum
from tutti.listen.beat_harmony import BeatHarmony, beat_harmony
from tutti.listen.chord_network import CHORDS, QUALITIES, ChordNetwork, input_names, seen_tones, turned
from tutti.listen.chord_stretches import IntArray, pooled
from tutti.listen.chords import recognise_chords
from tutti.listen.tuning import tuning_semitones
from tutti.music.harmony import Chord, chord_at
from tutti.music.time import Timeline

NETWORK = Path(chord_network.__file__).with_suffix(".toml")
KINDS = {
    BandKind.PLAIN: 64, BandKind.HARD: 80, BandKind.GROOVES: 126, BandKind.RICH: 126, BandKind.ACCOMPANIED: 47,
}  # fmt: skip
FOLDS = 4
_TOGETHER = 4  # beats of a bar whose halves are rows of their own


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Heard:
    """A band as the listener hears it on its true beats."""

    case: BandCase
    grid: Timeline
    harmony: BeatHarmony
    seen: FloatArray
    labels: IntArray


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit, print how well left-out bands are heard, and write the network if asked to."""
    parser = argparse.ArgumentParser(prog="bench.chord_fit", description="Fit the network that hears chords.")
    parser.add_argument("--write", action="store_true", help="write chord_network.toml")
    parser.add_argument("--whole-hands", action="store_true", help="also leave out one whole hand after the other")
    chosen = parser.parse_args(arguments)
    orders = [(kind, index) for kind, count in KINDS.items() for index in range(count)]
    if not is_installed():
        orders = [order for order in orders if order[0] is not BandKind.ACCOMPANIED]
    with ProcessPoolExecutor(2) as pool:
        bands = list(pool.map(_hear, orders, chunksize=8))
    for fold in range(FOLDS):
        left_out = [band for band in bands if _fold(band) == fold]
        _show(f"fold {fold} left out", fit([band for band in bands if _fold(band) != fold]), left_out)
    for kind in KINDS if chosen.whole_hands else ():
        left_out = [band for band in bands if band.case.kind is kind]
        _show("hand left out", fit([band for band in bands if band.case.kind is not kind]), left_out)
    network = fit(bands)
    _show("fitted", network, bands)
    if chosen.write:
        write(network, NETWORK)


def fit(bands: Sequence[Heard]) -> ChordNetwork:
    """The network fitted on these bands; long ones count little more than short ones."""
    parts = [_rows(band) for band in bands]
    return train(
        Rows(
            inputs=np.concatenate([rows.inputs for rows in parts]),
            labels=np.concatenate([rows.labels for rows in parts]),
            weights=np.concatenate([rows.weights for rows in parts]),
        )
    )


def write(network: ChordNetwork, path: Path) -> None:
    """Write the file chord_network reads."""
    lines = [
        "# The network that hears chords, for each root: logits = tanh(x hidden + bias) output + offset,",
        "# x = clip((input - mean) / deviation, -4, 4). Fitted by bench/chord_fit.py.",
        f"bias = {_numbers(network.bias)}",
        "\n[inputs] # name above the root = [mean, deviation, hidden ...]",
    ]
    for row, name in enumerate(input_names()):
        lines.append(f"{name} = {_numbers([network.mean[row], network.deviation[row], *network.hidden[row]])}")
    lines.append("\n[qualities] # quality = [offset, output ...]")
    for column, quality in enumerate(QUALITIES):
        lines.append(f'"{quality.value}" = {_numbers([network.offset[column], *network.output[:, column]])}')
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _numbers(values: Sequence[float] | FloatArray) -> str:
    return "[" + ", ".join(f"{value:.4g}" for value in values) + "]"


def _hear(order: tuple[BandKind, int]) -> Heard:
    kind, index = order
    case = band_cases(kind=kind, count=1, start=index)[0]
    spectrum = band_spectrum(case.audio())
    grid = true_grid(case, spectrum.frames / FRAMES_PER_SECOND)
    harmony = beat_harmony(spectrum, tuning_semitones(spectrum.log_frequency), grid)
    edges = np.array(grid.beat_seconds)
    middles = case.timeline.beats_at(0.5 * (edges[:-1] + edges[1:]))
    labels = [_label(case, float(middle), float(edge)) for middle, edge in zip(middles, edges[:-1], strict=True)]
    return Heard(case=case, grid=grid, harmony=harmony, seen=seen_tones(harmony.chroma), labels=np.array(labels))


def _label(case: BandCase, beat: float, start_seconds: float) -> int:
    """Which of CHORDS holds at a beat; -1 for none of them."""
    if not 0 <= beat < case.song.end_beats or start_seconds < 0:
        return -1
    chord = chord_at(case.song.chords, beat)
    bare = None if chord is None else Chord(chord.root, chord.quality)
    return CHORDS.index(bare) if bare in CHORDS else -1


def _rows(band: Heard) -> Rows:
    stretches = np.array(list(_stretches_of_one_chord(band)), dtype=np.int64).reshape(-1, 2)
    lengths = (stretches[:, 1] - stretches[:, 0]).astype(np.float64)
    return Rows(
        inputs=turned(pooled(band.seen, stretches)).astype(np.float32),
        labels=band.labels[stretches[:, 0]],
        weights=lengths / np.sqrt(max(lengths.sum(), 1.0)),
    )


def _stretches_of_one_chord(band: Heard) -> Iterator[tuple[int, int]]:
    """Beats, runs of one chord within a bar, and their halves."""
    labels = band.labels
    bars = (band.grid.first_beat + np.arange(len(labels))) // band.grid.beats_per_bar
    cuts = np.flatnonzero((np.diff(labels) != 0) | (np.diff(bars) != 0)) + 1
    for start, end in zip([0, *cuts.tolist()], [*cuts.tolist(), len(labels)], strict=True):
        if labels[start] < 0:
            continue
        yield from ((beat, beat + 1) for beat in range(start, end))
        if end - start > 1:
            yield start, end
        if end - start == _TOGETHER:
            middle = (start + end) // 2
            yield from ((start, middle), (middle, end))


def _fold(band: Heard) -> int:
    return zlib.crc32(band.case.name.encode()) % FOLDS


def _show(title: str, network: ChordNetwork, bands: Sequence[Heard]) -> None:
    """How right the chords of the bands are, their keys being known, by kind."""
    for kind in KINDS:
        own = [band for band in bands if band.case.kind is kind]
        if own:
            scores = [_scores(network, band) for band in own]
            figures = "  ".join(f"{name} {np.mean([s[name] for s in scores]):.3f}" for name in scores[0])
            print(f"{title:18s} {kind:12s} {len(own):4d}  {figures}")


def _scores(network: ChordNetwork, band: Heard) -> dict[str, float]:
    case = band.case
    spans, _ = recognise_chords(band.harmony, band.grid, case.song.key, network)
    return chord_scores(case.song.chords, case.timeline, spans, band.grid, end_seconds=case.end_seconds)


if __name__ == "__main__":
    main()
