import numpy as np
import pytest

from tutti.listen.bar_grids import fit, grids
from tutti.listen.bar_patterns import BAR_PATTERNS
from tutti.listen.bar_pointer import BarPath

STRAIGHT = BAR_PATTERNS[0]
PERIOD, BEATS = 25.4, 60


def scores_of(beats: np.ndarray) -> np.ndarray:
    """Place scores of a recording that has its accents on the beats given, and nothing else."""
    frames = int(beats[-1]) + 60
    scores = np.zeros((frames, len(STRAIGHT.weights())))
    scores[:, 0] = -0.01
    for row in range(1, scores.shape[1], STRAIGHT.division):
        scores[np.round(beats).astype(int), row] = 1.0
    return scores


def path_of(beats: np.ndarray, moves: float) -> BarPath:
    return BarPath(
        pattern=STRAIGHT,
        beat_frames=np.round(beats).astype(np.int64),
        bar_positions=np.arange(len(beats)) % 4,
        moves=moves,
    )


@pytest.fixture
def true_beats() -> np.ndarray:
    return 10.0 + PERIOD * np.arange(BEATS)


def test_a_steady_path_has_only_its_off_beats_beside_it(true_beats: np.ndarray) -> None:
    found = list(grids(path_of(true_beats, 0.0), scores_of(true_beats)))
    assert [grid.origin for grid in found] == [0, 1]
    middles = 0.5 * (found[0].beat_frames[1:] + found[0].beat_frames[:-1])
    assert np.allclose(found[1].beat_frames[-len(middles) :], middles)


def test_a_steady_path_is_brought_to_the_tempo_between_whole_frames(true_beats: np.ndarray) -> None:
    whole = true_beats[0] + np.round(PERIOD) * np.arange(BEATS)
    scores = scores_of(true_beats)
    own = next(iter(grids(path_of(whole[:8], 0.0), scores)))
    assert np.diff(own.beat_frames) == pytest.approx(PERIOD, abs=0.1)


def test_beside_a_path_that_slips_by_half_a_beat_lies_the_steady_grid(true_beats: np.ndarray) -> None:
    slipped = true_beats + np.where(np.arange(BEATS) > 40, 0.5 * PERIOD, 0.0)
    found = list(grids(path_of(slipped, 0.2), scores_of(true_beats)))
    steady = next(grid for grid in found if grid.origin == 2)
    assert np.abs(steady.beat_frames[:BEATS] - true_beats).max() < 1.5
    assert fit(steady, 0, scores_of(true_beats)) > fit(found[0], 0, scores_of(true_beats))


def test_a_path_of_few_beats_is_no_grid() -> None:
    beats = 10.0 + PERIOD * np.arange(4)
    assert list(grids(path_of(beats, 0.0), scores_of(beats))) == []
