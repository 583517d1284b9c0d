"""The key of a melody: by its pitches and phrase ends, and by how well chords of the key carry its bars."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tutti.music.note import HeardNote
from tutti.music.pitch import Key, Mode
from tutti.music.time import Timeline
from tutti.theory.harmonise import harmonise, melody_weights
from tutti.theory.key import pitch_class_weights, rank_keys

_KEYS_TRIED = 5
_PROFILE_NATS = 8.0  # what a correlation of 1 with the profile weighs against the harmony
_DEFAULT_KEY = Key(0, Mode.MAJOR)
_CLEAR_MARGIN_NATS = 4.0  # at this lead the key is about certain


def find_key(notes: Sequence[HeardNote], timeline: Timeline) -> tuple[Key, float]:
    """The key of a melody and how far it can be trusted, 0 to 1."""
    if not notes:
        return _DEFAULT_KEY, 0.0
    ranked = rank_keys(pitch_class_weights(notes))[:_KEYS_TRIED]
    starts = timeline.beats_at([note.start_seconds for note in notes])
    ends = timeline.beats_at([note.end_seconds for note in notes])
    line = [(start, end, note.pitch_midi) for start, end, note in zip(starts, ends, notes, strict=True)]
    first, last = timeline.bar_of(float(starts[0])), timeline.bar_of(float(ends[-1])) + 1
    weights = melody_weights(line, np.arange(first, last + 1) * float(timeline.beats_per_bar))
    scored = sorted(
        ((_PROFILE_NATS * fit + harmonise(weights, key).score, key) for fit, key in ranked), key=lambda pair: -pair[0]
    )
    margin = scored[0][0] - scored[1][0]
    return scored[0][1], float(np.clip(0.5 + 0.5 * margin / _CLEAR_MARGIN_NATS, 0.0, 1.0))
