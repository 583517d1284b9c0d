"""SwiftF0: a small network that hears the pitch of one voice or instrument.

Its 135 kB graph comes inside the MIT-licensed package `swift-f0`. Audio is mono at 16 kHz; answers come every 256
samples, for a moment at the start of each hop. A frame is voiced where confidence reaches one half.
Source: Nieradzik, "SwiftF0: fast and accurate monophonic pitch detection", arXiv:2508.18440, 2025.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec

import numpy as np
import numpy.typing as npt

from tutti.networks.graphs import Piece, read_packaged

SAMPLE_RATE_HZ = 16000
HOP_SAMPLES = 256
LOWEST_HZ = 46.875
HIGHEST_HZ = 2093.75
VOICED_CONFIDENCE = 0.5

_PACKAGE = "swift_f0"
_SHA256 = "6385e8c2ebc3872e82c9ff5946228de44cd3be77a750ea53698b7dbfe94b0a22"
_WINDOW_HOPS = 625  # 10 s at a time bound the memory
_LEFT_HOPS = 11  # the receptive field: 2815 samples to each side
_RIGHT_HOPS = 10
_SILENCE_PEAK = 1e-3  # below it the network answers at random

FloatArray = npt.NDArray[np.float64]


def is_installed() -> bool:
    """Whether the package that brings the network is there."""
    return find_spec(_PACKAGE) is not None


def detect(samples: npt.NDArray[np.float32]) -> tuple[FloatArray, FloatArray]:
    """Pitch in Hz and confidence (0 to 1) of mono audio at 16 kHz, one of each every 256 samples.

    Raises:
        AssetMissing: the package is absent, or its graph is not the one that was pinned.
    """
    network = _network()
    hops = max(1, len(samples) // HOP_SAMPLES)
    padded = np.pad(samples, (0, max(0, HOP_SAMPLES - len(samples))))
    pitches, confidences = [], []
    for start in range(0, hops, _WINDOW_HOPS):
        end = min(start + _WINDOW_HOPS, hops)
        left = max(0, start - _LEFT_HOPS)
        stop = len(padded) if end == hops else (end + _RIGHT_HOPS) * HOP_SAMPLES
        pitch_hz, certainty = network.run(
            {
                "audio": padded[None, left * HOP_SAMPLES : stop],
                "fmin": np.asarray(LOWEST_HZ, dtype=np.float32),
                "fmax": np.asarray(HIGHEST_HZ, dtype=np.float32),
            }
        )
        pitches.append(pitch_hz[0, start - left : end - left])
        confidences.append(certainty[0, start - left : end - left])
    confidence = np.concatenate(confidences).astype(np.float64)
    peaks = np.abs(padded[: hops * HOP_SAMPLES].reshape(hops, HOP_SAMPLES)).max(axis=1)
    confidence[peaks < _SILENCE_PEAK] = 0.0
    return np.concatenate(pitches).astype(np.float64), confidence


@cache
def _network() -> Piece:
    graph = read_packaged(module=_PACKAGE, member="model.onnx", sha256=_SHA256, requirement="swift-f0==0.3.0")
    return Piece(graph, ("pitch", "confidence"))
