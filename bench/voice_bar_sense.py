"""Fit the sense of the bar: `python -m bench.voice_bar_sense [--songs N]` writes voice_bar_sense.toml.

The songs are those of bench.voice_ranker, with the songbook and the trebles of chorales beside them, performed as note
lists. The bars of the right grid are what is looked for; bars that start on its other beats, and those of the likeliest
wrong grids, are what is not. A network of one hidden layer a kind of bar learns to tell them apart by cross-entropy
(Adam: Kingma and Ba, 2015); cues are left out at random, so that it leans on many.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bench.listwise import Float32Array
from bench.voice_ranker import Performance, orders, performance_of, scores_of
from tutti.base.seeds import generator
from tutti.listen.perceptron import FloatArray
from tutti.listen.voice_bar_sense import CUES, KINDS, BarSense, beat_windows, kind_of

NETWORKS = Path(__file__).parents[1] / "src" / "tutti" / "listen" / "voice_bar_sense.toml"
SHARES = {"songbook": 0.46, "tunes": 0.15, "airs": 0.12, "procedural": 0.12, "riffs": 0.08, "chorales": 0.07}
_RIGHT = 0.9
_WRONG_GRIDS, _LIKELIEST = 8, 24
_HARMONY_WEIGHT = 0.6
_UNITS = 16
_EPOCHS, _BATCH = 14, 256
_FASTEST, _SLOWEST = 3e-3, 1e-4
_LEFT_OUT = 0.15
_DECAY = 1e-4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Samples:
    """Windows of one kind: whether each is a bar, and how much it counts."""

    windows: Float32Array
    is_bar: Float32Array
    weight: Float32Array


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit the networks and write them."""
    parser = argparse.ArgumentParser(prog="bench.voice_bar_sense", description="Fit the sense of the bar.")
    parser.add_argument("--songs", type=int, default=800)
    chosen = parser.parse_args(arguments)
    found: dict[str, list[Samples]] = {kind: [] for kind in KINDS}
    for order in orders(SHARES, chosen.songs):
        performance = performance_of(order)
        if performance is not None:
            for kind, samples in samples_of(performance, generator(order[1], "bar sense")):
                found[kind].append(samples)
    write({kind: fit(joined(samples)) for kind, samples in found.items()}, NETWORKS)


def samples_of(performance: Performance, random: np.random.Generator) -> Iterator[tuple[str, Samples]]:
    """What one performance shows: nothing where no candidate is right."""
    candidates, notes = performance.candidates, performance.notes
    scores = np.array([scores_of(each, performance) for each in candidates])
    is_right = (scores[:, 0] > _RIGHT) & (scores[:, 1] > _RIGHT) & (scores[:, 3] > 0.0)
    if not is_right.any():
        return
    right = int(np.argmax(np.where(is_right, scores[:, 0] + scores[:, 1], -1.0)))
    likely = np.array([each.rhythm + _HARMONY_WEIGHT * each.harmony for each in candidates])
    wrong = np.flatnonzero((scores[:, 0] < _RIGHT) | (scores[:, 3] == 0.0))
    wrong = random.permutation(wrong[np.argsort(-likely[wrong])][:_LIKELIEST])[:_WRONG_GRIDS]
    for place in (right, *wrong):
        candidate = candidates[place]
        windows, kind = beat_windows(candidate, notes), kind_of(candidate)
        if windows is None or kind is None:
            continue
        beats, per_bar = candidate.beat_seconds, candidate.profile.beats_per_bar
        step = float(np.median(np.diff(beats)))
        is_sung = (beats > notes[0].start_seconds - per_bar * step) & (beats < notes[-1].start_seconds + 0.5 * step)
        is_line = (np.arange(len(beats)) + candidate.bar_beat) % per_bar == 0
        if place == right:
            is_bar = is_line[is_sung].astype(np.float32)
            weight = np.where(is_bar > 0, 1 / max(is_bar.sum(), 1), 1 / max((1 - is_bar).sum(), 1))
            yield kind, Samples(windows=windows[is_sung], is_bar=is_bar, weight=weight.astype(np.float32))
        elif (is_sung & is_line).any():
            chosen = windows[is_sung & is_line]
            share = np.full(len(chosen), 1.0 / _WRONG_GRIDS / len(chosen), dtype=np.float32)
            yield kind, Samples(windows=chosen, is_bar=np.zeros(len(chosen), dtype=np.float32), weight=share)


def joined(samples: Sequence[Samples]) -> Samples:
    """All samples of a kind."""
    return Samples(
        windows=np.concatenate([each.windows for each in samples]),
        is_bar=np.concatenate([each.is_bar for each in samples]),
        weight=np.concatenate([each.weight for each in samples]),
    )


def fit(samples: Samples, seed: int = 9) -> BarSense:
    """The network that tells bars apart best."""
    random = np.random.Generator(np.random.PCG64(seed))
    count, cues = samples.windows.shape
    weights = [
        random.standard_normal((cues, _UNITS)) / np.sqrt(cues), np.zeros(_UNITS),
        random.standard_normal(_UNITS) * 0.3, np.zeros(1),
    ]  # fmt: skip
    firsts, seconds = [np.zeros_like(each) for each in weights], [np.zeros_like(each) for each in weights]
    scale = samples.weight / samples.weight.mean()
    step = 0
    for epoch in range(_EPOCHS):
        rate = _FASTEST * (1 - epoch / _EPOCHS) + _SLOWEST
        shuffled = random.permutation(count)
        for start in range(0, count, _BATCH):
            chosen = shuffled[start : start + _BATCH]
            kept = np.asarray((random.random(cues) > _LEFT_OUT) / (1 - _LEFT_OUT), dtype=np.float32)
            step += 1
            slopes = _slopes(weights, samples.windows[chosen] * kept, samples.is_bar[chosen], scale[chosen])
            firsts = [first + 0.1 * (slope - first) for first, slope in zip(firsts, slopes, strict=True)]
            seconds = [second + 0.001 * (slope**2 - second) for second, slope in zip(seconds, slopes, strict=True)]
            weights = [
                each - rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
                for each, first, second in zip(weights, firsts, seconds, strict=True)
            ]
    return BarSense(hidden=weights[0], bias=weights[1], output=weights[2], offset=float(weights[3][0]))


def _slopes(
    weights: Sequence[FloatArray], windows: Float32Array, is_bar: Float32Array, scale: Float32Array
) -> list[FloatArray]:
    """The derivative of the cross-entropy by hidden weights, bias, output weights and offset."""
    hidden, bias, output, offset = weights
    inner = np.tanh(windows @ hidden.astype(np.float32) + bias.astype(np.float32))
    answer = inner @ output + offset
    slope = scale * (1.0 / (1.0 + np.exp(-answer)) - is_bar) / len(is_bar)
    back = np.outer(slope, output) * (1.0 - inner * inner)
    return [windows.T @ back + _DECAY * hidden, back.sum(0), inner.T @ slope + _DECAY * output, np.array([slope.sum()])]


def write(senses: Mapping[str, BarSense], path: Path) -> None:
    """Write the file voice_bar_sense reads."""

    def numbers(row: npt.ArrayLike) -> str:
        return "[" + ", ".join(f"{value:.3f}" for value in np.asarray(row)) + "]"

    lines = [
        "# The sense of the bar: log-odds = output . tanh(hidden x + bias) + offset, x the cues of three bars by slot:",
        f"# {', '.join(CUES)}. Fitted on songs performed as note lists (bench/voice_bar_sense.py).",
    ]
    for kind, sense in senses.items():
        lines += ["", f"[{kind}]", f"offset = {sense.offset:.3f}", f"bias = {numbers(sense.bias)}"]
        lines += [f"output = {numbers(sense.output)}", "hidden = ["]
        lines += [f"  {numbers(row)}," for row in sense.hidden]
        lines.append("]")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
