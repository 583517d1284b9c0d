"""Whether the band plays on the singer's beats: its onsets against the grid the song was generated on.

Two methods. By the score: every note of drums and bass that is written on a beat, at the moment its player plays it,
against the nearest true beat. By ear: onsets detected in the rendered drum stem, looked for at the true beats the drums
were written on, and, as a control, a third of a beat later, where straight music has none.
"""

from __future__ import annotations

import librosa
import numpy as np

from bench.metrics.beats import FloatArray
from tutti.music.score import Part, Score
from tutti.perform.expression import performed_notes
from tutti.sound.audio import Audio

TOLERANCE_SECONDS = 0.05
TIMEKEEPERS = ("drums", "bass")
_ON_BEAT = 0.01  # beats from the beat
_EAR_RATE_HZ = 22_050
_EAR_HOP = 64


def onset_scores(score: Score, true_beats: FloatArray) -> dict[str, float]:
    """Precision, recall and F of the played beats of drums and bass, and the share of drums and of bass on the grid."""
    scores: dict[str, float] = {}
    played: list[FloatArray] = []
    for part in score.parts:
        if part.player in TIMEKEEPERS:
            onsets = _inside(_on_beat_onsets(part, score), true_beats)
            played.append(onsets)
            if len(onsets):
                scores[f"{part.player}_on_grid"] = float(np.mean(_distance(onsets, true_beats) <= TOLERANCE_SECONDS))
    onsets = np.unique(np.concatenate(played)) if played else np.empty(0)
    if not len(onsets):
        return scores
    asked = _asked(true_beats, onsets, score)
    precision = float(np.mean(_distance(onsets, true_beats) <= TOLERANCE_SECONDS))
    recall = float(np.mean(_distance(asked, onsets) <= TOLERANCE_SECONDS)) if len(asked) else 0.0
    total = precision + recall
    return {
        **scores,
        "onset_precision": precision,
        "onset_recall": recall,
        "onset_f": 2 * precision * recall / total if total else 0.0,
    }


def heard_onset_scores(drums: Audio, score: Score, true_beats: FloatArray) -> dict[str, float]:
    """Share of true beats with an onset in the drum stem, and of moments a third of a beat later (the control)."""
    part = next(part for part in score.parts if part.player == "drums")
    asked = _asked(true_beats, _on_beat_onsets(part, score), score)
    if len(asked) < 2:
        return {}
    sound = librosa.resample(drums.mono(), orig_sr=drums.sample_rate_hz, target_sr=_EAR_RATE_HZ)
    heard = librosa.onset.onset_detect(y=sound, sr=_EAR_RATE_HZ, hop_length=_EAR_HOP, units="time")
    if not len(heard):
        return {"heard_on_grid": 0.0, "heard_control": 0.0}
    third = float(np.median(np.diff(true_beats))) / 3
    return {
        "heard_on_grid": float(np.mean(_distance(asked, heard) <= TOLERANCE_SECONDS)),
        "heard_control": float(np.mean(_distance(asked + third, heard) <= TOLERANCE_SECONDS)),
    }


def _on_beat_onsets(part: Part, score: Score) -> FloatArray:
    """When the notes that are written on a beat are played."""
    on_beat = [note for note in part.notes if abs(note.start_beats - round(note.start_beats)) < _ON_BEAT]
    written = score.timeline.seconds_at([round(note.start_beats) for note in on_beat])
    played = performed_notes(part, score, score.seed)
    starts = {pitch: np.array([n.start_seconds for n in played if n.pitch_midi == pitch]) for pitch in _pitches(part)}
    onsets = [
        float(starts[note.pitch_midi][np.argmin(np.abs(starts[note.pitch_midi] - seconds))])
        for note, seconds in zip(on_beat, written, strict=True)
        if len(starts[note.pitch_midi])
    ]
    return np.unique(np.array(onsets))


def _pitches(part: Part) -> set[int]:
    return {note.pitch_midi for note in part.notes}


def _inside(onsets: FloatArray, true_beats: FloatArray) -> FloatArray:
    """Onsets between the first and the last true beat; before and after the singer nothing can be wrong."""
    inside = (onsets > true_beats[0] - TOLERANCE_SECONDS) & (onsets < true_beats[-1] + TOLERANCE_SECONDS)
    return np.asarray(onsets[inside])


def _asked(true_beats: FloatArray, onsets: FloatArray, score: Score) -> FloatArray:
    """The true beats whose nearest beat in the score has an onset: an empty beat of the arrangement is not missed."""
    if not len(onsets):
        return np.empty(0)
    grid = np.asarray(score.timeline.beat_seconds)
    nearest = grid[np.argmin(np.abs(grid[None, :] - true_beats[:, None]), axis=1)]
    return true_beats[_distance(nearest, onsets) <= TOLERANCE_SECONDS]


def _distance(moments: FloatArray, grid: FloatArray) -> FloatArray:
    """From each moment to the nearest of a grid."""
    if not len(grid):
        return np.full(len(moments), np.inf)
    gaps: FloatArray = np.abs(grid[None, :] - moments[:, None]).min(axis=1)
    return gaps
