"""Treble and bass chroma of stretches of a band: which pitch classes sound, with overtones explained away.

Each stretch's log-frequency spectrum is whitened over an octave and approximated by notes with 14 decaying harmonics
(non-negative least squares by multiplicative updates, Lee & Seung 2001); note activations are folded into a treble and
a bass chroma. Method: Mauch & Dixon, "Approximate note transcription for the improved identification of difficult
chords", ISMIR 2010.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
from numba import njit
from scipy.ndimage import uniform_filter1d

from tutti.listen.band_spectrum import BINS_PER_SEMITONE, LOG_BINS, LOWEST_MIDI
from tutti.listen.tuning import COMPRESSION, OCTAVE_BINS

FloatArray = npt.NDArray[np.float64]

NOTES = 72
HARMONICS = 14
TONAL_BINS = slice(36, 216)  # MIDI 36 to 95
HARMONIC_DECAY = 0.7  # amplitude ratio of one harmonic to the one below
UPDATES = 30
LEAST_ACTIVATION = 1e-6
DEVIATION_FLOOR = 0.05
END_TRIM = 0.6  # the end of a stretch is trimmed less than its start, where the last chord still rings
TREBLE_MIDI, TREBLE_WEIGHT = (36.0, 50.0, 60.0, 78.0, 96.0), (0.0, 0.5, 1.0, 1.0, 0.0)
BASS_MIDI, BASS_WEIGHT = (24.0, 28.0, 43.0, 55.0), (0.6, 1.0, 1.0, 0.0)
REGISTER_MIDI = (31.0, 43.0, 55.0, 67.0, 79.0)  # where each register counts most


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chroma:
    """Note activations folded by pitch class, shaped (stretches, 12); column 0 is C.

    Attributes:
        treble: from MIDI 36 up, the middle most.
        bass: below MIDI 55.
        registers: in overlapping registers of an octave's width, low to high, shaped (stretches, 5, 12).
    """

    treble: FloatArray
    bass: FloatArray
    registers: FloatArray


def stretches(log_frequency: npt.NDArray[np.floating], edges: npt.NDArray[np.int64], *, trim: float) -> FloatArray:
    """Mean spectrum between consecutive frame edges, without the first `trim` share and a little of the end."""
    last = len(log_frequency)
    lengths = np.maximum(np.diff(edges), 1)
    starts = np.clip(edges[:-1] + (lengths * trim).astype(int), 0, last - 1)
    ends = np.clip(edges[1:] - (lengths * trim * END_TRIM).astype(int), starts + 1, last)
    bounds = np.stack([starts, np.minimum(ends, last - 1)], axis=1).ravel()
    sums = np.add.reduceat(log_frequency, bounds, axis=0, dtype=np.float64)[::2]
    return np.asarray(sums / np.maximum(np.diff(bounds)[::2], 1)[:, None], dtype=np.float64)


def nnls_chroma(spectra: FloatArray, *, updates: int = UPDATES) -> Chroma:
    """Chroma of in-tune log-frequency spectra, shaped (stretches, LOG_BINS)."""
    loud = np.log1p(COMPRESSION * spectra)
    mean = uniform_filter1d(loud, OCTAVE_BINS, axis=1)
    variance = uniform_filter1d(np.square(loud), OCTAVE_BINS, axis=1) - np.square(mean)
    white = np.maximum(loud - mean, 0.0) / (np.sqrt(np.maximum(variance, 1e-8)) + DEVIATION_FLOOR)
    notes = _note_spectra()
    activation = _activations(white, notes, _note_overlaps(), updates)
    midi = LOWEST_MIDI + np.arange(NOTES)
    fold = np.eye(12)[midi % 12]
    weights = [np.interp(midi, TREBLE_MIDI, TREBLE_WEIGHT), np.interp(midi, BASS_MIDI, BASS_WEIGHT)]
    weights += [np.maximum(1.0 - np.abs(midi - centre) / 12.0, 0.0) for centre in REGISTER_MIDI]
    weights[2][midi < REGISTER_MIDI[0]] = 1.0
    folded = np.stack([activation @ (fold * weight[:, None]) for weight in weights], axis=1)
    return Chroma(treble=folded[:, 0], bass=folded[:, 1], registers=folded[:, 2:])


@njit(cache=True)
def _activations(white: FloatArray, notes: FloatArray, gram: FloatArray, updates: int) -> FloatArray:
    """Multiplicative updates, row by row; compiled, for many small products leave a threaded BLAS waiting."""
    rows, bins = white.shape
    count = notes.shape[1]
    activations = np.empty((rows, count))
    target, explained = np.empty(count), np.empty(count)
    for row in range(rows):
        target[:] = 0.0
        for bin_ in range(bins):
            weight = white[row, bin_]
            if weight > 0.0:
                for note in range(count):
                    target[note] += weight * notes[bin_, note]
        activation = activations[row]
        for note in range(count):
            activation[note] = max(target[note], LEAST_ACTIVATION)
        for _ in range(updates):
            explained[:] = LEAST_ACTIVATION
            for other in range(count):
                weight = activation[other]
                for note in range(count):
                    explained[note] += weight * gram[other, note]
            for note in range(count):
                activation[note] *= target[note] / explained[note]
    return activations


def tonality_db(spectra: FloatArray) -> FloatArray:
    """How far the strongest tenth of each stretch's bins stands out.

    Measured: 2 dB for noise, 3 to 7 for drums, 7 and more where tones sound.
    """
    level_db = 20.0 * np.log10(spectra[:, TONAL_BINS] + 1e-5)
    above = np.sort(level_db - uniform_filter1d(level_db, OCTAVE_BINS, axis=1), axis=1)
    tenth = above.shape[1] // 10
    return np.asarray(above[:, -tenth:].mean(axis=1) - np.median(above, axis=1), dtype=np.float64)


@cache
def _note_spectra() -> FloatArray:
    """The spectrum of each note from LOWEST_MIDI up, shaped (LOG_BINS, NOTES), unit length."""
    spectra = np.zeros((LOG_BINS, NOTES))
    for note in range(NOTES):
        for harmonic in range(1, HARMONICS + 1):
            centre = round(BINS_PER_SEMITONE * note + 1 + 12 * BINS_PER_SEMITONE * np.log2(harmonic))
            for neighbour, share in ((-1, 0.35), (0, 1.0), (1, 0.35)):
                if 0 <= centre + neighbour < LOG_BINS:
                    spectra[centre + neighbour, note] += share * HARMONIC_DECAY ** (harmonic - 1)
    return np.asarray(spectra / np.linalg.norm(spectra, axis=0), dtype=np.float64)


@cache
def _note_overlaps() -> FloatArray:
    """Inner products of the note spectra, shaped (NOTES, NOTES)."""
    notes = _note_spectra()
    return np.asarray(notes.T @ notes, dtype=np.float64)
