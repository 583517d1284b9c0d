"""From pitches to sung notes: accents, and now and then a syllable that moves on to a neighbouring chord tone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tutti.compose.melody import Harmony
from tutti.compose.prosody import SetSyllable
from tutti.music.harmony import chord_at
from tutti.music.score import SungNote

_MELISMA_CHANCE = 0.3
_MELISMA_SECONDS = 1.1  # a note at least so long may move
_MOVING_SHARE = 0.6  # of the note that passes before it moves
_WIDEST_MOVE_SEMITONES = 4
_VELOCITY_BY_STRESS = {0: 74, 1: 92, 2: 82}


def sung_notes(
    notes: Sequence[SetSyllable],
    pitches: Sequence[int],
    harmony: Harmony,
    *,
    lowest_midi: int,
    closes: bool,
    rng: np.random.Generator,
) -> tuple[SungNote, ...]:
    """The notes of a line as they stand in the score."""
    sung = [
        SungNote(
            start_beats=note.start_beats,
            duration_beats=note.duration_beats,
            pitch_midi=pitch,
            syllable=note.syllable,
            velocity=_VELOCITY_BY_STRESS[note.syllable.stress],
        )
        for note, pitch in zip(notes, pitches, strict=True)
    ]
    wants_melisma = rng.random() < _MELISMA_CHANCE
    target = None if closes else _neighbour(sung[-1], harmony, lowest_midi)
    if wants_melisma and target is not None:
        sung[-1:] = _moved(sung[-1], target)
    return tuple(sung)


def _neighbour(note: SungNote, harmony: Harmony, lowest_midi: int) -> int | None:
    """The chord tone next below a long last note, None where the note is short or there is none near."""
    timeline = harmony.timeline
    if timeline.seconds_at(note.end_beats) - timeline.seconds_at(note.start_beats) < _MELISMA_SECONDS:
        return None
    chord = chord_at(harmony.chords, note.start_beats + _MOVING_SHARE * note.duration_beats)
    if chord is None:
        return None
    below = range(note.pitch_midi - 2, max(note.pitch_midi - _WIDEST_MOVE_SEMITONES, lowest_midi) - 1, -1)
    return next((pitch for pitch in below if pitch % 12 in chord.pitch_classes), None)


def _moved(note: SungNote, target_midi: int) -> tuple[SungNote, SungNote]:
    border = note.start_beats + _MOVING_SHARE * note.duration_beats
    return (
        SungNote(
            start_beats=note.start_beats,
            duration_beats=border - note.start_beats,
            pitch_midi=note.pitch_midi,
            syllable=note.syllable,
            velocity=note.velocity,
        ),
        SungNote(
            start_beats=border,
            duration_beats=note.end_beats - border,
            pitch_midi=target_midi,
            syllable=None,
            velocity=note.velocity,
        ),
    )
