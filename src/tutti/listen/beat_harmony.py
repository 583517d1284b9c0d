"""What sounds in each beat of a band: chroma, tonality, silence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tutti.listen.band_spectrum import FRAMES_PER_SECOND, BandSpectrum
from tutti.listen.chroma import Chroma, nnls_chroma, stretches, tonality_db
from tutti.listen.tuning import retuned
from tutti.music.time import Timeline

FloatArray = npt.NDArray[np.float64]

TRIM = 0.08  # share of a beat left out where the last chord still rings
SILENT_BELOW_LOUDEST_DB = 50.0
SILENT_DB = -75.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BeatHarmony:
    """What sounds in each beat interval of a timeline.

    Attributes:
        chroma: of each beat interval.
        tonality_db: how far tones stand out of it.
        silent: where nothing sounds.
    """

    chroma: Chroma
    tonality_db: FloatArray
    silent: npt.NDArray[np.bool_]


def beat_harmony(spectrum: BandSpectrum, tuning: float, timeline: Timeline) -> BeatHarmony:
    """Listen to each beat of a grid."""
    edges = np.round(np.asarray(timeline.beat_seconds) * FRAMES_PER_SECOND).astype(np.int64)
    edges = np.clip(edges, 0, spectrum.frames - 1)
    spectra = stretches(spectrum.log_frequency, edges, trim=TRIM)
    level_db = np.maximum.reduceat(spectrum.level_db, edges[:-1])
    floor_db = max(float(spectrum.level_db.max()) - SILENT_BELOW_LOUDEST_DB, SILENT_DB)
    return BeatHarmony(
        chroma=nnls_chroma(retuned(spectra, tuning)),
        tonality_db=tonality_db(spectra),
        silent=(level_db < floor_db) | (np.diff(edges) <= 0),
    )
