"""The tone of held vowels and of the whole voice: guard rails against hoarse, frozen, dull and hissing singing.

Harmonics to noise: normalised cross-correlation of 13 ms windows one period apart (Boersma 1993, his cross-correlation
form), median over held vowels. Flux: how much 24 mel bands move within 0.2 s, vibrato averaged out. Band levels are
relative to the whole. Slopes: dB an octave from 0.4 to 5 kHz, and the level of 1-5 kHz against that below 1 kHz.
"""

from __future__ import annotations

from collections.abc import Sequence

import librosa
import numpy as np
from scipy.ndimage import uniform_filter1d
from scipy.signal import welch

from bench.metrics.beats import FloatArray
from tutti.perform.voice.timing import HeldNote, Role, TimedPhrase

_WINDOW_SECONDS = 1 / 75
_HOP_SECONDS = 0.01
_PITCH_SPREAD = 1.08  # vibrato and drift lie within
_EDGES_SECONDS = (0.15, 0.08)  # of a held note, left out
_LEAST_HELD_SECONDS, _LEAST_FROZEN_SECONDS = 0.4, 0.8
_BANDS, _FLUX_STEP_SECONDS, _FLUX_SMOOTH_SECONDS = 24, 0.2, 0.17
_CEILING_DB = 40.0


def tone_scores(sound: FloatArray, rate_hz: int, phrases: Sequence[TimedPhrase]) -> dict[str, float]:
    """Harmonics to noise, flux, levels of the treble and slopes; what cannot be measured is left out."""
    scores = _spectrum_scores(sound, rate_hz)
    ratios = [
        ratio
        for start, end, note in _held_vowels(phrases, _LEAST_HELD_SECONDS)
        for ratio in _harmonicity_db(sound, rate_hz, start, end, _hertz(note.pitch_midi))
    ]
    if ratios:
        scores["hnr_db"] = float(np.median(ratios))
    moves = _flux_db(sound, rate_hz, _held_vowels(phrases, _LEAST_FROZEN_SECONDS))
    if moves is not None:
        scores["flux_db"] = moves
    return scores


def mel_bands_db(
    sound: FloatArray, rate_hz: int, *, hop: int, lowest_hz: float = 0.0, highest_hz: float = 8000.0
) -> FloatArray:
    """Levels of mel bands, shaped (24, frames)."""
    power = librosa.feature.melspectrogram(
        y=sound.astype(np.float32),
        sr=rate_hz,
        n_fft=2048,
        hop_length=hop,
        n_mels=_BANDS,
        fmin=lowest_hz,
        fmax=highest_hz,
    )
    return np.asarray(10 * np.log10(power + 1e-9), dtype=np.float64)


def _held_vowels(phrases: Sequence[TimedPhrase], least_seconds: float) -> list[tuple[float, float, HeldNote]]:
    """The inner parts of held vowels that do not glide, note by note."""
    found = []
    for phrase in phrases:
        for syllable in phrase.syllables:
            nucleus = next(segment for segment in syllable.segments if segment.role is Role.NUCLEUS)
            for note in syllable.notes:
                start = max(note.start_seconds, nucleus.start_seconds) + _EDGES_SECONDS[0]
                end = min(note.end_seconds, nucleus.end_seconds) - _EDGES_SECONDS[1]
                if end - start >= least_seconds - sum(_EDGES_SECONDS) and not nucleus.phone.glides:
                    found.append((start, end, note))
    return found


def _harmonicity_db(sound: FloatArray, rate_hz: int, start: float, end: float, pitch_hz: float) -> list[float]:
    width = round(_WINDOW_SECONDS * rate_hz)
    lags = np.arange(int(rate_hz / pitch_hz / _PITCH_SPREAD), int(rate_hz / pitch_hz * _PITCH_SPREAD) + 2)
    ratios = []
    for centre in np.arange(start, end, _HOP_SECONDS):
        first = round(centre * rate_hz)
        if first + width + lags[-1] > len(sound):
            break
        piece = sound[first : first + width]
        others = np.lib.stride_tricks.sliding_window_view(sound[first : first + width + lags[-1]], width)[lags]
        energy = np.sqrt((piece @ piece) * np.einsum("ij,ij->i", others, others)) + 1e-12
        likeness = (others @ piece) / energy
        best = _peak(likeness)
        ratios.append(min(_CEILING_DB, 10 * np.log10(best / max(1 - best, 1e-4))) if best > 0 else 0.0)
    return ratios


def _peak(curve: FloatArray) -> float:
    """The height of a curve's highest point, between samples by a parabola."""
    place = int(np.argmax(curve))
    if not 0 < place < len(curve) - 1:
        return float(curve[place])
    before, here, after = curve[place - 1 : place + 2]
    bend = before - 2 * here + after
    return float(min(here - 0.125 * (after - before) ** 2 / min(bend, -1e-12), 1.0))


def _flux_db(sound: FloatArray, rate_hz: int, held: Sequence[tuple[float, float, HeldNote]]) -> float | None:
    hop = rate_hz // 100
    bands = uniform_filter1d(mel_bands_db(sound, rate_hz, hop=hop), round(_FLUX_SMOOTH_SECONDS * 100), axis=1)
    step = round(_FLUX_STEP_SECONDS * 100)
    moves = []
    for start, end, _ in held:
        piece = bands[:, round(start * 100) : round(end * 100)]
        if piece.shape[1] > step:
            moves.append(float(np.sqrt(np.mean((piece[:, step:] - piece[:, :-step]) ** 2))))
    return float(np.mean(moves)) if moves else None


def _spectrum_scores(sound: FloatArray, rate_hz: int) -> dict[str, float]:
    frequency_hz, power = welch(sound, rate_hz, nperseg=4096)

    def level(low_hz: float, high_hz: float) -> float:
        return float(10 * np.log10(power[(frequency_hz >= low_hz) & (frequency_hz < high_hz)].sum() + 1e-16))

    octaves = np.arange(np.log2(400), np.log2(5000), 1 / 3)
    thirds = [level(2 ** (octave - 1 / 6), 2 ** (octave + 1 / 6)) - octave * 10 * np.log10(2) for octave in octaves]
    whole = level(50, 16_000)
    return {
        "treble_8_16k_db": level(8000, 16_000) - whole,
        "treble_12k_db": level(12_000, 20_000) - whole,
        "slope_db_octave": float(np.polyfit(octaves, thirds, 1)[0]),
        "alpha_db": level(1000, 5000) - level(50, 1000),
    }


def _hertz(pitch_midi: float) -> float:
    return float(440.0 * 2 ** ((pitch_midi - 69) / 12))
