"""A montuno takes the hand apart: octaves on some strokes, inner notes on others, the next chord at the end."""

from collections import Counter
from itertools import groupby

from tests.unit.compose.voices import heard_voice

from tutti.compose import compose, plan
from tutti.music.brief import Brief, Task


def test_a_montuno_alternates_octaves_and_inner_notes():
    listening = heard_voice(tempo_bpm=190.0, seed=3)
    song = compose(plan(Brief(task=Task.ACCOMPANY, style="salsa"), listening, 3), 1)
    piano = next(part for part in song.parts if part.player == "piano")
    strokes = [tuple(n.pitch_midi for n in group) for _, group in groupby(piano.notes, lambda n: n.start_beats)]
    shapes = Counter(
        "octave" if len(s) == 2 and s[1] - s[0] == 12 else "inner" if len(s) >= 2 else "one" for s in strokes
    )
    assert shapes["octave"] >= 0.2 * len(strokes), shapes
    assert shapes["inner"] >= 0.3 * len(strokes), shapes
