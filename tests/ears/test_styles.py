"""Features of styles say who plays, and when; the nearest known score gives the name."""

import numpy as np
from bench.metrics.style_features import PROGRAMS, STEPS, style_features
from bench.styles import EVERYTHING, nearest

from tutti.music.note import Note
from tutti.music.pitch import Key
from tutti.music.score import Part, Score
from tutti.music.time import Meter, Timeline


def made(kicks: tuple[float, ...], *, program: int = 33, swing: float = 0.5) -> Score:
    """Two bars of kicks and of a bass that leaps octaves."""
    drums = tuple(
        Note(start_beats=bar + beat, duration_beats=0.25, pitch_midi=36, velocity=90)
        for bar in (0, 4)
        for beat in kicks
    )
    bass = tuple(
        Note(start_beats=beat / 2, duration_beats=0.25, pitch_midi=33 + 12 * (beat % 2), velocity=90)
        for beat in range(16)
    )
    return Score(
        title="made",
        styles=(),
        timeline=Timeline.steady(meter=Meter(4, 4), tempo_bpm=120.0, beats=9),
        end_beats=8.0,
        key=Key.parse("A minor"),
        sections=(),
        chords=(),
        parts=(
            Part(player="drums", program=8, notes=drums, is_drums=True),
            Part(player="bass", program=program, notes=bass),
        ),
        swing=swing,
    )


def test_features_say_who_plays_and_when() -> None:
    features = style_features(made((0.0, 2.5), swing=0.6))
    kick = features["drums"][:STEPS]
    assert {int(step): kick[step] for step in np.flatnonzero(kick)} == {0: 1.0, 10: 1.0}
    assert not features["drums"][STEPS:].any()
    np.testing.assert_allclose(features["swing"], 0.1)
    assert list(np.flatnonzero(features["programs"])) == [33, PROGRAMS + 8]
    assert np.flatnonzero(features["bass"][:STEPS]).tolist() == list(range(0, STEPS, 2))
    assert features["bass"][-2:].tolist() == [1.0, 0.0]
    assert not features["chords"].any()


def test_a_score_is_named_after_the_nearest() -> None:
    known = [("house", 1, style_features(made((0.0, 1.0, 2.0, 3.0)))), ("rock", 1, style_features(made((0.0, 2.0))))]
    asked = [("?", 1, style_features(made((0.0, 2.0, 2.5)))), ("?", 1, style_features(made((0.0, 1.0, 2.0, 3.0, 3.5))))]
    assert nearest(known, asked, EVERYTHING) == ["rock", "house"]
    assert nearest(known, asked, ("drums",)) == ["rock", "house"]
