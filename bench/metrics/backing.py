"""Whether the band plays in the singer's key, and chords under the singer's notes.

Tones that start within 60 ms of a true beat are on it; those on strong beats (the downbeat, the half bar) should be
tones of the chord that sounds, those on other beats often are. A tone a semitone above a chord tone, held a third of a
second or longer, is harsh.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bench.truth.performance import Tone
from tutti.music.harmony import Chord, ChordSpan, chord_at
from tutti.music.pitch import Key
from tutti.music.score import Score
from tutti.music.time import Timeline

_STRONG_SECONDS = 0.06
_HARSH_SECONDS = 0.33
_FOUR = 4


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


def melody_fit(
    chords: tuple[ChordSpan, ...], timeline: Timeline, tones: Sequence[Tone], truth: Timeline
) -> dict[str, float]:
    """Shares of tones sung on beats, and on strong beats, that the chords hold, and of sung time that is harsh.

    Args:
        chords: what is played, in beats of `timeline`.
        timeline: the grid it is played on.
        tones: what is sung.
        truth: the exact grid, which says what a beat is and which are strong.
    """
    on_beat: list[bool] = []
    strong: list[bool] = []
    harsh, sung = 0.0, 0.0
    for tone in tones:
        length = tone.end_seconds - tone.start_seconds
        chord = _chord_under(chords, timeline, tone)
        sung += length
        if chord is None:
            continue
        beat = round(truth.beats_at(tone.start_seconds))
        if abs(truth.seconds_at(float(beat)) - tone.start_seconds) <= _STRONG_SECONDS:
            on_beat.append(chord.has(tone.pitch_midi))
            if _is_strong(beat, truth):
                strong.append(chord.has(tone.pitch_midi))
        clashes = {(tone_class + 1) % 12 for tone_class in chord.pitch_classes}
        if length >= _HARSH_SECONDS and tone.pitch_midi % 12 in clashes and not chord.has(tone.pitch_midi):
            harsh += length
    return {
        "strong_chord_tones": float(np.mean(strong)) if strong else 0.0,
        "beat_chord_tones": float(np.mean(on_beat)) if on_beat else 0.0,
        "harsh_share": harsh / sung if sung else 0.0,
    }


def _is_strong(beat: int, timeline: Timeline) -> bool:
    """The downbeat, the half bar of four beats, and both beats of compound metres."""
    per_bar = timeline.beats_per_bar
    return beat % per_bar == 0 or timeline.meter.is_compound or (per_bar == _FOUR and beat % per_bar == _FOUR // 2)


def _chord_under(chords: tuple[ChordSpan, ...], timeline: Timeline, tone: Tone) -> Chord | None:
    """The chord that sounds under most of a tone."""
    middle = (tone.start_seconds + min(tone.end_seconds, tone.start_seconds + 0.5)) / 2
    return chord_at(chords, timeline.beats_at(middle))
