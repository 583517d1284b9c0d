"""A singer made of speech: single spoken words, analysed by WORLD, their frames laid on notes and sung again.

The words are spoken by the `hibari` package and analysed and re-synthesised by WORLD (Morise et al. 2016), so the chain
shares nothing with the product's singer but the speaker. Frames are 5 ms. A word is cut at the onset of its vowel:
what lies before is sung before the note, the vowel starts on it. Other people are made by stretching the frequency
axis of the envelope: below 1 a longer, male tract, above 1 a child's.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pyworld
import soxr
from hibari import Hibari
from scipy.signal import butter, sosfilt

from bench.truth.contour import STEP_SECONDS, pitch_curve
from bench.truth.performance import Tone, phrases
from bench.truth.song import FloatArray
from tutti.base.seeds import generator

RATE_HZ = 24_000
OUTPUT_RATE_HZ = 44_100
_WORDS = (
    "la", "na", "day", "me", "so", "you", "love", "time", "heart", "way", "go", "night", "mine", "home", "ah", "no",
    "tell", "sweet", "long", "far", "blue", "sing", "moon", "stay", "down", "be",
)  # fmt: skip
_CONSONANT_FRAMES = 26  # at most so much of a consonant is sung before the note
_EDGE_FRAMES = 14  # so much of the vowel's start and end keeps its spoken pace
_CODA_FRAMES = 24


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Word:
    """Frames of one spoken word: envelope (power), aperiodicity and voicing, cut into onset, vowel and coda."""

    envelope: FloatArray
    aperiodicity: FloatArray
    voiced: np.ndarray
    vowel_start: int
    vowel_end: int
    power: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Throat:
    """Who sings: how long the vocal tract is, and how breathy and bright the voice."""

    formant_scale: float = 1.0
    breath: float = 0.0
    tilt_db: float = 0.0


@cache
def words() -> tuple[Word, ...]:
    """The spoken words, analysed."""
    speaker = Hibari()
    return tuple(_analyse(speaker(f"{word}.", seed=7)) for word in _WORDS)


def sing(tones: tuple[Tone, ...], *, seconds: float, throat: Throat, seed: int) -> FloatArray:
    """The tones sung on changing syllables, mono at 44.1 kHz."""
    random = generator(seed, "speech")
    bins = words()[0].envelope.shape[1]
    frames = round(seconds / STEP_SECONDS) + 1
    sheet = _Sheet(
        envelope=np.full((frames, bins), 1e-10),
        aperiodicity=np.ones((frames, bins)),
        voiced=np.zeros(frames, dtype=bool),
    )
    before_end = 0
    for tone in tones:
        word = words()[int(random.integers(len(words())))]
        before_end = _lay(sheet, word, tone, before_end, random)
    warp = _Warp(throat, bins)
    pitch = pitch_curve(tones, frames, seed=seed)
    f0_hz = np.where(sheet.voiced & np.isfinite(pitch), 440 * np.exp2((np.nan_to_num(pitch, nan=60.0) - 69) / 12), 0.0)
    voice = pyworld.synthesize(
        f0_hz, warp.envelope(sheet.envelope), warp.aperiodicity(sheet.aperiodicity), RATE_HZ, 5.0
    )
    voice = voice / (np.abs(voice).max() + 1e-9)
    voice = voice + _breaths(tones, len(voice), random)
    return np.asarray(soxr.resample(voice, RATE_HZ, OUTPUT_RATE_HZ), dtype=np.float64)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Sheet:
    envelope: FloatArray
    aperiodicity: FloatArray
    voiced: np.ndarray


class _Warp:
    """Stretches the frequency axis of frames and colours them."""

    def __init__(self, throat: Throat, bins: int) -> None:
        self._source = np.clip(np.arange(bins) / throat.formant_scale, 0, bins - 1)
        hertz = np.linspace(0, RATE_HZ / 2, bins)
        octaves_above_1k = np.log2(np.maximum(hertz, 1000.0) / 1000.0)
        self._gain = 10 ** (throat.tilt_db * octaves_above_1k / 10)
        self._breath = throat.breath

    def envelope(self, frames: FloatArray) -> FloatArray:
        return np.ascontiguousarray(np.exp(self._moved(np.log(frames))) * self._gain)

    def aperiodicity(self, frames: FloatArray) -> FloatArray:
        return np.ascontiguousarray(np.clip(self._moved(frames) + self._breath, 1e-4, 1.0))

    def _moved(self, frames: FloatArray) -> FloatArray:
        low = np.floor(self._source).astype(int)
        high = np.minimum(low + 1, frames.shape[1] - 1)
        part = self._source - low
        return np.asarray(frames[:, low] * (1 - part) + frames[:, high] * part)


def _analyse(sound: FloatArray) -> Word:
    wave = np.ascontiguousarray(sound, dtype=np.float64)
    f0_hz, times = pyworld.harvest(wave, RATE_HZ, f0_floor=90.0, f0_ceil=500.0, frame_period=STEP_SECONDS * 1000)
    envelope = pyworld.cheaptrick(wave, f0_hz, times, RATE_HZ)
    aperiodicity = pyworld.d4c(wave, f0_hz, times, RATE_HZ)
    hertz = np.linspace(0, RATE_HZ / 2, envelope.shape[1])
    band = envelope[:, (hertz > 280) & (hertz < 3500)].mean(axis=1)
    level = np.where(f0_hz > 0, 10 * np.log10(band + 1e-14), -140.0)
    peak = int(np.argmax(np.convolve(level, np.ones(5) / 5, "same")))
    start, end = peak, peak
    while start > 0 and level[start - 1] > level[peak] - 6:
        start -= 1
    while end < len(level) - 1 and level[end + 1] > level[peak] - 9:
        end += 1
    first = max(0, start - _CONSONANT_FRAMES)
    last = min(len(level), end + 1 + _CODA_FRAMES)
    return Word(
        envelope=envelope[first:last],
        aperiodicity=aperiodicity[first:last],
        voiced=f0_hz[first:last] > 0,
        vowel_start=start - first,
        vowel_end=end + 1 - first,
        power=float(envelope[start : end + 1].sum(axis=1).mean()),
    )


def _lay(sheet: _Sheet, word: Word, tone: Tone, before_end: int, random: np.random.Generator) -> int:
    """Lay one word on one tone; returns the frame where it ends."""
    start = round(tone.start_seconds / STEP_SECONDS)
    end = max(start + 6, round(tone.end_seconds / STEP_SECONDS))
    gain = 10 ** ((random.normal(0, 1.5) - 0.05 * (tone.pitch_midi - 62)) / 10) / word.power
    onset = min(word.vowel_start, max(0, start - max(0, before_end - 10)))
    coda = min(len(word.voiced) - word.vowel_end, (end - start) // 3)
    vowel = _stretched(word.vowel_start, word.vowel_end, end - coda - start, random)
    source = np.concatenate([
        np.arange(word.vowel_start - onset, word.vowel_start, dtype=np.float64),
        vowel,
        np.linspace(word.vowel_end, max(word.vowel_end, len(word.voiced) - 1), coda) if coda else np.empty(0),
    ])  # fmt: skip
    target = np.arange(start - onset, start - onset + len(source))
    inside = (target >= 0) & (target < len(sheet.voiced))
    source, target = source[inside], target[inside]
    low = np.clip(np.floor(source).astype(int), 0, len(word.voiced) - 1)
    high = np.minimum(low + 1, len(word.voiced) - 1)
    part = (source - low)[:, None]
    shape = np.ones(len(target))
    held = (target >= start) & (target < end - coda)
    shape[held] = np.linspace(1.0, 0.7, int(held.sum()))
    fade = min(8, coda)
    if fade:
        shape[-fade:] *= np.linspace(0.9, 0.1, fade)
    frames = np.exp((1 - part) * np.log(word.envelope[low]) + part * np.log(word.envelope[high]))
    sheet.envelope[target] = frames * gain * shape[:, None]
    sheet.aperiodicity[target] = word.aperiodicity[low]
    sheet.voiced[target] = word.voiced[low] | held
    return end


def _stretched(start: int, end: int, frames: int, random: np.random.Generator) -> FloatArray:
    """Where in a vowel each of `frames` sung frames comes from: edges at their own pace, the middle slowed down."""
    length = end - start
    edge = min(_EDGE_FRAMES, length // 3, max(frames // 3, 1))
    middle = max(frames - 2 * edge, 0)
    wobble = 1.5 * np.sin(np.arange(middle) * 0.37 + random.uniform(0, 6.3))
    core = np.clip(np.linspace(start + edge, end - edge - 1, middle) + wobble, start, end - 1)
    tail = end - edge + np.arange(frames - edge - middle)
    return np.concatenate([start + np.arange(min(edge, frames)), core, np.minimum(tail, end - 1)])


def _breaths(tones: tuple[Tone, ...], frames: int, random: np.random.Generator) -> FloatArray:
    """Intakes of breath before phrases, where there is time for one."""
    sound = np.zeros(frames)
    band = butter(2, [900, 6000], "bandpass", fs=RATE_HZ, output="sos")
    groups = phrases(tones, gap_seconds=0.45)
    for before, after in zip([None, *groups[:-1]], groups, strict=True):
        room = after[0].start_seconds - (0.0 if before is None else before[-1].end_seconds)
        length = int(min(0.32, room * 0.6) * RATE_HZ)
        start = int((after[0].start_seconds - 0.16) * RATE_HZ) - length
        if length < RATE_HZ // 10 or start < 0 or random.random() < 0.3:
            continue
        puff = sosfilt(band, random.standard_normal(length)) * np.hanning(length) ** 0.7
        sound[start : start + length] += puff / (np.abs(puff).max() + 1e-9) * 10 ** (random.uniform(-38, -28) / 20)
    return sound
