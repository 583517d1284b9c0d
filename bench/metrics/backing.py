"""Whether the band plays in the singer's key, and chords under the singer's notes.

Strong notes are tones that start within 60 ms of a true beat; they should be tones of the chord that sounds. A tone a
semitone above a chord tone, held a third of a second or longer, is harsh.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bench.metrics.beats import FloatArray
from bench.truth.performance import Tone
from tutti.music.harmony import Chord, chord_at
from tutti.music.pitch import Key
from tutti.music.score import Score

_STRONG_SECONDS = 0.06
_HARSH_SECONDS = 0.33


def key_fit(score: Score, true_key: Key) -> dict[str, float]:
    """Share of the band's note time in the scale that is sung (in minor with either seventh)."""
    scale = set(true_key.pitch_classes) | ({(true_key.tonic + 11) % 12} if true_key.is_minor_like else set())
    pitched = [note for part in score.parts if not part.is_drums for note in part.notes]
    weights = [note.duration_beats for note in pitched]
    inside = [note.pitch_midi % 12 in scale for note in pitched]
    return {
        "backing_in_key": float(np.average(inside, weights=weights)) if pitched else 0.0,
        "backing_tonic": float(score.key.tonic == true_key.tonic and score.key.is_minor_like == true_key.is_minor_like),
    }


def melody_fit(score: Score, tones: Sequence[Tone], true_beats: FloatArray) -> dict[str, float]:
    """Share of strong notes on chord tones, and of sung time that is harsh."""
    strong, harsh, sung = [], 0.0, 0.0
    for tone in tones:
        length = tone.end_seconds - tone.start_seconds
        chord = _chord_under(score, tone)
        sung += length
        if chord is None:
            continue
        if np.abs(true_beats - tone.start_seconds).min() <= _STRONG_SECONDS:
            strong.append(chord.has(tone.pitch_midi))
        clashes = {(tone_class + 1) % 12 for tone_class in chord.pitch_classes}
        if length >= _HARSH_SECONDS and tone.pitch_midi % 12 in clashes and not chord.has(tone.pitch_midi):
            harsh += length
    return {
        "strong_chord_tones": float(np.mean(strong)) if strong else 0.0,
        "harsh_share": harsh / sung if sung else 0.0,
    }


def _chord_under(score: Score, tone: Tone) -> Chord | None:
    """The chord that sounds under most of a tone."""
    middle = (tone.start_seconds + min(tone.end_seconds, tone.start_seconds + 0.5)) / 2
    return chord_at(score.chords, score.timeline.beats_at(middle))
