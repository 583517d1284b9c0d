"""A counter-line keeps off the singer, moves mostly by steps and mostly against her."""

from itertools import pairwise

import numpy as np
import pytest
from tests.unit.compose.voices import heard_voice

from tutti.compose import compose, plan
from tutti.compose.singer import Singer
from tutti.music.brief import Brief, Task
from tutti.music.listening import Listening
from tutti.music.note import Note


def viola(listening: Listening) -> tuple[Note, ...]:
    song = compose(plan(Brief(task=Task.ACCOMPANY, style="chamber"), listening, 3), 1)
    return next(part for part in song.parts if part.player == "viola").notes


@pytest.mark.parametrize("meter", ["4/4", "3/4", "6/8"])
def test_it_is_one_line_in_small_steps(meter: str) -> None:
    notes = viola(heard_voice(meter=meter, seed=4))
    assert all(before.end_beats <= after.start_beats + 1e-6 for before, after in pairwise(notes))
    moves = [abs(after.pitch_midi - before.pitch_midi) for before, after in pairwise(notes)]
    assert np.mean([move <= 5 for move in moves]) > 0.85
    assert np.mean([move > 0 for move in moves]) > 0.6


def test_it_moves_against_the_singer_more_than_with_her() -> None:
    against = along = 0
    for seed in range(4):
        listening = heard_voice(seed=seed)
        singer = Singer.heard(listening.melody, listening.timeline)
        for before, after in pairwise(viola(listening)):
            index = int(np.searchsorted(singer.starts_beats, after.start_beats + 1e-6)) - 1
            if index < 1 or singer.ends_beats[index] < after.start_beats:
                continue
            hers = np.sign(singer.pitches_midi[index] - singer.pitches_midi[index - 1])
            product = hers * np.sign(after.pitch_midi - before.pitch_midi)
            against += product < 0
            along += product > 0
    assert against > 1.5 * along, (against, along)
