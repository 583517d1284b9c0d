"""What the ranker of beat grids is fitted on and how: lines of guitar, performances with errors, the listwise fit."""

import numpy as np
import pytest
from bench.truth.riffs import riffs
from bench.truth.song import timeline_of
from bench.voice_fitting import Table, fit

from tutti.listen.voice_features import FEATURE_NAMES

voice_ranker = pytest.importorskip("bench.voice_ranker", reason="music21 comes with the bench group")


def test_riffs_fill_their_bars_and_are_the_same_again() -> None:
    song = riffs(20_001)
    assert song == riffs(20_001)
    starts = np.array([note.start_beats for note in song.melody])
    assert np.all(np.diff(starts) > 0.0)
    assert 0.0 <= starts[0] < song.meter.beats_per_bar
    assert song.melody[-1].end_beats <= song.end_beats + 1e-9


def test_an_exact_performance_keeps_every_note_and_errors_lose_some() -> None:
    song = riffs(20_002)
    timeline = timeline_of(song, start_seconds=1.0)
    exact = voice_ranker.Manner(jitter_seconds=0.0, drift=0.0, errors=0.0, octaves=0.0)
    heard = voice_ranker.performed(song, timeline, exact, np.random.default_rng(1))
    assert [note.pitch_midi for note in heard] == [note.pitch_midi for note in song.melody]
    assert heard[3].start_seconds == pytest.approx(float(timeline.seconds_at(song.melody[3].start_beats)))
    faulty = voice_ranker.Manner(jitter_seconds=0.03, drift=0.0, errors=0.5, octaves=0.3)
    assert len(voice_ranker.performed(song, timeline, faulty, np.random.default_rng(1))) < len(heard)


def test_the_true_grid_is_among_the_candidates_of_a_performance() -> None:
    table = voice_ranker.table_of(("procedural", 20_002))
    assert table is not None
    assert table.features.shape == (len(table.quality), len(FEATURE_NAMES))
    assert table.scores[int(np.argmax(table.quality)), 0] > 0.95
    assert np.ptp(table.quality) > 0.5


def test_the_fit_learns_what_makes_a_candidate_good() -> None:
    random = np.random.default_rng(2)
    tables = []
    for song in range(60):
        features = random.standard_normal((20, len(FEATURE_NAMES))).astype(np.float32)
        quality = 1.0 / (1.0 + np.exp(-features[:, 3].astype(np.float64)))
        tables.append(
            Table(
                hand="one", song=str(song), meter="4/4", features=features, plain=np.zeros(20), quality=quality,
                scores=np.zeros((20, 4)),
            )
        )  # fmt: skip
    net = fit(tables[:50], {"one": 1.0})
    for table in tables[50:]:
        chosen = table.quality[int(np.argmax(net.score(table.features)))]
        assert chosen > np.quantile(table.quality, 0.8)
