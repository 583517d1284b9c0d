from itertools import pairwise

import numpy as np
from tests.unit.compose.voices import heard_voice

from tutti.compose.accompaniment import chart_of, plan_accompaniment
from tutti.compose.pattern import parse_pattern
from tutti.compose.players.kit import groove_notes
from tutti.compose.style_table import DRUM_LETTERS
from tutti.music.brief import Brief, Task


def test_rolls_are_strokes_inside_a_step_that_grow():
    planned = plan_accompaniment(Brief(task=Task.ACCOMPANY, style="pop"), heard_voice(), 1)
    chart = chart_of(planned, 1)
    row = dict.fromkeys(("low", "mid", "high"), "x...r...t.......")
    groove = {"closed_hat": parse_pattern("roll", {"4/4": row}, DRUM_LETTERS)}
    notes = groove_notes(groove, chart, chart.bars[1:2], np.random.default_rng(0))
    starts = [note.start_beats - chart.bars[1].start_beats for note in notes]
    np.testing.assert_allclose(starts, [0.0, 1.0, 1.125, 2.0, 2.0 + 1 / 12, 2.0 + 2 / 12])
    assert notes[1].velocity < notes[2].velocity
    assert notes[3].velocity < notes[5].velocity
    assert all(before.end_beats <= after.start_beats + 1e-6 for before, after in pairwise(notes))
