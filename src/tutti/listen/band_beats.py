"""Beats and downbeats of a band: of many candidate grids the one that makes most musical sense.

`beat_candidates` finds them, `beat_ranking` says how likely each is; how much of that belief agrees with the one
chosen is how sure it is, less where onsets hardly come back after a beat or a bar.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tutti.listen.band_spectrum import BandSpectrum
from tutti.listen.beat_candidates import BeatCandidate, find_candidates, hear
from tutti.listen.beat_cues import pulse_clarity
from tutti.listen.beat_ranking import beliefs
from tutti.listen.hints import Hints
from tutti.listen.told_bars import agreeing
from tutti.music.time import Meter

FloatArray = npt.NDArray[np.float64]

NO_PULSE, CLEAR_PULSE = 0.1, 0.3  # autocorrelation of the flux at beat or bar: of ripple, and of music at its least
SAME_BEAT_SECONDS = 0.07  # MIREX tolerance: candidates whose beats agree so far are one answer


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BandBeats:
    """The grid chosen.

    Attributes:
        meter: the time signature.
        beat_seconds: tracked beats, with the tracker's bias still in.
        downbeat: index of the first downbeat.
        beat_confidence: belief that these are the beats, 0 to 1.
        downbeat_confidence: belief that these are beats and downbeats, 0 to 1.
    """

    meter: Meter
    beat_seconds: FloatArray
    downbeat: int
    beat_confidence: float
    downbeat_confidence: float


def band_beats(
    spectrum: BandSpectrum, harmonic_change: npt.NDArray[np.float32], tuning: float, hints: Hints
) -> BandBeats | None:
    """The most sensible grid, or None where there are too few beats for one."""
    hearing = hear(spectrum, harmonic_change, tuning)
    candidates = agreeing(find_candidates(spectrum, harmonic_change, hearing, hints), _beats_and_downbeats, hints)
    if not candidates:
        return None
    shares = beliefs([candidate.cues for candidate in candidates])
    best = candidates[int(np.argmax(shares))]
    on_beats, on_all = _agreement(best, candidates, shares)
    clarity = float(np.interp(pulse_clarity(hearing.curves, best.grid), (NO_PULSE, CLEAR_PULSE), (0.0, 1.0)))
    return BandBeats(
        meter=best.grid.pattern.meter,
        beat_seconds=best.beat_seconds,
        downbeat=int(np.flatnonzero(best.is_downbeat)[0]),
        beat_confidence=on_beats * clarity,
        downbeat_confidence=on_all * clarity,
    )


def _beats_and_downbeats(candidate: BeatCandidate) -> tuple[FloatArray, FloatArray]:
    return candidate.beat_seconds, candidate.beat_seconds[candidate.is_downbeat]


def _agreement(best: BeatCandidate, candidates: list[BeatCandidate], shares: FloatArray) -> tuple[float, float]:
    """How much of the belief agrees with the beats of the best, and with its beats and downbeats."""
    on_beats, on_all = 0.0, 0.0
    is_same: dict[int, bool] = {}
    for candidate, share in zip(candidates, shares, strict=True):
        grid = id(candidate.grid)
        if grid not in is_same:
            is_same[grid] = _same(best.beat_seconds, candidate.beat_seconds)
        if is_same[grid]:
            on_beats += float(share)
            if _same(best.beat_seconds[best.is_downbeat], candidate.beat_seconds[candidate.is_downbeat]):
                on_all += float(share)
    return min(on_beats, 1.0), min(on_all, 1.0)


def _same(one: FloatArray, other: FloatArray) -> bool:
    """Whether two series fall together nearly everywhere."""
    if len(one) == 0 or len(other) == 0:
        return False
    nearest = np.abs(one[:, None] - other[None, :]).min(axis=1)
    hits = float(np.count_nonzero(nearest <= SAME_BEAT_SECONDS))
    return 2.0 * hits / (len(one) + len(other)) > 0.9
