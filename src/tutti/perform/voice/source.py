"""The spoken phrase behind a sung one: the network's frames, and where in them each phone lies.

Frames depend on the words alone, so another melody or tempo speaks nothing anew. Token boundaries of the network are
nominal; where sounds really start and stop is found by `anchors`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from tutti.base.errors import LyricsUnsingable
from tutti.music.lyric import Syllable
from tutti.networks import hibari
from tutti.perform.voice.anchors import anchor
from tutti.perform.voice.frames import BINS_HZ, FloatArray, FrameArray
from tutti.perform.voice.phones import RHOTIC, RHOTIC_NUCLEI, Manner, Phone, find

SPOKEN_FRAME_SECONDS = hibari.FRAME_SECONDS
_STRETCH = 1.25  # the network still speaks clearly, and its frames lie closer
_LEAST_VOWEL_SECONDS = 0.1  # reduced vowels are spoken too short to be held
_STRESS_MARKS = {0: "", 1: "ˈ", 2: "ˌ"}
_KEPT_PHRASES = 16  # each some 3 MB; a chorus comes back within so many


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SpokenPhrase:
    """Frames of 12.5 ms on the singer's bins, and the phones in them.

    Attributes:
        log_amplitude: natural log of the root of the power density, shaped (frames, 1025).
        noise: amplitude share of noise, shaped alike.
        edges_seconds: where each phone starts and ends, shaped (phones, 2), ascending.
    """

    log_amplitude: FrameArray
    noise: FrameArray
    edges_seconds: FloatArray


def speak(syllables: Sequence[Syllable]) -> SpokenPhrase:
    """The spoken frames of a phrase."""
    return _speak(tuple(syllables))


@lru_cache(maxsize=_KEPT_PHRASES)
def _speak(syllables: tuple[Syllable, ...]) -> SpokenPhrase:
    tokens, phones, ranges = _spell(syllables)
    unknown = sorted({symbol for symbol in tokens if not hibari.is_token(symbol)})
    if unknown:
        words = "".join(syllable.text for syllable in syllables)
        raise LyricsUnsingable(f"the phones {unknown} of {words!r} are not known to the voice; respell the words")
    least = np.zeros(len(tokens))
    for phone, (_, end) in zip(phones, ranges, strict=True):
        if phone.manner is Manner.VOWEL:
            least[end - 1] = _LEAST_VOWEL_SECONDS
    speech = hibari.speak(tokens, stretch=_STRETCH, least_seconds=least)
    starts = speech.token_seconds
    nominal = np.array([(starts[first], starts[end]) for first, end in ranges])
    edges = anchor(speech.log_power, speech.noise_share, nominal, phones)
    half_log = _on_bins(0.5 * speech.log_power)
    return SpokenPhrase(log_amplitude=half_log, noise=np.sqrt(_on_bins(speech.noise_share)), edges_seconds=edges)


def _spell(syllables: Sequence[Syllable]) -> tuple[str, list[Phone], list[tuple[int, int]]]:
    """The tokens of a phrase, its phones, and the range of tokens of each phone; a stress mark belongs to its vowel."""
    tokens = ""
    phones: list[Phone] = []
    ranges: list[tuple[int, int]] = []
    for index, syllable in enumerate(syllables):
        if syllable.starts_word and index > 0:
            tokens += " "
        nucleus, coda = syllable.nucleus, syllable.coda
        if nucleus in RHOTIC_NUCLEI and coda and coda[0] == RHOTIC:
            nucleus, coda = nucleus + RHOTIC, coda[1:]
        spelled = [
            *((symbol, symbol) for symbol in syllable.onset),
            (syllable.nucleus, _STRESS_MARKS[syllable.stress] + nucleus),
            *((symbol, symbol) for symbol in coda),
        ]
        for symbol, text in spelled:
            phones.append(find(symbol, word=syllable.text))
            ranges.append((len(tokens), len(tokens) + len(text)))
            tokens += text
    return tokens, phones, ranges


def _on_bins(frames: FrameArray) -> FrameArray:
    """Values on the network's bins (20 Hz apart, to 12 kHz) read at the singer's; the last is held above."""
    position = np.clip(BINS_HZ / hibari.BIN_HZ, 0.0, hibari.BINS - 1.001)
    low = position.astype(np.int64)
    weight = (position - low).astype(np.float32)
    return np.asarray(frames[:, low] * (1 - weight) + frames[:, low + 1] * weight, dtype=np.float32)
