"""Voices made of harmonics: a formant singer and simple instruments, summed sine by sine along a pitch curve.

The formant singer is a source-filter model: a glottal source that falls 12 dB an octave (less when loud), vowels as
five resonances (centres after Peterson and Barney 1952), and noise bursts for consonants. Instruments are spectra with
an attack of their own; slow attacks make onsets hard to hear, as bowed strings do.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.signal import butter, sosfilt

from bench.truth.contour import STEP_SECONDS, pitch_curve
from bench.truth.performance import Tone
from bench.truth.song import FloatArray
from tutti.base.seeds import generator

RATE_HZ = 44_100
_TOP_HZ = 9_000.0
_VOWELS_HZ = {
    "a": (850, 1220, 2810), "e": (530, 1840, 2480), "i": (270, 2290, 3010), "o": (590, 920, 2710),
    "u": (300, 870, 2240),
}  # fmt: skip
_BANDWIDTHS_HZ = (80.0, 100.0, 130.0, 220.0, 300.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timbre:
    """A source of harmonics.

    Attributes:
        attack_seconds: time constant of the onset.
        release_seconds: time constant of the end.
        rolloff_db: fall of the spectrum an octave.
        even_share: how loud even harmonics are beside odd ones (a clarinet's are weak).
        vowels: formants are put on the spectrum, and consonants before notes.
        formant_scale: of the vowels.
        breath_db: level of noise under the tone.
        vibrato: whether held notes have it.
    """

    attack_seconds: float
    release_seconds: float
    rolloff_db: float
    even_share: float = 1.0
    vowels: bool = False
    formant_scale: float = 1.0
    breath_db: float = -60.0
    vibrato: bool = True


_THROAT = Timbre(attack_seconds=0.013, release_seconds=0.03, rolloff_db=8.5, vowels=True, breath_db=-45)
TIMBRES = {
    "formant_female": replace(_THROAT, formant_scale=1.08),
    "formant_male": replace(_THROAT, formant_scale=0.92),
    "violin": Timbre(attack_seconds=0.045, release_seconds=0.05, rolloff_db=5, breath_db=-48),
    "flute": Timbre(attack_seconds=0.035, release_seconds=0.04, rolloff_db=14, breath_db=-36),
    "clarinet": Timbre(attack_seconds=0.02, release_seconds=0.03, rolloff_db=6, even_share=0.15, vibrato=False),
    "choir": Timbre(attack_seconds=0.075, release_seconds=0.09, rolloff_db=8, vowels=True, breath_db=-42),
}  # fmt: skip


def play(tones: tuple[Tone, ...], *, seconds: float, timbre: Timbre, seed: int) -> FloatArray:
    """The tones, mono at 44.1 kHz."""
    random = generator(seed, "harmonics")
    frames = round(seconds / STEP_SECONDS) + 1
    pitch = pitch_curve(tones, frames, seed=seed, vibrato=timbre.vibrato)
    f0_hz = 440 * np.exp2((_filled(pitch) - 69) / 12)
    loudness = _loudness(tones, frames, timbre, random)
    formants = _formants(tones, frames, timbre, random)
    sound = _summed(f0_hz, loudness, formants, timbre, int(seconds * RATE_HZ))
    sound /= np.abs(sound).max() + 1e-9
    noise = sosfilt(butter(2, [1200, 8000], "bandpass", fs=RATE_HZ, output="sos"), random.standard_normal(len(sound)))
    sound += noise / noise.std() * _upsampled(loudness, len(sound)) * 10 ** (timbre.breath_db / 20)
    if timbre.vowels and timbre.attack_seconds < 0.05:
        sound += _consonants(tones, len(sound), random)
    return sound


def _filled(pitch: FloatArray) -> FloatArray:
    known = np.flatnonzero(np.isfinite(pitch))
    return np.interp(np.arange(len(pitch)), known, pitch[known])


def _upsampled(curve: FloatArray, samples: int) -> FloatArray:
    return np.interp(np.arange(samples) / RATE_HZ / STEP_SECONDS, np.arange(len(curve)), curve)


def _loudness(tones: tuple[Tone, ...], frames: int, timbre: Timbre, random: np.random.Generator) -> FloatArray:
    """Amplitude at every step: half of it is reached within an attack constant of the onset."""
    curve = np.zeros(frames)
    times = np.arange(frames) * STEP_SECONDS
    for tone in tones:
        level = 10 ** (random.normal(0, 1.5) / 20)
        first, last = round(tone.start_seconds / STEP_SECONDS) - 4, round((tone.end_seconds + 0.4) / STEP_SECONDS)
        first, last = max(first, 0), min(last, frames)
        local = times[first:last]
        rise = 1 / (
            1 + np.exp(-(local - tone.start_seconds - 0.4 * timbre.attack_seconds) / (0.4 * timbre.attack_seconds))
        )
        fall = np.where(local > tone.end_seconds, np.exp(-(local - tone.end_seconds) / timbre.release_seconds), 1.0)
        decay = 1.0 - 0.25 * np.clip((local - tone.start_seconds) / 2.0, 0, 1)
        curve[first:last] = np.maximum(
            curve[first:last] * np.where(local < tone.start_seconds, 1.0, 0.35), level * rise * fall * decay
        )
    return curve


def _formants(tones: tuple[Tone, ...], frames: int, timbre: Timbre, random: np.random.Generator) -> FloatArray | None:
    """Centres of five resonances at every step, gliding from vowel to vowel over 40 ms; None without vowels."""
    if not timbre.vowels:
        return None
    names = list(_VOWELS_HZ)
    centers = np.empty((frames, 5))
    centers[:] = (*_VOWELS_HZ["a"], 3600, 4500)
    for tone in tones:
        first = max(0, round((tone.start_seconds - 0.03) / STEP_SECONDS))
        centers[first:] = (*_VOWELS_HZ[names[int(random.integers(len(names)))]], 3600, 4500)
    kernel = np.hanning(10)[1:-1]
    kernel /= kernel.sum()
    smooth = np.stack([np.convolve(np.pad(c, 8, "edge"), kernel, "same")[8:-8] for c in centers.T], axis=1)
    return np.asarray(smooth * timbre.formant_scale)


def _summed(
    f0_hz: FloatArray, loudness: FloatArray, formants: FloatArray | None, timbre: Timbre, samples: int
) -> FloatArray:
    phase = 2 * np.pi * np.cumsum(_upsampled(f0_hz, samples)) / RATE_HZ
    sound = np.zeros(samples)
    for harmonic in range(1, int(_TOP_HZ / f0_hz.min()) + 1):
        hertz = harmonic * f0_hz
        amplitude = loudness * harmonic ** (-timbre.rolloff_db / 6.02) * np.clip((_TOP_HZ - hertz) / 800.0, 0, 1)
        amplitude = amplitude * (timbre.even_share if harmonic % 2 == 0 else 1.0)
        if formants is not None:
            amplitude = amplitude * _resonance(hertz, formants)
        if amplitude.max() > 1e-6:
            sound += _upsampled(amplitude, samples) * np.sin(harmonic * phase)
    return sound


def _resonance(hertz: FloatArray, formants: FloatArray) -> FloatArray:
    gain = np.ones(len(hertz))
    for index, bandwidth in enumerate(_BANDWIDTHS_HZ):
        center = formants[:, index]
        gain *= center**2 / np.sqrt((center**2 - hertz**2) ** 2 + (bandwidth * hertz) ** 2)
    return np.asarray(gain)


def _consonants(tones: tuple[Tone, ...], samples: int, random: np.random.Generator) -> FloatArray:
    """Bursts of noise that end where the vowel starts, before six of ten notes."""
    sound = np.zeros(samples)
    for tone in tones:
        if random.random() > 0.6:
            continue
        length = int(random.uniform(0.03, 0.09) * RATE_HZ)
        start = int(tone.start_seconds * RATE_HZ) - length
        if start < 0:
            continue
        low = random.uniform(1500, 4000)
        burst = sosfilt(
            butter(2, [low, low * 2.2], "bandpass", fs=RATE_HZ, output="sos"), random.standard_normal(length)
        )
        burst *= np.hanning(length) / (np.abs(burst).max() + 1e-9)
        sound[start : start + length] += burst * 10 ** (random.uniform(-30, -20) / 20)
    return sound
