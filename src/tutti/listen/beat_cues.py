"""What a musician would check before believing a beat grid: cues of one candidate, each a plain number.

Where do kick, bass, chords and cymbals fall in the beat and in the bar; do the chords change on the beats and on the
bar lines; do kick and snare take turns on the beats or between them; does the music repeat after a beat and after a
bar; is the tempo a usual one? `beat_ranking` weighs the cues. Curves are relative to their mean over the recording.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tutti.listen.band_spectrum import FRAMES_PER_SECOND
from tutti.listen.bar_grids import BarGrid, usual_period
from tutti.listen.beat_curves import GROUPS, Curves, at_lag
from tutti.listen.chord_changes import ChordChanges

FloatArray = npt.NDArray[np.float64]

PLACES = {"on": (0.0,), "half": (0.5,), "third": (1 / 3,), "swing": (2 / 3,), "quarter": (0.25, 0.75)}
PATTERNS = ((4, "even"), (4, "triple"), (3, "even"), (3, "triple"), (2, "triple"))  # beats a bar, and their division
RETURN_BARS = (1, 2, 4, 8)
LONGEST_RETURN_BARS = 8


def grid_cues(seen: Curves, grid: BarGrid, chords: ChordChanges) -> dict[str, float]:
    """The cues that do not depend on where the bars start."""
    found = _beat_cues(seen, grid)
    found |= _tempo_cues(seen, grid)
    found |= _turn_cues(seen, grid)
    for index, name in enumerate(("treble", "bass")):
        found[f"split_on_{name}"] = chords.on_beats[index]
        found[f"split_half_{name}"] = chords.off_beats[index]
    found |= _return_cues(chords, len(grid.pattern.beats))
    beats, is_triple = len(grid.pattern.beats), grid.pattern.is_triple
    for known in PATTERNS:
        found["pattern_{}_{}".format(*known)] = float(known == (beats, "triple" if is_triple else "even"))
    found["compound_tempo"] = found["tempo"] * found["pattern_2_triple"]
    found["moves"] = min(grid.moves, 1.0)
    found["steady"] = float(grid.origin >= 2)
    found["off"] = float(grid.origin % 2 == 1)
    return found


def bar_cues(seen: Curves, grid: BarGrid, rotation: int, chords: ChordChanges) -> dict[str, float]:
    """The cues of a grid whose bars start `rotation` beats later."""
    beats = len(grid.pattern.beats)
    positions = (grid.bar_positions - rotation) % beats
    return _accent_cues(seen, grid, positions) | _chord_cues(chords, positions[:-1], beats)


def pulse_clarity(seen: Curves, grid: BarGrid) -> float:
    """How much of the flux comes back after a beat or a bar, 0 to 1; near 0 without a pulse."""
    period = usual_period(grid.beat_frames)
    bar = len(grid.pattern.beats) * period
    return float(np.clip(max(at_lag(seen.repetition, period), at_lag(seen.repetition, bar)), 0.0, 1.0))


def _beat_cues(seen: Curves, grid: BarGrid) -> dict[str, float]:
    """Strengths on and between beats."""
    found: dict[str, float] = {}
    for place, shares in PLACES.items():
        strength = np.mean([_sample(seen.strength, grid, share).mean(axis=0) for share in shares], axis=0)
        found |= {f"{place}_{group}": float(value) for group, value in zip(GROUPS, strength, strict=True)}
    return found


def _turn_cues(seen: Curves, grid: BarGrid) -> dict[str, float]:
    """How much every other beat, and every other off-beat, differs: kick and snare take turns on the beats."""
    found = {}
    for place, share in (("on", 0.0), ("half", 0.5)):
        strength = _sample(seen.strength, grid, share)
        for index, group in enumerate(GROUPS):
            found[f"{place}_turn_{group}"] = abs(float(strength[::2, index].mean() - strength[1::2, index].mean()))
    return found


def _accent_cues(seen: Curves, grid: BarGrid, positions: npt.NDArray[np.int64]) -> dict[str, float]:
    """What tells the downbeat, the back-beat and the middle of the bar."""
    beats = len(grid.pattern.beats)
    strength = _sample(seen.strength, grid, 0.0)
    positions = positions[: len(strength)]
    down = positions == 0
    found = {}
    for index, group in enumerate(GROUPS):
        found[f"down_{group}"] = _contrast(strength[:, index], down)
        found[f"back_{group}"] = _contrast(strength[:, index], positions % 2 == 1) if beats == 4 else 0.0
        found[f"next_{group}"] = _contrast(strength[:, index], positions == 1)
    change = strength[:, -1]
    found["middle_change"] = _contrast(change[~down], positions[~down] == 2) if beats == 4 else 0.0
    after = _sample(seen.strength, grid, 0.5)
    for group in ("high", "bass", "tone"):
        index = GROUPS.index(group)
        found[f"after_down_{group}"] = _contrast(after[:, index], down)
        found[f"before_down_{group}"] = _contrast(after[:, index], positions == beats - 1)
    return found


def _chord_cues(chords: ChordChanges, positions: npt.NDArray[np.int64], beats: int) -> dict[str, float]:
    """Whether the chords change on the bar lines, comparable between bars of any length."""
    down = positions == 0
    spread = np.sqrt((beats - 1) / beats**2)
    found = {}
    for name, values in (
        ("changes", chords.changes),
        ("treble", chords.treble_distance),
        ("bass", chords.bass_distance),
    ):
        unit = float(values.std()) + 0.05
        found[f"chord_{name}"] = spread * _contrast(values, down) / unit
        middle = _contrast(values[~down], positions[~down] == 2) if beats == 4 else 0.0
        found[f"chord_middle_{name}"] = 0.5 * middle / unit
        found[f"chord_next_{name}"] = spread * _contrast(values, positions == 1) / unit
    return found


def _return_cues(chords: ChordChanges, beats: int) -> dict[str, float]:
    """Whether the harmony returns after so many bars more than after other times."""
    count = len(chords.treble)
    likeness = np.zeros(LONGEST_RETURN_BARS * beats + 2)
    for lag in range(1, min(len(likeness), count // 2)):
        likeness[lag] = float((chords.treble[lag:] * chords.treble[:-lag]).sum(axis=1).mean())
    usual = float(likeness[1:].mean())
    return {
        f"return_{bars}": float(likeness[bars * beats] - usual) if bars * beats < count // 2 else 0.0
        for bars in RETURN_BARS
    } | {
        f"sharp_{bars}": float(likeness[bars * beats] - 0.5 * (likeness[bars * beats - 1] + likeness[bars * beats + 1]))
        if bars * beats + 1 < count // 2
        else 0.0
        for bars in RETURN_BARS
    }


def _tempo_cues(seen: Curves, grid: BarGrid) -> dict[str, float]:
    """How usual the tempo is, and whether the music repeats at its beat and bar."""
    period = usual_period(grid.beat_frames)
    octaves = float(np.log2(60.0 * FRAMES_PER_SECOND / period / 100.0))
    beats = len(grid.pattern.beats)
    found = {f"repeat_{name}": at_lag(seen.repetition, share * period) for name, share in (
        ("third", 1 / 3), ("half", 0.5), ("beat", 1.0), ("two", 2.0), ("three", 3.0), ("bar", float(beats)),
    )}  # fmt: skip
    found["tempo"], found["tempo_squared"] = octaves, octaves**2
    return found


def _sample(curve: FloatArray, grid: BarGrid, share: float) -> FloatArray:
    """A curve at a share of each beat interval."""
    beats = grid.beat_frames
    frames = np.round(beats[:-1] + share * np.diff(beats)).astype(int)
    return np.asarray(curve[np.clip(frames, 0, len(curve) - 1)], dtype=np.float64)


def _contrast(values: FloatArray, chosen: npt.NDArray[np.bool_]) -> float:
    """Mean of the chosen minus mean of the others."""
    if not np.any(chosen) or np.all(chosen):
        return 0.0
    return float(values[chosen].mean() - values[~chosen].mean())
