"""The engine hears what was sung and played: a smoke test on a handful of songs, not a quality bar.

The bar is measured by `python -m bench.quality` on many others. Thresholds lie far below what it reports, because a
single song is right or wrong as a whole.
"""

import numpy as np
import pytest
from bench.hearing import band_row, voice_row
from bench.rows import Row, mean
from bench.truth.band import band_case
from bench.truth.split import Split
from bench.truth.voice import voice_case

VOICES = (9001, 9005, 9013, 9018)  # places in the development split that nothing else uses
BANDS = (9000, 9006, 9012)


@pytest.fixture(scope="module")
def voices() -> list[Row]:
    return [voice_row(voice_case(Split.DEVELOPMENT, index), baseline=False)[0] for index in VOICES]


@pytest.fixture(scope="module")
def bands() -> list[Row]:
    cases = [band_case(Split.DEVELOPMENT, index) for index in BANDS]
    return [band_row(case, baseline=False)[0] for case in cases]


def test_beats_of_voices_are_found(voices: list[Row]) -> None:
    assert mean(voices, "beat_f70") > 0.7
    assert np.mean([row.scores["beat_amlt"] for row in voices]) > 0.8


def test_notes_of_voices_are_found(voices: list[Row]) -> None:
    assert mean(voices, "note_f") > 0.8


def test_keys_are_found(voices: list[Row], bands: list[Row]) -> None:
    assert mean(voices, "key_weighted") > 0.6
    assert mean(bands, "key_weighted") > 0.6


def test_beats_and_bars_of_bands_are_found(bands: list[Row]) -> None:
    assert mean(bands, "beat_f70") > 0.8
    assert mean(bands, "downbeat_f") > 0.6


def test_chords_of_bands_are_found(bands: list[Row]) -> None:
    assert mean(bands, "chord_majmin") > 0.75
