"""Phrases spoken by native speakers of Mandarin and English, as frames: Kokoro at the singer's pitch.

The network speaks at lengths of speech, its vowels a little longer; only its pitch is foreign, near that of the notes,
so that its spectra are those of a voice at that height. Its energy stays its own, vowels not too weak; vowels and
sonorants are voiced throughout. As the pitch is known, envelopes and noise need no tracking: CheapTrick and D4C
(Morise, Speech Communication 67, 2015, and 84, 2016).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyworld
from scipy.ndimage import gaussian_filter1d

from tutti.base.errors import LyricsUnsingable
from tutti.music.lyric import Syllable
from tutti.networks import kokoro
from tutti.perform.voice.frames import FloatArray, FrameArray
from tutti.perform.voice.phones import RHOTIC, RHOTIC_NUCLEI, Manner, Phone, find

FRAME_SECONDS = 0.005
BIN_HZ = 20.0
BINS = 601
SPEED = 0.9  # of the network's own pace
_VOWEL_STRETCH, _LEAST_VOWEL_STEPS = 1.25, 4.0
_MOST_PAUSE_STEPS = 4.0  # between words
_PAD_STEPS = (14.0, 4.0)  # the first phones begin within the first pad
_LAST_PHONE_STEPS = 7.0  # the silence after a phrase is put into its last phone
_LEAST_VOWEL_ENERGY = 5.5
_PITCH_SMOOTH = 2.0  # of pitch steps, 12.5 ms each
_FORCED_LEAD_SECONDS = 0.01  # a vowel after a consonant may begin so late
_LEVEL = 18.0  # natural log of power, onto the scale of the quick voice
_POWER_FLOOR = 1e-16
_TONE_MARKS = {1: "→", 2: "↗", 3: "↓", 4: "↘"}
_STRESS_MARKS = {0: "", 1: "ˈ", 2: "ˌ"}
_SPELLED = {"b̥": "p", "d̥": "t", "ɡ̊": "k", "ɿ": "ɨ", "ʅ": "ɨ"}
_RHOTIC_CODA_TOKEN = "ɚ"  # noqa: S105 - a phone
_FULL_STOP = "."


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NativeSpeech:
    """A spoken phrase as frames of 5 ms; frame k is centred at (k + 0.5) frames.

    Attributes:
        log_power: natural log of the power density, shaped (frames, 601), one bin every 20 Hz.
        noise_share: share of the power that is noise, 0 to 1, shaped alike.
        edges_seconds: nominal start and end of each phone, shaped (phones, 2).
        phones: the phones of the phrase.
        syllables: the index of each phone's syllable.
        sound: what was analysed, at 24 kHz.
    """

    log_power: FrameArray
    noise_share: FrameArray
    edges_seconds: FloatArray
    phones: tuple[Phone, ...]
    syllables: tuple[int, ...]
    sound: FrameArray


def speak_natively(syllables: Sequence[Syllable], *, voice: str, pitches_midi: Sequence[float]) -> NativeSpeech:
    """A phrase in the voice of a native speaker, each syllable at its own pitch.

    Raises:
        LyricsUnsingable: a phone is not known to the voice.
        AssetMissing: the network or the voice is not installed.
    """
    tokens, phones, ranges, owners = spell(syllables)
    unknown = sorted({symbol for symbol in tokens if not kokoro.is_token(symbol)})
    if unknown:
        words = "".join(syllable.text for syllable in syllables)
        raise LyricsUnsingable(f"the phones {unknown} of {words!r} are not known to the voice; respell the words")
    reading = kokoro.read(tokens, voice=voice, speed=SPEED)
    steps = _sung_steps(reading.steps, tokens, phones, ranges)
    starts = np.concatenate([[0.0], np.cumsum(steps)]) * kokoro.STEP_SECONDS
    edges = np.array([(starts[first + 1], starts[last + 1]) for first, last in ranges])
    source = _places(reading.steps, steps)
    at: FloatArray = (np.arange(len(source), dtype=np.float64) + 0.5) * kokoro.PITCH_SECONDS
    energy = np.interp(source, np.arange(len(reading.energy)), reading.energy)
    is_voiced = reading.pitch_hz[np.rint(source).astype(np.int64)] > 0
    for phone, (start, end) in zip(phones, edges, strict=True):
        if phone.manner is Manner.VOWEL:
            inside = (at >= start) & (at < end)
            energy[inside] = np.maximum(energy[inside], _LEAST_VOWEL_ENERGY)
        if not phone.is_obstruent:
            is_voiced[(at >= start + _FORCED_LEAD_SECONDS) & (at < end)] = True
    pitch_hz = _pitch_hz(at, edges, owners, pitches_midi)
    sound = kokoro.say(reading, steps=steps, pitch_hz=np.where(is_voiced, pitch_hz, 0.0), energy=energy)
    log_power, noise_share = _analyse(sound, at, pitch_hz, is_voiced)
    return NativeSpeech(
        log_power=log_power,
        noise_share=noise_share,
        edges_seconds=edges,
        phones=tuple(phones),
        syllables=tuple(owners),
        sound=sound,
    )


def spell(syllables: Sequence[Syllable]) -> tuple[str, list[Phone], list[tuple[int, int]], list[int]]:
    """The tokens of a phrase, its phones, and of each the range of its tokens and its syllable."""
    tokens = ""
    phones: list[Phone] = []
    ranges: list[tuple[int, int]] = []
    owners: list[int] = []
    for index, syllable in enumerate(syllables):
        if syllable.starts_word and index > 0:
            tokens += " "
        for phone, text in _spelled(syllable):
            phones.append(phone)
            ranges.append((len(tokens), len(tokens) + len(text)))
            owners.append(index)
            tokens += text
    return tokens + _FULL_STOP, phones, ranges, owners


def _spelled(syllable: Syllable) -> list[tuple[Phone, str]]:
    """The sung phones of a syllable with their tokens; marks of stress and tone belong to the vowel."""
    nucleus, coda = syllable.nucleus, syllable.coda
    vowel = _SPELLED.get(nucleus, nucleus)
    if syllable.tone is not None:
        vowel += _TONE_MARKS.get(syllable.tone, "")
    else:
        vowel = _STRESS_MARKS[syllable.stress] + vowel
        if nucleus in RHOTIC_NUCLEI and coda[:1] == (RHOTIC,):
            vowel, coda = vowel + RHOTIC, coda[1:]
    spelled = [(symbol, _SPELLED.get(symbol, symbol)) for symbol in syllable.onset]
    spelled.append((nucleus, vowel))
    spelled += [(symbol, _RHOTIC_CODA_TOKEN if symbol == "ɻ" else symbol) for symbol in coda]
    return [(find(symbol, word=syllable.text), text) for symbol, text in spelled]


def _sung_steps(
    steps: FloatArray, tokens: str, phones: Sequence[Phone], ranges: Sequence[tuple[int, int]]
) -> FloatArray:
    """The lengths of tokens and pads that are said: vowels longer, pauses shorter than the network meant."""
    wanted = steps.copy()
    for index, symbol in enumerate(tokens, start=1):
        if symbol in (" ", _FULL_STOP):
            wanted[index] = min(wanted[index], _MOST_PAUSE_STEPS)
    for phone, (first, last) in zip(phones, ranges, strict=True):
        if phone.manner is Manner.VOWEL:
            own = slice(first + 1, last + 1)
            wanted[own] = np.maximum(np.rint(_VOWEL_STRETCH * steps[own]), 1.0)
            wanted[first + 1] += max(0.0, _LEAST_VOWEL_STEPS - wanted[own].sum())
    last = len(tokens) - 1  # the token before the full stop
    wanted[last] = min(wanted[last], _LAST_PHONE_STEPS)
    wanted[0] = min(wanted[0], _PAD_STEPS[0])
    wanted[-1] = min(wanted[-1], _PAD_STEPS[1])
    return wanted


def _places(steps: FloatArray, wanted: FloatArray) -> FloatArray:
    """For each half step of the lengths that are said, its place among the half steps that were meant."""
    starts = np.concatenate([[0.0], np.cumsum(2 * steps)])
    return np.concatenate(
        [
            np.linspace(start, start + max(2 * own - 1, 0.0), int(2 * length))
            for start, own, length in zip(starts, steps, wanted, strict=False)
        ]
    )


def _pitch_hz(at: FloatArray, edges: FloatArray, owners: Sequence[int], pitches_midi: Sequence[float]) -> FloatArray:
    """The pitch of every half step: that of its syllable, moved smoothly to the next."""
    owner = np.asarray(owners)
    midi = np.full(len(at), np.nan)
    for syllable, pitch in enumerate(pitches_midi):
        own = edges[owner == syllable]
        midi[(at >= own[0, 0]) & (at < own[-1, 1])] = pitch
    known = np.flatnonzero(np.isfinite(midi))
    line = gaussian_filter1d(np.interp(np.arange(len(at)), known, midi[known]), _PITCH_SMOOTH)
    return np.asarray(440.0 * 2.0 ** ((line - 69.0) / 12.0))


def _analyse(
    sound: FrameArray, at: FloatArray, pitch_hz: FloatArray, is_voiced: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> tuple[FrameArray, FrameArray]:
    """Log power densities and shares of noise on the bins."""
    samples = sound.astype(np.float64)
    times = (np.arange(int(len(samples) / kokoro.SAMPLE_RATE_HZ / FRAME_SECONDS)) + 0.5) * FRAME_SECONDS
    voiced = np.interp(times, at, is_voiced.astype(np.float64)) > 0.5
    f0_hz = np.where(voiced, np.interp(times, at, pitch_hz), 0.0)
    power = pyworld.cheaptrick(samples, f0_hz, times, kokoro.SAMPLE_RATE_HZ)
    bins_hz = np.arange(power.shape[1]) * kokoro.SAMPLE_RATE_HZ / (2 * (power.shape[1] - 1))
    position = np.minimum(np.arange(BINS) * BIN_HZ, bins_hz[-1]) / bins_hz[1]
    low = np.minimum(position.astype(np.int64), power.shape[1] - 2)
    weight = position - low
    log_power = np.log(power + _POWER_FLOOR)
    on_bins = log_power[:, low] * (1 - weight) + log_power[:, low + 1] * weight + _LEVEL
    aperiodicity = pyworld.d4c(samples, f0_hz, times, kokoro.SAMPLE_RATE_HZ)
    noise = aperiodicity[:, low] * (1 - weight) + aperiodicity[:, low + 1] * weight
    return on_bins.astype(np.float32), (noise**2).astype(np.float32)
