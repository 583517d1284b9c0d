"""A grid that a person corrected is obeyed to the millisecond, and still covers the recording."""

import numpy as np
import pytest

from tutti.base.errors import BriefInvalid
from tutti.listen import Hints, listen
from tutti.listen.told_bars import agreeing, obeying
from tutti.music.listening import Source
from tutti.music.time import Meter, Timeline
from tutti.testing.humming import hum, melody
from tutti.testing.toyband import play

FOUR = Meter(4, 4)
HEARD = Timeline.steady(meter=FOUR, tempo_bpm=120.0, beats=60, start_seconds=0.1)


def spans_all(timeline: Timeline, duration_seconds: float) -> bool:
    grid = np.array(timeline.beat_seconds)
    return bool(grid[0] <= 1e-9 and grid[-1] >= duration_seconds - 1e-9 and np.all(np.diff(grid) > 0.2))


@pytest.mark.parametrize("told_seconds", [0.0, 0.12, 1.1, 2.34, 7.85, 29.0])
def test_the_first_downbeat_falls_where_it_was_told(told_seconds):
    obeyed = obeying(HEARD, Hints(first_downbeat_seconds=told_seconds), 30.0)
    assert obeyed.seconds_at(0.0) == pytest.approx(told_seconds, abs=1e-6)
    assert spans_all(obeyed, 30.0)
    assert obeyed.tempo_bpm == pytest.approx(120.0, rel=0.01)


def test_a_small_correction_leaves_the_rest_as_it_was_heard():
    obeyed = obeying(HEARD, Hints(first_downbeat_seconds=2.13), 30.0)
    assert obeyed.seconds_at(20.0) == pytest.approx(HEARD.seconds_at(24.0), abs=1e-6)
    moved = obeying(HEARD, Hints(first_downbeat_seconds=2.33), 30.0)
    assert moved.seconds_at(20.0) == pytest.approx(12.33, abs=1e-6)


def test_a_tempo_that_was_heard_otherwise_is_replaced():
    obeyed = obeying(HEARD, Hints(tempo_bpm=100.0, first_downbeat_seconds=3.0), 30.0)
    assert obeyed.tempo_bpm == pytest.approx(100.0, abs=1e-6)
    assert obeyed.seconds_at([0.0, 4.0]) == pytest.approx([3.0, 5.4])
    assert spans_all(obeyed, 30.0)
    assert obeying(HEARD, Hints(tempo_bpm=120.5), 30.0) is HEARD


def test_a_downbeat_behind_the_end_is_refused():
    with pytest.raises(BriefInvalid, match="first downbeat is 31; the recording lasts 30"):
        obeying(HEARD, Hints(first_downbeat_seconds=31.0), 30.0)


def test_only_candidates_with_a_downbeat_there_are_judged():
    beats = 0.5 * np.arange(1.0, 40.0)
    rotations = [beats[start::4] for start in range(4)]
    kept = agreeing(rotations, lambda downbeats: (beats, downbeats), Hints(first_downbeat_seconds=1.03))
    assert [downbeats[0] for downbeats in kept] == [1.0]
    beyond = agreeing(rotations, lambda downbeats: (beats, downbeats), Hints(first_downbeat_seconds=0.0))
    assert [downbeats[0] for downbeats in beyond] == [2.0]
    assert len(agreeing(rotations, lambda downbeats: (beats, downbeats), Hints())) == 4


@pytest.mark.parametrize("source", list(Source))
def test_listening_obeys(source):
    audio = (
        hum(melody([60, 62, 64, 65, 67, 65, 64, 62] * 3, [1.0] * 24, tempo_bpm=110.0))
        if source is Source.VOICE
        else play(["C", "G", "A:min", "F"] * 3, meter=FOUR, tempo=110.0).audio
    )
    hints = Hints(tempo_bpm=112.0, meter=Meter(3, 4), first_downbeat_seconds=2.5)
    heard = listen(audio, source, hints=hints)
    assert heard.timeline.seconds_at(0.0) == pytest.approx(2.5, abs=1e-3)
    assert heard.timeline.meter == Meter(3, 4)
    assert heard.tempo_bpm == pytest.approx(112.0, rel=0.016)
    assert spans_all(heard.timeline, heard.duration_seconds)
    assert heard.sections[0].start_beats == heard.timeline.first_beat
    assert heard.sections[-1].end_beats == heard.timeline.last_beat
