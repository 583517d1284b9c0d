"""Notes and key of a voice against what was sung.

COnP: mir_eval.transcription without offsets, onsets within 50 ms and pitches within 50 cents. Keys: exact tonic and
third (dorian counts as minor, mixolydian as major), and mir_eval's weighted score (1 exact, .5 fifth, .3 relative,
.2 parallel).
"""

from __future__ import annotations

from collections.abc import Sequence

import mir_eval
import numpy as np

from bench.truth.performance import Tone
from tutti.music.note import HeardNote
from tutti.music.pitch import Key, midi_to_hz, pitch_class_name


def note_scores(tones: Sequence[Tone], heard: Sequence[HeardNote]) -> dict[str, float]:
    """Precision, recall and F of the notes."""
    if not heard:
        return {"note_precision": 0.0, "note_recall": 0.0, "note_f": 0.0}
    precision, recall, f_measure, _ = mir_eval.transcription.precision_recall_f1_overlap(
        np.array([[tone.start_seconds, tone.end_seconds] for tone in tones]),
        midi_to_hz([tone.pitch_midi for tone in tones]),
        np.array([[note.start_seconds, note.end_seconds] for note in heard]),
        midi_to_hz([note.pitch_midi for note in heard]),
        onset_tolerance=0.05,
        pitch_tolerance=50.0,
        offset_ratio=None,
    )
    return {"note_precision": float(precision), "note_recall": float(recall), "note_f": float(f_measure)}


def key_scores(true_key: Key, heard_key: Key) -> dict[str, float]:
    """Exact and weighted."""
    return {
        "key_exact": float(true_key.tonic == heard_key.tonic and true_key.is_minor_like == heard_key.is_minor_like),
        "key_weighted": float(mir_eval.key.weighted_score(_mirex(true_key), _mirex(heard_key))),
    }


def _mirex(key: Key) -> str:
    return f"{pitch_class_name(key.tonic)} {'minor' if key.is_minor_like else 'major'}"
