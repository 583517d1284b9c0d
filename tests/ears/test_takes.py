"""Both main jobs on twenty seconds each: a band in the singer's time and key, a singer who sings the score's pitches.

A smoke test with loose thresholds; the bar is measured by `python -m bench.quality`.
"""

from dataclasses import replace

import pytest
from bench.accompanying import accompany_row
from bench.rows import Row
from bench.singing import sing_row
from bench.truth.arrangement import arrange, band_styles
from bench.truth.band import band_case
from bench.truth.split import Split
from bench.truth.voice import voice_case

VOICE, BAND = 9001, 9007  # places in the development split that nothing else uses
TONES, BARS = 44, 10


@pytest.fixture(scope="module")
def accompanied() -> Row:
    case = voice_case(Split.DEVELOPMENT, VOICE)
    return accompany_row(replace(case, tones=case.tones[:TONES]), 0)[0]


@pytest.fixture(scope="module")
def sung() -> Row:
    case = band_case(Split.DEVELOPMENT, BAND)
    song = case.song.shortened(BARS)
    style = next(style for style in band_styles() if style.name == case.style)
    return sing_row(replace(case, song=song, parts=arrange(song, style, seed=1, lead=False)), 0)[0]


def test_the_band_plays_on_the_singers_beats(accompanied: Row) -> None:
    assert accompanied.scores["beat_amlt"] > 0.8
    assert accompanied.scores["onset_precision"] > 0.45  # half of the onsets lie between the beats at double time


def test_the_band_plays_in_the_singers_key(accompanied: Row) -> None:
    assert accompanied.scores["backing_in_key"] > 0.8
    assert accompanied.scores["strong_chord_tones"] > 0.6


def test_the_singer_sings_what_is_written(sung: Row) -> None:
    assert sung.scores["pitch_harvest"] > 0.8
    assert sung.scores["voiced_harvest"] > 0.8
    assert sung.scores["syllables_present"] > 0.9
    assert sung.scores["vowel_onset_ms"] < 40


def test_the_singer_fits_the_band(sung: Row) -> None:
    assert sung.scores["strong_chord_tones"] > 0.6


@pytest.mark.parametrize("job", ["accompanied", "sung"])
def test_mixes_hold_what_they_promise(job: str, request: pytest.FixtureRequest) -> None:
    scores = request.getfixturevalue(job).scores
    assert scores["upload_residual_db"] < -90
    assert scores["sum_residual_db"] < -90
    assert -15.5 < scores["master_lufs"] < -13
    assert scores["true_peak4_dbtp"] < -0.8
    assert scores["clicks"] == 0
