"""Beats, downbeats, tempo and metre against the true grid.

F-measures are mir_eval's at +-70 ms (its default) and +-50 ms; CMLt and AMLt its continuity measures. The first three
seconds are not scored, as nobody can know the beat before it was heard; answers after the last true beat are not asked.
Tempo is right (Acc1) within 4 %.
"""

from __future__ import annotations

import mir_eval
import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
UNSCORED_SECONDS = 3.0
TEMPO_TOLERANCE = 0.04
_WINDOW_SECONDS = 0.07
_STRICT_SECONDS = 0.05


def beat_scores(true_beats: FloatArray, heard_beats: FloatArray) -> dict[str, float]:
    """F at 70 and 50 ms, and continuity at the right and at any metrical level."""
    reference, estimate = _scored(true_beats, heard_beats)
    if len(reference) < 2 or len(estimate) < 2:
        return {"beat_f70": 0.0, "beat_f50": 0.0, "beat_cmlt": 0.0, "beat_amlt": 0.0}
    _, correct_level, _, any_level = mir_eval.beat.continuity(reference, estimate)
    return {
        "beat_f70": float(mir_eval.beat.f_measure(reference, estimate, _WINDOW_SECONDS)),
        "beat_f50": float(mir_eval.beat.f_measure(reference, estimate, _STRICT_SECONDS)),
        "beat_cmlt": float(correct_level),
        "beat_amlt": float(any_level),
    }


def downbeat_score(true_downbeats: FloatArray, heard_downbeats: FloatArray) -> float:
    """F of the downbeats at 70 ms."""
    reference, estimate = _scored(true_downbeats, heard_downbeats)
    if not len(reference) or not len(estimate):
        return 0.0
    return float(mir_eval.beat.f_measure(reference, estimate, _WINDOW_SECONDS))


def tempo_scores(true_beats: FloatArray, heard_bpm: float) -> dict[str, float]:
    """Whether the tempo is right, and whether it is right but for a factor of two or three."""
    true_bpm = 60.0 / float(np.median(np.diff(true_beats)))
    ratios = np.array([1.0, 2.0, 0.5, 3.0, 1 / 3])
    near = np.abs(heard_bpm / (true_bpm * ratios) - 1.0) <= TEMPO_TOLERANCE
    return {"tempo_acc1": float(near[0]), "tempo_octave_off": float(near[1:].any() and not near[0])}


def _scored(reference: FloatArray, estimate: FloatArray) -> tuple[FloatArray, FloatArray]:
    reference = reference[reference >= UNSCORED_SECONDS]
    if not len(reference):
        return reference, estimate
    inside = (estimate >= UNSCORED_SECONDS - _WINDOW_SECONDS) & (estimate <= reference[-1] + _WINDOW_SECONDS)
    return reference, estimate[inside]
