from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutti.compose.prosody import (
    BEAT,
    DIVISION,
    DOWNBEAT,
    HALF_BAR,
    SHORTEST_SYLLABLE_SECONDS,
    SUBDIVISION,
    RhythmIdea,
    Window,
    metric_level,
    set_line,
)
from tutti.language import syllabify
from tutti.music.time import Meter, Timeline

PLAIN = RhythmIdea()
LINES = (
    "I walk alone along the line",
    "The city lights are burning low",
    "Remember me, remember me",
    "You gave the summer another name",
)


def _set(text: str, tempo_bpm: float, meter: str, bars: int, idea: RhythmIdea = PLAIN):
    timeline = Timeline.steady(meter=Meter.parse(meter), tempo_bpm=tempo_bpm, beats=64)
    beats = float(bars * timeline.beats_per_bar)
    start = 4.0 * timeline.beats_per_bar
    window = Window(start_beats=start, earliest_beats=start - 1.0, end_beats=start + beats - 1.0)
    return set_line(syllabify(text, "en"), text, window, timeline, idea=idea), window, timeline


@pytest.mark.parametrize(
    ("meter", "beat", "level"),
    [
        ("4/4", 4.0, DOWNBEAT), ("4/4", 2.0, HALF_BAR), ("4/4", 1.0, BEAT), ("4/4", 0.5, DIVISION),
        ("4/4", 0.25, SUBDIVISION), ("3/4", 3.0, DOWNBEAT), ("3/4", 1.0, BEAT), ("6/8", 1.0, HALF_BAR),
        ("6/8", 1 / 3, DIVISION), ("6/8", 0.5, SUBDIVISION), ("4/4", -1.0, BEAT),
    ],
)  # fmt: skip
def test_the_metre_weighs_positions(meter, beat, level):
    assert metric_level(Meter.parse(meter), beat) == level


@pytest.mark.parametrize(
    ("tempo_bpm", "meter", "bars"),
    [(60, "4/4", 2), (90, "4/4", 2), (120, "4/4", 2), (170, "4/4", 4), (100, "3/4", 3), (60, "6/8", 4)],
)
@pytest.mark.parametrize("text", LINES)
def test_stressed_syllables_fall_on_beats(text, tempo_bpm, meter, bars):
    notes, _, timeline = _set(text, tempo_bpm, meter, bars)
    stressed = [n for n in notes if n.syllable.stress == 1]
    assert all(metric_level(timeline.meter, n.start_beats) >= BEAT for n in stressed)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(LINES), min_size=1, max_size=3),
    st.floats(60, 180),
    st.sampled_from(["4/4", "3/4", "6/8"]),
    st.integers(1, 4),
    st.floats(0.8, 1.2),
)
def test_a_line_stays_in_its_window_whatever_the_room(lines, tempo_bpm, meter, bars, pace):
    text = " ".join(lines)
    notes, window, timeline = _set(text, tempo_bpm, meter, bars, RhythmIdea(pace=pace))
    assert [n.syllable for n in notes] == list(syllabify(text, "en"))
    assert notes[0].start_beats >= window.earliest_beats - 1e-6
    assert notes[-1].start_beats + notes[-1].duration_beats <= window.end_beats + 1e-6
    for before, after in pairwise(notes):
        assert after.start_beats >= before.start_beats + before.duration_beats - 1e-6
    room = timeline.seconds_at(window.end_beats) - timeline.seconds_at(window.earliest_beats)
    if room > 0.45 * len(notes) + 1.0:
        seconds = [60.0 / tempo_bpm * n.duration_beats for n in notes]
        assert min(seconds) >= SHORTEST_SYLLABLE_SECONDS - 1e-6
        assert np.median(seconds) >= 0.2


def test_a_line_comes_back_to_the_rhythm_it_echoes():
    first, window, timeline = _set(LINES[0], 100, "4/4", 2)
    echo = [n.start_beats - window.start_beats for n in first]
    text = "We stand together in the rain"
    again = set_line(syllabify(text, "en"), text, window, timeline, idea=RhythmIdea(), echo=echo)
    shared = np.isin(np.round([n.start_beats - window.start_beats for n in again], 3), np.round(echo, 3))
    assert shared.mean() >= 0.75
