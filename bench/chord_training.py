"""Gradient descent for the network that hears chords: softmax over roots and qualities, Adam (Kingma & Ba, 2015)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from bench.metrics.beats import FloatArray
from tutti.listen.chord_network import LARGEST_INPUT, QUALITIES, ChordNetwork
from tutti.listen.chord_stretches import IntArray

Float32Array = npt.NDArray[np.float32]
Array = TypeVar("Array", FloatArray, Float32Array)

UNITS = 40
EPOCHS = 12
BATCH = 256
STEP = 2e-3  # falls to nothing along a half cosine
PENALTY = 3e-4  # of squared weights
_MOMENTUM, _VARIANCE = 0.9, 0.999
_SEED = 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rows:
    """What is learnt from.

    Attributes:
        inputs: shaped (rows, 12, inputs): what stands above each root.
        labels: index of the true chord.
        weights: how much each row counts.
    """

    inputs: Float32Array
    labels: IntArray
    weights: FloatArray


def train(rows: Rows) -> ChordNetwork:
    """The fitted network; the same rows give the same network."""
    random = np.random.default_rng(_SEED)
    inputs = rows.inputs.shape[2]
    mean = rows.inputs.mean(axis=(0, 1), dtype=np.float64).astype(np.float32)
    deviation = rows.inputs.std(axis=(0, 1), dtype=np.float64).astype(np.float32) + np.float32(1e-3)
    weights = (rows.weights / rows.weights.mean()).astype(np.float32)
    values = np.concatenate(
        [
            random.standard_normal(inputs * UNITS) / np.sqrt(inputs),
            np.zeros(UNITS),
            0.1 * random.standard_normal(UNITS * len(QUALITIES)) / np.sqrt(UNITS),
            np.zeros(len(QUALITIES)),
        ]
    ).astype(np.float32)
    momentum, variance = np.zeros_like(values), np.zeros_like(values)
    batches = -(-len(rows.labels) // BATCH)
    step = 0
    for _ in range(EPOCHS):
        order = random.permutation(len(rows.labels))
        for chosen in np.array_split(order, batches):
            x = np.clip((rows.inputs[chosen] - mean) / deviation, -LARGEST_INPUT, LARGEST_INPUT)
            slope = _slope(values, x, rows.labels[chosen], weights[chosen])
            step += 1
            rate = 0.5 * STEP * (1.0 + np.cos(np.pi * step / (EPOCHS * batches)))
            momentum += (1.0 - _MOMENTUM) * (slope - momentum)
            variance += (1.0 - _VARIANCE) * (np.square(slope) - variance)
            unbiased = momentum / (1.0 - _MOMENTUM**step)
            values -= rate * unbiased / (np.sqrt(variance / (1.0 - _VARIANCE**step)) + 1e-8)
    hidden, bias, output, offset = _parts(values.astype(np.float64), inputs)
    return ChordNetwork(
        mean=mean.astype(np.float64),
        deviation=deviation.astype(np.float64),
        hidden=hidden,
        bias=bias,
        output=output,
        offset=offset,
    )


def _parts(values: Array, inputs: int) -> tuple[Array, Array, Array, Array]:
    """Hidden weights, biases, output weights and offsets out of one row of numbers."""
    qualities = len(QUALITIES)
    hidden, bias, output, offset = np.split(values, np.cumsum([inputs * UNITS, UNITS, UNITS * qualities]))
    return hidden.reshape(inputs, UNITS), bias, output.reshape(UNITS, qualities), offset


def _slope(values: Float32Array, x: Float32Array, labels: IntArray, weights: Float32Array) -> Float32Array:
    """The gradient of the mean weighted cross entropy and of the penalty."""
    hidden, bias, output, offset = _parts(values, x.shape[2])
    count = len(labels)
    flat = x.reshape(count * 12, -1)
    units = np.tanh(flat @ hidden + bias)
    logits = (units @ output + offset).reshape(count, -1)
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    shares[np.arange(count), labels] -= 1.0
    error = (shares * weights[:, None] / np.float32(count)).reshape(count * 12, -1)
    back = (error @ output.T) * (1.0 - np.square(units))
    slopes = [flat.T @ back + PENALTY * hidden, back.sum(axis=0), units.T @ error + PENALTY * output, error.sum(axis=0)]
    return np.concatenate([slope.ravel() for slope in slopes])
