from dataclasses import replace

from tests.unit.compose.voices import heard_voice

from tutti.compose import compose, plan
from tutti.compose.arrange import in_free_time, seat_band
from tutti.compose.style import read_style
from tutti.compose.style_table import Role
from tutti.music.brief import Brief, Task


def test_without_a_pulse_nobody_beats_time_and_chords_are_held() -> None:
    band = in_free_time(seat_band(read_style("rock"), 1))
    assert band
    assert {seat.role for seat in band} == {Role.PAD}
    assert [seat.player for seat in in_free_time([])] == ["pad"]


def test_a_free_singer_gets_long_chords_and_no_drums() -> None:
    listening = replace(heard_voice(seed=1), free_time=True)
    score = compose(plan(Brief(task=Task.ACCOMPANY, style="house"), listening, 3), 1)
    assert score.parts
    assert not any(part.is_drums for part in score.parts)
    changes = {span.start_beats for span in score.chords}
    bars = set(range(0, int(score.end_beats) + 1, score.timeline.beats_per_bar))
    for part in score.parts:
        assert {note.start_beats for note in part.notes} <= changes | bars
