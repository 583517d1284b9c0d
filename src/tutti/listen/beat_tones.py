"""What tones sound, ten times a second: one analysis that every beat grid is asked about.

NNLS chroma (`chroma`) of cells of a tenth of a second are weighted by their loudness and summed from the start on, so
that the mean between any two frames is a difference of two sums; so are the log-probabilities of chords.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tutti.listen.chord_network import fitted_network, seen_tones, turned
from tutti.listen.chroma import nnls_chroma, stretches
from tutti.listen.tuning import retuned

FloatArray = npt.NDArray[np.float64]

CELL_FRAMES = 5
UPDATES = 15


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tones:
    """Sums up to the start of each cell, and after the last.

    Attributes:
        sums: of treble chroma (12 columns) and bass chroma (12 more).
        chord_sums: of the log-probabilities of all chords.
    """

    sums: FloatArray
    chord_sums: FloatArray

    def between(self, starts: FloatArray, ends: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Treble and bass chroma of stretches between frames, each of unit length, shaped (stretches, 12)."""
        chroma = _between(self.sums, starts, ends)
        return _unit(chroma[:, :12]), _unit(chroma[:, 12:])

    def chords_between(self, starts: FloatArray, ends: FloatArray) -> FloatArray:
        """How likely each chord is in stretches between frames, shaped (stretches, chords)."""
        cells = np.maximum((ends - starts) / CELL_FRAMES, 1.0)[:, None]
        odds = _between(self.chord_sums, starts, ends) / cells
        shares = np.exp(odds - odds.max(axis=1, keepdims=True))
        return np.asarray(shares / shares.sum(axis=1, keepdims=True), dtype=np.float64)


def tones(log_frequency: npt.NDArray[np.floating], tuning: float) -> Tones:
    """Analyse a recording."""
    edges = np.arange(0, len(log_frequency) + CELL_FRAMES, CELL_FRAMES)
    edges = np.minimum(edges, len(log_frequency))
    spectra = stretches(log_frequency, edges, trim=0.0)
    chroma = nnls_chroma(retuned(spectra, tuning), updates=UPDATES)
    weights = np.sqrt(spectra.mean(axis=1))[:, None]
    cells = np.hstack([chroma.treble, chroma.bass]) * weights
    return Tones(sums=_running(cells), chord_sums=_running(fitted_network().log_shares(turned(seen_tones(chroma)))))


def _running(rows: FloatArray) -> FloatArray:
    return np.concatenate([np.zeros((1, rows.shape[1])), np.cumsum(rows, axis=0)])


def _between(sums: FloatArray, starts: FloatArray, ends: FloatArray) -> FloatArray:
    return _up_to(sums, ends) - _up_to(sums, starts)


def _up_to(sums: FloatArray, frames: FloatArray) -> FloatArray:
    place = np.clip(frames / CELL_FRAMES, 0.0, len(sums) - 1.000001)
    low = place.astype(np.int64)
    share = (place - low)[:, None]
    return np.asarray(sums[low] * (1.0 - share) + sums[low + 1] * share, dtype=np.float64)


def _unit(rows: FloatArray) -> FloatArray:
    return np.asarray(rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9), dtype=np.float64)
