"""A band keeps to the chords it was told, in every style, and rests where none sounds."""

import pytest
from tests.unit.compose.voices import heard_voice

from tutti.compose import compose, plan
from tutti.listen.hints import read_hints
from tutti.listen.told_chords import with_told_chords
from tutti.music.brief import Brief, Task
from tutti.music.listening import Listening
from tutti.music.score import Score


def told(chords: str, **song: object) -> Listening:
    return with_told_chords(heard_voice(**song), read_hints(chords=chords))  # type: ignore[arg-type]


def take(listening: Listening, style: str, number: int = 1, weirdness: float = 0.3) -> Score:
    brief = Brief(task=Task.ACCOMPANY, style=style, weirdness=weirdness)
    return compose(plan(brief, listening, 3), number)


@pytest.mark.parametrize(("style", "number"), [("gospel", 1), ("jazz swing", 2), ("city pop", 1)])
def test_no_style_changes_what_was_told(style, number):
    score = take(told("C | G/B | Am7 F | Dm", bars=16), style, number, weirdness=1.0)
    inside = [span for span in score.chords if 0.0 <= span.start_beats < score.sections[-1].start_beats]
    expected = {0.0: "C:maj", 4.0: "G:maj/3", 8.0: "A:min7", 10.0: "F:maj", 12.0: "D:min"}
    assert all(str(span.chord) == expected[span.start_beats % 16] for span in inside)
    bars = range(int(score.sections[-1].start_beats // 4))
    assert len(inside) == len(bars) + sum(bar % 4 == 2 for bar in bars)


@pytest.mark.parametrize("meter", ["4/4", "3/4", "6/8"])
@pytest.mark.parametrize("chords", ["N.C.", "C | N.C.", "| N.C. G | C N.C. |"])
def test_pitched_players_rest_where_no_chord_sounds(meter, chords):
    for style in ("gospel", "funk", "cinematic", "reggae"):
        score = take(told(chords, meter=meter, bars=8, pickup_beats=0.5), style)
        silent = [span for span in score.chords if span.chord is None]
        assert silent
        for part in score.parts:
            if not part.is_drums:
                inside = [
                    n for n in part.notes if any(s.start_beats + 0.5 < n.start_beats < s.end_beats - 1 for s in silent)
                ]
                assert not inside, part.player


def test_a_song_that_arrives_on_the_tonic_stays_there():
    score = take(told("F | G | C | C", bars=16), "pop")
    assert str(score.chords[-1].chord) == "C:maj"
    assert score.chords[-1].end_beats == score.end_beats
