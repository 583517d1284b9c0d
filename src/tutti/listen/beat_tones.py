"""What tones sound, ten times a second: one analysis that every beat grid is asked about.

NNLS chroma (`chroma`) of cells of a tenth of a second are weighted by their loudness and summed from the start on, so
that the mean between any two frames is a difference of two sums.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tutti.listen.chroma import nnls_chroma, stretches
from tutti.listen.tuning import retuned

FloatArray = npt.NDArray[np.float64]

CELL_FRAMES = 5
UPDATES = 15


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tones:
    """Sums of treble chroma (12 columns) and bass chroma (12 more) up to the start of each cell, and after the last."""

    sums: FloatArray

    def between(self, starts: FloatArray, ends: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Treble and bass chroma of stretches between frames, each of unit length, shaped (stretches, 12)."""
        chroma = self._up_to(ends) - self._up_to(starts)
        return _unit(chroma[:, :12]), _unit(chroma[:, 12:])

    def _up_to(self, frames: FloatArray) -> FloatArray:
        place = np.clip(frames / CELL_FRAMES, 0.0, len(self.sums) - 1.000001)
        low = place.astype(np.int64)
        share = (place - low)[:, None]
        return np.asarray(self.sums[low] * (1.0 - share) + self.sums[low + 1] * share, dtype=np.float64)


def tones(log_frequency: npt.NDArray[np.floating], tuning: float) -> Tones:
    """Analyse a recording."""
    edges = np.arange(0, len(log_frequency) + CELL_FRAMES, CELL_FRAMES)
    edges = np.minimum(edges, len(log_frequency))
    spectra = stretches(log_frequency, edges, trim=0.0)
    chroma = nnls_chroma(retuned(spectra, tuning), updates=UPDATES)
    weights = np.sqrt(spectra.mean(axis=1))[:, None]
    cells = np.hstack([chroma.treble, chroma.bass]) * weights
    return Tones(sums=np.concatenate([np.zeros((1, 24)), np.cumsum(cells, axis=0)]))


def _unit(rows: FloatArray) -> FloatArray:
    return np.asarray(rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9), dtype=np.float64)
