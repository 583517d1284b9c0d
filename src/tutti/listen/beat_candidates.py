"""Every beat grid a band may have, with what speaks for and against it.

Each bar pattern is tracked in each of its tempo bands; beside each path lie its off-beats and steady grids
(`bar_grids`), and the bars of each start on each of its beats. Some two hundred candidates come out, the right one
nearly always among them; which it is, `beat_ranking` decides from their cues.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from tutti.listen.band_spectrum import FRAMES_PER_SECOND, BandSpectrum
from tutti.listen.bar_cues import beat_marks, place_cues
from tutti.listen.bar_grids import BarGrid, fit, grids
from tutti.listen.bar_patterns import BAR_PATTERNS, BarPattern, made_for
from tutti.listen.bar_pointer import bar_path, place_scores, running_scores
from tutti.listen.beat_cues import bar_cues, grid_cues
from tutti.listen.beat_curves import Curves, curves
from tutti.listen.beat_tones import Tones, tones
from tutti.listen.chord_changes import chord_changes
from tutti.listen.hints import Hints

FloatArray = npt.NDArray[np.float64]

HINT_TOLERANCE = 1.08  # how far a tempo may lie from the one that was told
SCORE_UNIT = 10.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BeatCandidate:
    """A grid whose bars start `rotation` beats later than its path's, with its cues by name."""

    grid: BarGrid
    rotation: int
    cues: dict[str, float]

    @property
    def beat_seconds(self) -> FloatArray:
        """When the beats are, the tracker's bias still in."""
        return np.asarray(self.grid.beat_frames / FRAMES_PER_SECOND, dtype=np.float64)

    @property
    def is_downbeat(self) -> npt.NDArray[np.bool_]:
        """Which of the beats start a bar."""
        return np.asarray((self.grid.bar_positions - self.rotation) % len(self.grid.pattern.beats) == 0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Hearing:
    """What is known of a recording before any beat is: curves, and the tones that sound."""

    curves: Curves
    tones: Tones


def find_candidates(
    spectrum: BandSpectrum, harmonic_change: npt.NDArray[np.float32], hearing: Hearing, hints: Hints
) -> list[BeatCandidate]:
    """All candidates; none where a recording is too short."""
    features = np.concatenate([spectrum.flux, harmonic_change[:, None]], axis=1).astype(np.float64)
    found: list[BeatCandidate] = []
    for pattern in _patterns(hints):
        scores = place_scores(features, pattern)
        sums = running_scores(scores)
        for low_bpm, high_bpm in pattern.tempo_bands_bpm:
            for grid in grids(bar_path(sums, pattern, low_bpm, high_bpm), scores):
                found.extend(_rotations(grid, hearing, scores))
    return found


def hear(spectrum: BandSpectrum, harmonic_change: npt.NDArray[np.float32], tuning: float) -> Hearing:
    """Prepare a recording."""
    return Hearing(curves=curves(spectrum, harmonic_change), tones=tones(spectrum.log_frequency, tuning))


def _patterns(hints: Hints) -> tuple[BarPattern, ...]:
    """What may be tracked, given what is known."""
    patterns = BAR_PATTERNS if hints.meter is None else made_for(hints.meter)
    if hints.tempo_bpm is None:
        return patterns
    band = (hints.tempo_bpm / HINT_TOLERANCE, hints.tempo_bpm * HINT_TOLERANCE)
    return tuple(replace(pattern, tempo_bands_bpm=(band,)) for pattern in patterns)


def _rotations(grid: BarGrid, hearing: Hearing, scores: FloatArray) -> Iterator[BeatCandidate]:
    """A grid with its bars starting on each of its beats."""
    chords = chord_changes(hearing.tones, grid.beat_frames)
    marks = beat_marks(hearing.curves, hearing.tones, grid.beat_frames)
    shared = grid_cues(hearing.curves, grid, chords)
    bar = len(grid.pattern.beats)
    for rotation in range(bar):
        if not np.any((grid.bar_positions - rotation) % bar == 0):
            continue  # fewer beats than the bar has
        own = bar_cues(hearing.curves, grid, rotation, chords)
        own |= place_cues(marks, (grid.bar_positions - rotation) % bar, bar)
        own["score"] = SCORE_UNIT * fit(grid, rotation, scores)
        own["rotated"] = float(rotation != 0)
        yield BeatCandidate(grid=grid, rotation=rotation, cues=shared | own)
