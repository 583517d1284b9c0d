"""Beats, downbeats, tempo and metre against the true grid.

F-measures are mir_eval's at +-70 ms (its default) and +-50 ms; CMLt and AMLt its continuity measures. The first three
seconds are not scored, as nobody can know the beat before it was heard; answers after the last true beat are not asked.
Tempo is right (Acc1) within 4 %. Bias and jitter: mean and deviation of the distance of those true beats that were hit.
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
_LEAST_RIGHT = 0.9  # of the beats, for their timing to say anything


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


def timing_scores(true_beats: FloatArray, heard_beats: FloatArray) -> dict[str, float]:
    """How late (positive) and how unsteadily right beats are heard, in milliseconds; nan where too few are right."""
    reference, estimate = _scored(true_beats, heard_beats)
    if len(reference) < 2 or len(estimate) < 2:
        return {"bias_ms": float("nan"), "jitter_ms": float("nan")}
    away = estimate[np.argmin(np.abs(reference[:, None] - estimate[None, :]), axis=1)] - reference
    right = 1000.0 * away[np.abs(away) < _WINDOW_SECONDS]
    if len(right) < _LEAST_RIGHT * len(reference):
        return {"bias_ms": float("nan"), "jitter_ms": float("nan")}
    return {"bias_ms": float(np.mean(right)), "jitter_ms": float(np.std(right))}


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
