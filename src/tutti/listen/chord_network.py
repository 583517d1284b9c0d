"""How likely each chord is in a stretch of a band: a small network that hears all roots alike.

For each of the twelve roots the chroma of a stretch are turned so that the root comes first, and one hidden layer
weighs what stands at each interval above it: five overlapping registers of an octave's width, treble and bass. The
softmax over roots and qualities is the answer. Fitted on bands of several hands by bench/chord_fit.py, which writes
chord_network.toml. After McVicar et al., "Automatic chord estimation from audio: a review of the state of the art",
IEEE/ACM TASLP 2014, in that chroma of several registers and learned templates beat fixed ones.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tutti.listen.chroma import Chroma
from tutti.music.harmony import Chord, Quality

FloatArray = npt.NDArray[np.float64]

QUALITIES = (
    Quality.MAJOR, Quality.MINOR, Quality.DOMINANT_7, Quality.MAJOR_7, Quality.MINOR_7, Quality.SUSPENDED_4,
    Quality.DIMINISHED, Quality.HALF_DIMINISHED_7,
)  # fmt: skip
CHORDS = tuple(Chord(root, quality) for root in range(12) for quality in QUALITIES)
LARGEST_INPUT = 4.0  # deviations


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ChordNetwork:
    """logits = tanh(clip((inputs - mean) / deviation) hidden + bias) output + offset, for each root.

    Attributes:
        mean: of each input.
        deviation: of each input.
        hidden: shaped (inputs, units).
        bias: of each unit.
        output: shaped (units, qualities).
        offset: of each quality.
    """

    mean: FloatArray
    deviation: FloatArray
    hidden: FloatArray
    bias: FloatArray
    output: FloatArray
    offset: FloatArray

    def log_shares(self, inputs: FloatArray) -> FloatArray:
        """Log-probability of each of CHORDS, shaped (stretches, chords), of `turned` tones."""
        x = np.clip((inputs - self.mean) / self.deviation, -LARGEST_INPUT, LARGEST_INPUT)
        logits = (np.tanh(x @ self.hidden + self.bias) @ self.output + self.offset).reshape(len(inputs), -1)
        logits -= logits.max(axis=1, keepdims=True)
        return np.asarray(logits - np.log(np.exp(logits).sum(axis=1, keepdims=True)), dtype=np.float64)


def seen_tones(chroma: Chroma) -> FloatArray:
    """What the network sees of each stretch, shaped (stretches, groups, 12)."""
    groups = np.concatenate([_unit(np.sqrt(chroma.registers)), _unit(chroma.treble)[:, None]], axis=1)
    bass = chroma.bass / (chroma.bass.max(axis=1, keepdims=True) + 1e-6)
    return np.concatenate([groups, bass[:, None]], axis=1)


def turned(seen: FloatArray) -> FloatArray:
    """The same as it stands above each root, shaped (stretches, 12, inputs)."""
    inputs = seen.shape[1] * 12
    return np.stack([np.roll(seen, -root, axis=2).reshape(len(seen), inputs) for root in range(12)], axis=1)


def input_names() -> tuple[str, ...]:
    """A name for each input: the group and the interval above the root in semitones."""
    groups = ("register_1", "register_2", "register_3", "register_4", "register_5", "treble", "bass")
    return tuple(f"{group}_{interval}" for group in groups for interval in range(12))


def read_network(path: Path) -> ChordNetwork:
    """Read a network: one row an input (mean, deviation, hidden ...), one a quality (offset, output ...)."""
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    inputs = np.array([document["inputs"][name] for name in input_names()], dtype=np.float64)
    outputs = np.array([document["qualities"][quality.value] for quality in QUALITIES], dtype=np.float64)
    return ChordNetwork(
        mean=inputs[:, 0],
        deviation=inputs[:, 1],
        hidden=inputs[:, 2:],
        bias=np.array(document["bias"], dtype=np.float64),
        output=outputs[:, 1:].T,
        offset=outputs[:, 0],
    )


@cache
def fitted_network() -> ChordNetwork:
    """The network in the file beside this one."""
    return read_network(Path(__file__).with_name("chord_network.toml"))


def _unit(rows: FloatArray) -> FloatArray:
    return np.asarray(rows / (np.linalg.norm(rows, axis=-1, keepdims=True) + 1e-6), dtype=np.float64)
