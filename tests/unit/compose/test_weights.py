"""What the weights and moods of a request do, measured on what is written."""

from dataclasses import replace

import numpy as np
import pytest
from tests.unit.compose.songs import songs

from tutti.compose import compose, plan
from tutti.compose.topline_following import band_strength
from tutti.compose.weight_measures import following, style_likeness, surprise_bits
from tutti.music.brief import Brief, Task
from tutti.music.harmony import Quality
from tutti.music.score import Score

SETTINGS = (0.0, 0.25, 0.5, 0.75, 1.0)
SEED = 5
MEASURES = {
    "style_weight": style_likeness,
    "weirdness": lambda _plan, score, _take: surprise_bits(score),
    "audio_weight": following,
}


@pytest.mark.parametrize("weight", list(MEASURES))
def test_a_weight_grows_its_measure_with_every_step(weight):
    rows = []
    for place, (style, listening) in enumerate(songs()):
        take = 1 + place % 2
        row = []
        for setting in SETTINGS:
            planned = plan(Brief(task=Task.ACCOMPANY, style=style, **{weight: setting}), listening, SEED)
            row.append(MEASURES[weight](planned, compose(planned, take), take))
        rows.append(row)
    means = np.mean(rows, axis=0)
    assert np.all(np.diff(means) > 0), np.round(means, 3)
    assert means[-1] - means[0] > 0.08


def test_the_usual_weights_leave_a_style_as_its_table_has_it():
    style, listening = songs()[1]
    usual = plan(Brief(task=Task.ACCOMPANY, style=style), listening, SEED)
    given = plan(Brief(task=Task.ACCOMPANY, style=style, style_weight=0.65, weirdness=0.3, audio_weight=0.65),
                 listening, SEED)  # fmt: skip
    assert compose(usual, 1) == compose(given, 1)
    assert style_likeness(usual, compose(usual, 1), 1) > 0.5


def test_daring_melodies_leap_and_singers_follow_the_band(band):
    listening = band()
    levels = -20.0 + np.repeat([0.0, 6.0, -6.0, 3.0], 8)[np.arange(len(listening.beat_levels_db)) % 32]
    listening = replace(listening, beat_levels_db=tuple(float(level) for level in levels))
    intervals, together = [], []
    for weight in (0.0, 1.0):
        brief = Brief(task=Task.SING, prompt="the sea at night", weirdness=weight, audio_weight=weight)
        phrases = compose(plan(brief, listening, SEED), 1).vocals[0].phrases
        intervals.append(
            np.mean([abs(float(step)) for p in phrases for step in np.diff([n.pitch_midi for n in p.notes])])
        )
        notes = [note for phrase in phrases for note in phrase.notes]
        strengths = [band_strength(listening, note.start_beats) for note in notes]
        together.append(np.corrcoef([note.velocity for note in notes], strengths)[0, 1])
    assert intervals[1] > intervals[0]
    assert together[1] > together[0] + 0.3


def _fullness(score: Score) -> float:
    return sum(note.velocity for part in score.parts for note in part.notes) / score.end_beats


def _minor_share(score: Score) -> float:
    chords = [span.chord for span in score.chords if span.chord is not None]
    return float(np.mean([chord.has((chord.root + 3) % 12) for chord in chords]))


def _rich_share(score: Score) -> float:
    plain = {Quality.MAJOR, Quality.MINOR, Quality.DIMINISHED}
    return float(np.mean([span.chord.quality not in plain for span in score.chords if span.chord is not None]))


def _height(score: Score) -> float:
    notes = [note.pitch_midi for part in score.parts if not part.is_drums and part.player != "bass"
             for note in part.notes]  # fmt: skip
    return float(np.mean(notes))


def _groove(score: Score) -> float:
    return float(sum(len(part.notes) for part in score.parts if part.player in ("drums", "bass", "percussion")))


@pytest.mark.parametrize(
    ("less", "more", "measure"),
    [
        ("sad", "", _fullness),
        ("calm", "", _fullness),
        ("", "energetic", _fullness),
        ("慢板", "快节奏", _fullness),
        ("happy", "sad", _minor_share),
        ("欢快", "黑暗", _minor_share),
        ("simple", "dreamy", _rich_share),
        ("dark", "happy", _height),
        ("calm", "driving", _groove),
        ("sparse", "", lambda score: float(len(score.parts))),
    ],
)
def test_moods_are_heard(less, more, measure):
    means = []
    for mood in (less, more):
        values = []
        for place, (style, listening) in enumerate(songs()[:6]):
            planned = plan(Brief(task=Task.ACCOMPANY, style=f"{style}, {mood}"), listening, SEED)
            values.append(measure(compose(planned, 1 + place % 2)))
        means.append(np.mean(values))
    assert means[0] < means[1], means


def test_moods_colour_the_mix():
    brightness = [
        compose(plan(Brief(task=Task.ACCOMPANY, style=f"pop, {mood}"), songs()[0][1], SEED), 1).mix.brightness_db
        for mood in ("dark", "medium", "happy")
    ]
    assert brightness == sorted(brightness)
    assert brightness[2] - brightness[0] > 1.0
