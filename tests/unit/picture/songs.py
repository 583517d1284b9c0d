"""Songs to draw: written by the engine around a made-up voice, and hand-made ones at the edges."""

from functools import cache

from tests.unit.compose.voices import heard_voice

from tutti.compose import compose, plan
from tutti.music.brief import Brief, Task
from tutti.music.note import HeardNote
from tutti.music.pitch import Key
from tutti.music.score import Score
from tutti.music.time import Meter, Timeline


@cache
def written(
    style: str = "pop", key: str = "G major", seed: int = 1, meter: str = "4/4", take: int = 1
) -> tuple[Score, tuple[HeardNote, ...]]:
    """A score of the engine, and the voice it was written around."""
    listening = heard_voice(key=key, meter=meter, seed=seed)
    planned = plan(Brief(task=Task.ACCOMPANY, style=style), listening, seed)
    return compose(planned, take), listening.melody


def bare(key: str = "C major", beats: float = 8.0) -> Score:
    """A score with nothing in it: no form, no chords, no players, no singer."""
    timeline = Timeline.steady(meter=Meter(4, 4), tempo_bpm=100.0, beats=max(int(beats), 1))
    return Score(title="", styles=(), timeline=timeline, end_beats=beats, key=Key.parse(key), sections=(), chords=())
