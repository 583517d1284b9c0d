"""hibari: a small network that speaks English, cut so that the lengths of phones can be set and its frames be read.

Its 7.9 MB graph comes inside the Apache-2.0 package `hibari-tts`; it was distilled from one voice of Kokoro-82M. It is
a source-filter model: for every frame of 12.5 ms it gives spectra of a harmonic part (excited by pulses at its own
pitch), of noise, and of a residual of free phase. The graph is cut into three: text to lengths and features; features
to pitch and energy; features, pitch and energy to spectra. Between them lengths are fractional: features are spread
over frames by shares of overlap, where the uncut graph repeats them a whole number of times.

Powers are densities over frequency in one common unit: that of the harmonics is exp(2 h) / (2 f0), since a unit
cosine peaks at half the window sum in the network's STFT and harmonics lie f0 apart; that of noise follows from the
energy of its periodic Hann window (1200 samples at 24 kHz). The residual is tied to the pitch the network chose: in
voiced frames it counts as harmonic, in unvoiced ones as noise, or a voice at another pitch turns hoarse.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d

from tutti.networks.graphs import Piece, cut, read_packaged

FRAME_SECONDS = 0.0125
BIN_HZ = 20.0
BINS = 601
PAD_SECONDS = 0.25  # silence spoken before and after a phrase
VOICED_HZ = 40.0  # below it the network means "unvoiced"

_MODULE, _REQUIREMENT = "hibari", "hibari-tts==0.2.1"
_SHA256 = "5f70741d4e900f4e85d0037498736cc1b3e1b9a63a13546a5da1e63abf4fccd8"
_VOCABULARY_SHA256 = "70abefbe8a1c8865e43e0a43bbdc25b91a33e4aa053479d443ccf23e20a59e5d"
_DURATIONS, _TEXT, _PROSODY = "/Sub_output_0", "/Transpose_22_output_0", "/Transpose_55_output_0"
_PROSODY_FRAMES, _TEXT_FRAMES = "/Gather_33_output_0", "/Reshape_42_output_0"
_PITCH, _ENERGY = "f0", "/Mul_62_output_0"
_SPECTRA = ("lh", "ln", "lr")
_TOKEN_STEP_SECONDS = 0.025  # the unit of its lengths, and the frame of its prosody
_SHORTEST_STEPS = 1.0  # the network was taught on whole steps, at least one a token
_PAD_TOKEN = 0
_FULL_STOP = "."
_LOG_CEILING = 7.0  # the package clips its logarithms there
_HANN_NOISE = 9e4 / 2.16e7  # (sum of window / 2)^2 over (sum of squared window x rate / 2): noise against harmonics
_SMOOTH_HZ = 45.0
_LOW_SLOPE = 12.0 * np.log(10.0) / 10.0  # 12 dB an octave, as a natural log of power
_POWER_FLOOR = 1e-14

FloatArray = npt.NDArray[np.float64]
FrameArray = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Speech:
    """A spoken phrase as frames of 12.5 ms; frame k is centred at (k + 0.5) frames.

    Attributes:
        token_seconds: where each token starts, and where the last ends: one more than tokens.
        log_power: natural log of the power density, shaped (frames, 601), one bin every 20 Hz.
        noise_share: share of the power that is noise, 0 to 1, shaped like `log_power`.
        pitch_hz: the network's own pitch; 0 where unvoiced.
    """

    token_seconds: FloatArray
    log_power: FrameArray
    noise_share: FrameArray
    pitch_hz: FrameArray


def is_token(symbol: str) -> bool:
    """Whether the network knows a symbol."""
    return symbol in _vocabulary()


def speak(tokens: str, *, stretch: float, least_seconds: FloatArray) -> Speech:
    """Speak phones at the network's own pitch and pace, every token `stretch` times as long.

    Args:
        tokens: symbols of the misaki alphabet, stress marks before vowels, blanks between words.
        stretch: 1 is the network's own pace.
        least_seconds: how long each token lasts at least.

    Raises:
        AssetMissing: the package is absent or another version.
    """
    vocabulary = _vocabulary()
    ids = [_PAD_TOKEN, *(vocabulary[symbol] for symbol in tokens), vocabulary[_FULL_STOP], _PAD_TOKEN]
    encoder, prosody, decoder = _pieces()
    durations, text, features = encoder.run({"ids": np.asarray([ids], dtype=np.int64)})
    steps_each = np.maximum(durations.ravel().astype(np.float64), _SHORTEST_STEPS)
    lengths = steps_each * _TOKEN_STEP_SECONDS * stretch
    lengths[1:-2] = np.maximum(lengths[1:-2], least_seconds)
    lengths[0] = lengths[-1] = PAD_SECONDS
    edges = np.concatenate([[0.0], np.cumsum(lengths)])
    steps = int(edges[-1] / _TOKEN_STEP_SECONDS)
    slow = features[0] @ _overlaps(edges, steps, _TOKEN_STEP_SECONDS)
    pitch, energy = prosody.run({_PROSODY_FRAMES: slow[None]})
    fast = text[0] @ _overlaps(edges, 2 * steps, FRAME_SECONDS)
    harmonic, noise, residual = decoder.run({_TEXT_FRAMES: fast[None], _PITCH: pitch, _ENERGY: energy})
    log_power, noise_share = _densities(harmonic[0].T, noise[0].T, residual[0].T, pitch[0])
    return Speech(
        token_seconds=edges[1:-1],
        log_power=log_power,
        noise_share=noise_share,
        pitch_hz=np.where(pitch[0] > VOICED_HZ, pitch[0], 0.0).astype(np.float32),
    )


def _overlaps(edges: FloatArray, frames: int, step: float) -> FrameArray:
    """Share of each frame (columns) that lies in each token (rows); columns sum to 1."""
    starts = np.arange(frames) * step
    shares = np.minimum(starts[None, :] + step, edges[1:, None]) - np.maximum(starts[None, :], edges[:-1, None])
    shares = np.clip(shares, 0.0, None)
    return np.asarray(shares / np.maximum(shares.sum(axis=0, keepdims=True), 1e-9), dtype=np.float32)


def _densities(
    harmonic: FrameArray, noise: FrameArray, residual: FrameArray, pitch_hz: FrameArray
) -> tuple[FrameArray, FrameArray]:
    voiced = (pitch_hz > VOICED_HZ)[:, None]
    of_pulses = np.exp(2 * np.minimum(harmonic, _LOG_CEILING)) / (2 * np.maximum(pitch_hz, 80.0)[:, None])
    of_residual = np.exp(2 * np.minimum(residual, _LOG_CEILING)) * _HANN_NOISE
    of_noise = 2 * np.exp(2 * np.minimum(noise, _LOG_CEILING)) * _HANN_NOISE + np.where(voiced, 0.0, of_residual)
    of_voice = _smooth(np.where(voiced, of_pulses + of_residual, 0.0), pitch_hz)
    total = of_noise + of_voice + _POWER_FLOOR
    return np.log(total).astype(np.float32), (of_noise / total).astype(np.float32)


def _smooth(power: FrameArray, pitch_hz: FrameArray) -> FrameArray:
    """Powers without their raggedness: formants are wider than it, and another pitch samples other bins of it.

    Below the first harmonic the network's teacher had no energy: there they fall no faster than a singer's would.
    """
    log_power = gaussian_filter1d(np.log(power + _POWER_FLOOR), _SMOOTH_HZ / BIN_HZ, axis=1, mode="nearest")
    bins_hz = np.maximum(np.arange(power.shape[1]) * BIN_HZ, BIN_HZ)
    for frame in np.flatnonzero(pitch_hz > VOICED_HZ):
        first = round(float(pitch_hz[frame]) / BIN_HZ)
        fall = _LOW_SLOPE * np.log2(bins_hz[:first] / bins_hz[first])
        log_power[frame, :first] = np.maximum(log_power[frame, :first], log_power[frame, first] + fall)
    return np.asarray(np.exp(log_power))


@cache
def _vocabulary() -> dict[str, int]:
    contents = read_packaged(
        module=_MODULE, member="assets/vocab.json", sha256=_VOCABULARY_SHA256, requirement=_REQUIREMENT
    )
    return {str(symbol): int(index) for symbol, index in json.loads(contents).items()}


@cache
def _pieces() -> tuple[Piece, Piece, Piece]:
    """Encoder (ids to lengths and features), prosody (features to pitch and energy), decoder (to spectra)."""
    graph = graph_bytes()
    plan = (
        (("ids",), (_DURATIONS, _TEXT, _PROSODY)),
        ((_PROSODY_FRAMES,), (_PITCH, _ENERGY)),
        ((_TEXT_FRAMES, _PITCH, _ENERGY), _SPECTRA),
    )
    encoder, prosody, decoder = (Piece(cut(graph, inputs=inputs, outputs=outputs), outputs) for inputs, outputs in plan)
    return encoder, prosody, decoder


def graph_bytes() -> bytes:
    """The whole graph as it lies in the package."""
    return read_packaged(module=_MODULE, member="assets/hibari.onnx", sha256=_SHA256, requirement=_REQUIREMENT)
