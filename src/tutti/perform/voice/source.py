"""The spoken phrase behind a sung one: a network's frames, and where in them each phone lies.

Two networks speak: the quick one (hibari: English, one voice, its own pitch), and the native speakers of
`native_speech`, near the pitch of the phrase. Frames depend on words, voice and register alone, so another melody or
tempo speaks nothing anew. Token boundaries are nominal; where sounds really start and stop is found by `anchors`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from tutti.base.errors import LyricsUnsingable
from tutti.music.lyric import Syllable
from tutti.networks import hibari
from tutti.perform.voice.anchors import anchor
from tutti.perform.voice.frames import BINS_HZ, FloatArray, FrameArray
from tutti.perform.voice.native_anchors import anchor_natively
from tutti.perform.voice.native_speech import BIN_HZ, BINS, FRAME_SECONDS, speak_natively
from tutti.perform.voice.phones import RHOTIC, RHOTIC_NUCLEI, Manner, Phone, find
from tutti.perform.voice.warp import LARGEST_SHARES

_STRETCH = 1.25  # the network still speaks clearly, and its frames lie closer
_LEAST_VOWEL_SECONDS = 0.1  # reduced vowels are spoken too short to be held
_STRESS_MARKS = {0: "", 1: "ˈ", 2: "ˌ"}
_KEPT_PHRASES = 16  # each some 3 MB; a chorus comes back within so many
_KEPT_NATIVE_PHRASES = 64  # each some 2 MB: a song, whose second take then speaks nothing anew
_NATIVE_SHARES = (0.42, 0.48)  # short spoken vowels are soon on their way to the next
_REGISTER_SEMITONES = 3  # registers lie so far apart


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SpokenPhrase:
    """Frames on the singer's bins, and the phones in them; frame k is centred at (k + 0.5) frames.

    Attributes:
        log_amplitude: natural log of the root of the power density, shaped (frames, 1025).
        noise: amplitude share of noise, shaped alike.
        edges_seconds: where each phone starts and ends, shaped (phones, 2), ascending.
        frame_seconds: from frame to frame.
        shares: how much of a vowel lies before and after the moment that is to be held.
    """

    log_amplitude: FrameArray
    noise: FrameArray
    edges_seconds: FloatArray
    frame_seconds: float
    shares: tuple[float, float] = LARGEST_SHARES


def speak(syllables: Sequence[Syllable], *, speaker: str | None, pitch_midi: float) -> SpokenPhrase:
    """The spoken frames of a phrase.

    Args:
        syllables: of the phrase.
        speaker: a voice of Kokoro ("zf_xiaobei"); None is the quick voice.
        pitch_midi: the middle of the notes.
    """
    if speaker is None:
        return _speak(tuple(syllables))
    register = _REGISTER_SEMITONES * round(pitch_midi / _REGISTER_SEMITONES)
    edges, half_log, noise = _native(tuple(syllables), speaker, register)
    return SpokenPhrase(
        log_amplitude=_on_bins(half_log.astype(np.float32), BIN_HZ, BINS),
        noise=_on_bins(noise.astype(np.float32), BIN_HZ, BINS),
        edges_seconds=edges,
        frame_seconds=FRAME_SECONDS,
        shares=_NATIVE_SHARES,
    )


@lru_cache(maxsize=_KEPT_NATIVE_PHRASES)
def _native(
    syllables: tuple[Syllable, ...], speaker: str, register_midi: int
) -> tuple[FloatArray, npt.NDArray[np.float16], npt.NDArray[np.float16]]:
    """The edges of the phones, half the log power and the amplitude share of noise, small enough to be kept."""
    speech = speak_natively(syllables, voice=speaker, pitches_midi=[float(register_midi)] * len(syllables))
    edges = anchor_natively(
        speech.log_power,
        speech.noise_share,
        speech.edges_seconds,
        speech.phones,
        speech.syllables,
        frame_seconds=FRAME_SECONDS,
        bin_hz=BIN_HZ,
    )
    return edges, (0.5 * speech.log_power).astype(np.float16), np.sqrt(speech.noise_share).astype(np.float16)


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
    half_log = _on_bins(0.5 * speech.log_power, hibari.BIN_HZ, hibari.BINS)
    noise = np.sqrt(_on_bins(speech.noise_share, hibari.BIN_HZ, hibari.BINS))
    return SpokenPhrase(log_amplitude=half_log, noise=noise, edges_seconds=edges, frame_seconds=hibari.FRAME_SECONDS)


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


def _on_bins(frames: FrameArray, bin_hz: float, bins: int) -> FrameArray:
    """Values on a network's bins (20 Hz apart, to 12 kHz) read at the singer's; the last is held above."""
    position = np.clip(BINS_HZ / bin_hz, 0.0, bins - 1.001)
    low = position.astype(np.int64)
    weight = (position - low).astype(np.float32)
    return np.asarray(frames[:, low] * (1 - weight) + frames[:, low + 1] * weight, dtype=np.float32)
