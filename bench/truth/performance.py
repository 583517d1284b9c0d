"""How people perform a melody: unsteady onsets, pitches off the note, breaths after long notes.

`perform` turns a song bound to a timeline into tones in seconds; these tones are the truth of the note measures.
Ranges: onsets uniform within +-30 ms, pitches normal within +-25 cents, as in measurements of trained amateur singers.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from bench.truth.song import FloatArray, Song, swung
from tutti.base.seeds import generator
from tutti.music.time import Timeline

ONSET_SPREAD_SECONDS = 0.030
PITCH_SPREAD_CENTS = 25.0
_SHORTEST_SECONDS = 0.08
_LONG_SECONDS = 1.2  # a note so long is ended early by a breath
_JOIN_SECONDS = 0.005


@dataclass(frozen=True, slots=True, kw_only=True)
class Tone:
    """A note as it was sung: `start_seconds` is the onset of its vowel, `cents` how far it is off `pitch_midi`."""

    start_seconds: float
    end_seconds: float
    pitch_midi: int
    cents: float


def perform(song: Song, timeline: Timeline, *, seed: int, legato: float = 0.9) -> tuple[Tone, ...]:
    """The tones of a sung melody; tones that would start before the audio does are dropped."""
    random = generator(seed, "performance")
    starts = _seconds(song, timeline, np.array([note.start_beats for note in song.melody]))
    ends = _seconds(song, timeline, np.array([note.end_beats for note in song.melody]))
    starts = starts + random.uniform(-ONSET_SPREAD_SECONDS, ONSET_SPREAD_SECONDS, len(starts))
    cents = np.clip(random.normal(0, PITCH_SPREAD_CENTS / 2, len(starts)), -PITCH_SPREAD_CENTS, PITCH_SPREAD_CENTS)
    held = np.where(
        ends - starts > _LONG_SECONDS,
        random.uniform(0.72, 0.92, len(starts)),
        random.uniform(legato - 0.1, 1.0, len(starts)),
    )
    stops = np.maximum(starts + _SHORTEST_SECONDS, starts + (ends - starts) * held)
    limits = np.append(starts[1:] - _JOIN_SECONDS, np.inf)
    stops = np.minimum(stops, limits)
    return tuple(
        Tone(start_seconds=float(a), end_seconds=float(b), pitch_midi=note.pitch_midi, cents=float(c))
        for a, b, note, c in zip(starts, stops, song.melody, cents, strict=True)
        if a > 0.06 and b - a > 0.03
    )


def phrases(tones: tuple[Tone, ...], *, gap_seconds: float = 0.25) -> list[list[Tone]]:
    """Tones grouped by the silences between them."""
    groups = [[tones[0]]]
    for before, after in pairwise(tones):
        if after.start_seconds - before.end_seconds > gap_seconds:
            groups.append([])
        groups[-1].append(after)
    return groups


def _seconds(song: Song, timeline: Timeline, beats: FloatArray) -> FloatArray:
    return timeline.seconds_at(swung(beats, song.swing))
