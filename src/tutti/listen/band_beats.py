"""Beats and downbeats of a band: many candidate grids are tracked, then the one that makes most musical sense is taken.

Each bar pattern is tracked in each of its tempo bands, and each path's bars are also tried a beat or more later. The
right grid is nearly always among these; which it is, the cues of `beat_cues` decide. Times are frames of the spectrum.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from tutti.listen.band_spectrum import FRAMES_PER_SECOND, BandSpectrum
from tutti.listen.bar_patterns import BAR_PATTERNS, BarPattern, made_for
from tutti.listen.bar_pointer import BarPath, bar_path, running_scores
from tutti.listen.beat_cues import Curves, cues, curves, pulse_clarity
from tutti.listen.beat_ranking import log_odds, probabilities
from tutti.listen.chord_changes import chord_changes
from tutti.listen.hints import Hints
from tutti.music.time import Meter

FloatArray = npt.NDArray[np.float64]

LEAST_BEATS = 6
NO_PULSE, CLEAR_PULSE = 0.1, 0.3  # autocorrelation of the flux at beat or bar: of ripple, and of music at its least
HINT_TOLERANCE = 1.08  # how far a tempo may lie from the one that was told
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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Candidate:
    path: BarPath
    rotation: int
    log_odds: float


def band_beats(
    spectrum: BandSpectrum, harmonic_change: npt.NDArray[np.float32], tuning: float, hints: Hints
) -> BandBeats | None:
    """The most sensible grid, or None where there are too few beats for one."""
    features = np.concatenate([spectrum.flux, harmonic_change[:, None]], axis=1).astype(np.float64)
    seen = curves(spectrum, harmonic_change)
    candidates: list[_Candidate] = []
    for pattern in _patterns(hints):
        sums = running_scores(features, pattern)
        for low_bpm, high_bpm in pattern.tempo_bands_bpm:
            path = bar_path(sums, pattern, low_bpm, high_bpm)
            if len(path.beat_frames) >= LEAST_BEATS:
                candidates.extend(_rotations(spectrum, seen, path, tuning))
    if not candidates:
        return None
    return _chosen(candidates, seen)


def _patterns(hints: Hints) -> tuple[BarPattern, ...]:
    """What may be tracked, given what is known."""
    patterns = BAR_PATTERNS if hints.meter is None else made_for(hints.meter)
    if hints.tempo_bpm is None:
        return patterns
    band = (hints.tempo_bpm / HINT_TOLERANCE, hints.tempo_bpm * HINT_TOLERANCE)
    return tuple(replace(pattern, tempo_bands_bpm=(band,)) for pattern in patterns)


def _rotations(spectrum: BandSpectrum, seen: Curves, path: BarPath, tuning: float) -> list[_Candidate]:
    """A path with its bars starting on each of its beats."""
    chords = chord_changes(spectrum.log_frequency, tuning, path.beat_frames)
    return [
        _Candidate(path=path, rotation=rotation, log_odds=log_odds(cues(seen, path, rotation, chords), path.pattern))
        for rotation in range(len(path.pattern.beats))
    ]


def _chosen(candidates: list[_Candidate], seen: Curves) -> BandBeats:
    """The likeliest candidate, and how much of the belief agrees with its beats and downbeats."""
    beliefs = probabilities([candidate.log_odds for candidate in candidates])
    best = candidates[int(np.argmax(beliefs))]
    beats, downbeats = _beats(best), _downbeats(best)
    agree_on_beats = sum(belief for one, belief in zip(candidates, beliefs, strict=True) if _same(beats, _beats(one)))
    agree_on_all = sum(
        belief
        for one, belief in zip(candidates, beliefs, strict=True)
        if _same(beats, _beats(one)) and _same(downbeats, _downbeats(one))
    )
    positions = (best.path.bar_positions - best.rotation) % len(best.path.pattern.beats)
    clarity = float(np.interp(pulse_clarity(seen, best.path), (NO_PULSE, CLEAR_PULSE), (0.0, 1.0)))
    return BandBeats(
        meter=best.path.pattern.meter,
        beat_seconds=beats,
        downbeat=int(np.flatnonzero(positions == 0)[0]),
        beat_confidence=float(min(agree_on_beats, 1.0) * clarity),
        downbeat_confidence=float(min(agree_on_all, 1.0) * clarity),
    )


def _beats(candidate: _Candidate) -> FloatArray:
    return np.asarray(candidate.path.beat_frames / FRAMES_PER_SECOND, dtype=np.float64)


def _downbeats(candidate: _Candidate) -> FloatArray:
    positions = (candidate.path.bar_positions - candidate.rotation) % len(candidate.path.pattern.beats)
    return np.asarray(_beats(candidate)[positions == 0], dtype=np.float64)


def _same(one: FloatArray, other: FloatArray) -> bool:
    """Whether two series fall together nearly everywhere."""
    if len(one) == 0 or len(other) == 0:
        return False
    nearest = np.abs(one[:, None] - other[None, :]).min(axis=1)
    hits = float(np.count_nonzero(nearest <= SAME_BEAT_SECONDS))
    return 2.0 * hits / (len(one) + len(other)) > 0.9
