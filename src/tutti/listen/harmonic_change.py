"""Where the harmony changes: a curve over frames, before any beat is known.

The cosine distance between the mean treble-and-bass chroma of the 0.6 s before and after each frame, its local mean
taken off and only its peaks kept. An idea of Goto, "An audio-based real-time beat tracking system" (JNMR 2001): chords
change on bar lines, which helps most where nobody plays drums.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.ndimage import maximum_filter1d, uniform_filter1d

from tutti.listen.band_spectrum import BINS_PER_SEMITONE, BLOCK_FRAMES, LOWEST_MIDI, Float32Array
from tutti.listen.tuning import COMPRESSION, OCTAVE_BINS, retuned

CONTEXT_FRAMES = 30  # 0.6 s
LOCAL_FRAMES = 150  # 3 s
PEAK_FRAMES = 15
PEAK_SHARE = 0.85
FULL_PERCENTILE = 90.0
CEILING = 1.5
TREBLE_NOTES = slice(20, 60)  # MIDI 44 to 83
BASS_NOTES = slice(0, 26)  # MIDI 24 to 49
BASS_WEIGHT = 1.2


def harmonic_change(log_frequency: Float32Array, tuning_semitones: float) -> Float32Array:
    """Strength of harmonic change at each frame, 0 to 1.5; zero off its peaks."""
    chroma = uniform_filter1d(_frame_chroma(log_frequency, tuning_semitones), 3, axis=0)
    frames = len(chroma)
    sums = np.concatenate([np.zeros((1, chroma.shape[1])), np.cumsum(chroma, axis=0)])
    here = np.arange(frames)
    before = sums[here] - sums[np.maximum(here - CONTEXT_FRAMES, 0)]
    after = sums[np.minimum(here + CONTEXT_FRAMES, frames)] - sums[here]
    lengths = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
    change = np.where(lengths > 1e-6, 1.0 - (before * after).sum(axis=1) / np.maximum(lengths, 1e-9), 0.0)
    change = np.maximum(change - uniform_filter1d(change, LOCAL_FRAMES), 0.0)
    peaks = np.where(change >= PEAK_SHARE * maximum_filter1d(change, PEAK_FRAMES), change, 0.0)
    if not np.any(peaks > 0):
        return np.zeros(frames, dtype=np.float32)
    full = np.percentile(peaks[peaks > 0], FULL_PERCENTILE)
    return np.asarray(np.minimum(peaks / (full + 1e-9), CEILING), dtype=np.float32)


def _frame_chroma(log_frequency: Float32Array, tuning_semitones: float) -> npt.NDArray[np.float64]:
    """Treble and bass chroma of every frame, shaped (frames, 24)."""
    notes = log_frequency.shape[1] // BINS_PER_SEMITONE
    fold = np.zeros((notes, 24))
    pitch_classes = (LOWEST_MIDI + np.arange(notes)) % 12
    fold[np.arange(notes)[TREBLE_NOTES], pitch_classes[TREBLE_NOTES]] = 1.0
    fold[np.arange(notes)[BASS_NOTES], 12 + pitch_classes[BASS_NOTES]] = BASS_WEIGHT
    chroma = np.zeros((len(log_frequency), 24))
    for start in range(0, len(log_frequency), BLOCK_FRAMES):
        block = slice(start, start + BLOCK_FRAMES)
        loud = np.log1p(COMPRESSION * log_frequency[block])
        peaks = np.maximum(loud - uniform_filter1d(loud, OCTAVE_BINS, axis=1), 0.0)
        chroma[block] = retuned(peaks, tuning_semitones)[:, 1::BINS_PER_SEMITONE] @ fold
    return chroma
