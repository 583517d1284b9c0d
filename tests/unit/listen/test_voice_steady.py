import numpy as np
import pytest

from tutti.listen.voice_candidates import place_onsets
from tutti.listen.voice_meter import PROFILES
from tutti.listen.voice_steady import SteadyGrid, steady_grids, steady_score
from tutti.testing.humming import melody

FOUR = PROFILES[0]
PITCHES = [60, 62, 64, 65, 67, 64, 60] * 6
LENGTHS = [1, 0.5, 0.5, 1, 1, 2, 2] * 6


def _away(seconds: float, grid: SteadyGrid) -> float:
    """How far a time lies from the nearest beat, in beats."""
    beats = (seconds - grid.first_seconds) / grid.period_seconds
    return abs(beats - round(beats))


@pytest.mark.parametrize("tempo_bpm", [93.7, 128.4, 131.9])
def test_any_tempo_is_found_to_a_hundredth_of_a_percent(tempo_bpm: float) -> None:
    onsets = place_onsets(melody(PITCHES, LENGTHS, tempo_bpm=tempo_bpm))
    best = steady_grids(onsets, FOUR, 84.0, 136.0, 3)[0]
    assert 60.0 / best.period_seconds == pytest.approx(tempo_bpm, rel=1e-4)
    assert _away(0.6, best) < 0.01


def test_the_likeliest_tempo_is_tried_off_the_beat_as_well_and_others_lie_apart() -> None:
    onsets = place_onsets(melody(PITCHES, LENGTHS, tempo_bpm=110.0))
    best, shifted, other = steady_grids(onsets, FOUR, 84.0, 136.0, 3)
    assert shifted.period_seconds == pytest.approx(best.period_seconds, rel=0.01)
    assert _away(0.6, shifted) > 0.15
    assert abs(other.period_seconds / best.period_seconds - 1.0) > 0.02


def test_a_told_tempo_is_kept_to_the_last_digit() -> None:
    onsets = place_onsets(melody(PITCHES, LENGTHS, tempo_bpm=110.0))
    for grid in steady_grids(onsets, FOUR, 111.0, 111.0, 3):
        assert grid.period_seconds == pytest.approx(60.0 / 111.0, rel=1e-12)


def test_the_true_grid_scores_above_a_shifted_and_a_slower_one() -> None:
    onsets = place_onsets(melody(PITCHES, LENGTHS, tempo_bpm=110.0))
    period = 60.0 / 110.0
    true = steady_score(onsets, FOUR, SteadyGrid(first_seconds=0.6, period_seconds=period), 0)
    assert true > steady_score(onsets, FOUR, SteadyGrid(first_seconds=0.6 + 0.5 * period, period_seconds=period), 0)
    assert true > steady_score(onsets, FOUR, SteadyGrid(first_seconds=0.6, period_seconds=1.04 * period), 0)
    assert true > steady_score(onsets, FOUR, SteadyGrid(first_seconds=0.6, period_seconds=period), 1)


def test_beats_between_two_times() -> None:
    grid = SteadyGrid(first_seconds=2.0, period_seconds=0.5)
    np.testing.assert_allclose(grid.beats(0.9, 3.0), [1.0, 1.5, 2.0, 2.5, 3.0])
