"""Time goes both ways, drift included."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutti.music.time import Meter, Timeline


@st.composite
def timelines(draw: st.DrawFn) -> Timeline:
    meter = draw(st.sampled_from([Meter(4, 4), Meter(3, 4), Meter(6, 8)]))
    steps = draw(st.lists(st.floats(0.25, 1.5), min_size=1, max_size=40))
    start = draw(st.floats(0.0, 5.0))
    first = -draw(st.integers(0, 6))
    seconds = tuple(start + np.concatenate([[0.0], np.cumsum(steps)]))
    return Timeline(meter=meter, beat_seconds=seconds, first_beat=first)


@given(timelines(), st.floats(-20, 80))
def test_seconds_and_beats_are_inverse(timeline: Timeline, beat: float) -> None:
    assert timeline.beats_at(timeline.seconds_at(beat)) == pytest.approx(beat, abs=1e-6)


@given(timelines())
def test_heard_beats_fall_where_they_were_heard(timeline: Timeline) -> None:
    beats = np.arange(timeline.first_beat, timeline.last_beat + 1, dtype=float)
    np.testing.assert_allclose(timeline.seconds_at(beats), timeline.beat_seconds, atol=1e-9)


@given(timelines())
def test_downbeats_are_the_bar_lines_inside_the_grid(timeline: Timeline) -> None:
    bars = range(timeline.bar_of(timeline.first_beat), timeline.bar_of(timeline.last_beat) + 1)
    lines = [timeline.beat_of_bar(bar) for bar in bars]
    expected = [timeline.seconds_at(float(b)) for b in lines if timeline.first_beat <= b <= timeline.last_beat]
    np.testing.assert_allclose(timeline.downbeats_seconds(), expected, atol=1e-9)


def test_tempo_of_a_steady_grid() -> None:
    timeline = Timeline.steady(meter=Meter(4, 4), tempo_bpm=93.0, beats=64, start_seconds=1.5)
    assert timeline.tempo_bpm == pytest.approx(93.0)
    assert timeline.tempo_bpm_at(10.0) == pytest.approx(93.0)
    assert timeline.seconds_at(-1.0) == pytest.approx(1.5 - 60 / 93)
    assert timeline.seconds_at(100.0) == pytest.approx(1.5 + 100 * 60 / 93)


@pytest.mark.parametrize(
    ("text", "beats_per_bar", "division", "quarters"),
    [("4/4", 4, 2, 1.0), ("3/4", 3, 2, 1.0), ("6/8", 2, 3, 1.5), ("12/8", 4, 3, 1.5), ("2/2", 2, 2, 2.0)],
)
def test_meters(text: str, beats_per_bar: int, division: int, quarters: float) -> None:
    meter = Meter.parse(text)
    assert (meter.beats_per_bar, meter.division, meter.quarters_per_beat) == (beats_per_bar, division, quarters)
    assert str(meter) == text


@pytest.mark.parametrize("text", ["4", "4/5", "x/4", "0/4", "-3/4"])
def test_what_is_not_a_metre_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="metre"):
        Meter.parse(text)


def test_a_pickup_lies_in_bar_minus_one() -> None:
    timeline = Timeline.steady(meter=Meter(4, 4), tempo_bpm=120, beats=8)
    assert timeline.bar_of(-1.0) == -1
    assert timeline.position_in_bar(-1.0) == 3.0
