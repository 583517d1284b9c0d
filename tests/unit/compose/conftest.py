"""Bands as they are heard, made by hand: a form, a loop of chords, a tempo, a metre."""

from collections.abc import Callable

import numpy as np
import pytest

from tutti.music.form import Section, SectionLabel
from tutti.music.harmony import Chord, ChordSpan
from tutti.music.listening import Confidence, Listening, Source
from tutti.music.pitch import Key
from tutti.music.time import Meter, Timeline

SONG_FORM = (
    ("intro", 4),
    ("verse", 16),
    ("chorus", 8),
    ("verse", 16),
    ("chorus", 8),
    ("break", 4),
    ("chorus", 8),
    ("outro", 4),
)


def heard_band(
    *,
    key: str = "C major",
    loop: tuple[str, ...] = ("C", "G", "A:min", "F"),
    tempo_bpm: float = 120.0,
    meter: str = "4/4",
    form: tuple[tuple[str, int], ...] = SONG_FORM,
    sway_seconds: float = 0.0,
    start_seconds: float = 0.6,
) -> Listening:
    grid = Meter.parse(meter)
    beats = sum(bars for _, bars in form) * grid.beats_per_bar
    index = np.arange(beats + 1)
    seconds = start_seconds + 60.0 / tempo_bpm * index + sway_seconds * np.sin(index / 7.0)
    borders = np.concatenate([[0], np.cumsum([bars for _, bars in form])]) * grid.beats_per_bar
    sections = tuple(
        Section(start_beats=float(a), end_beats=float(b), label=SectionLabel(label), energy=0.5)
        for (label, _), a, b in zip(form, borders, borders[1:], strict=False)
    )
    chords = tuple(
        ChordSpan(
            start_beats=float(bar * grid.beats_per_bar),
            end_beats=float((bar + 1) * grid.beats_per_bar),
            chord=Chord.parse(loop[bar % len(loop)]),
        )
        for bar in range(beats // grid.beats_per_bar)
    )
    return Listening(
        source=Source.BAND,
        duration_seconds=float(seconds[-1]) + 0.5,
        timeline=Timeline(meter=grid, beat_seconds=tuple(float(t) for t in seconds)),
        key=Key.parse(key),
        tuning_cents=0.0,
        chords=chords,
        melody=(),
        sections=sections,
        beat_levels_db=(-18.0,) * beats,
        confidence=Confidence(beats=0.9, downbeats=0.9, key=0.9, chords=0.8),
    )


@pytest.fixture
def band() -> Callable[..., Listening]:
    return heard_band
