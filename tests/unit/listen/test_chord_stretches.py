import numpy as np

from tutti.listen.chord_stretches import best_chords, pooled, stretches_of_bars


def test_stretches_stay_within_bars() -> None:
    found = {(int(start), int(end)) for start, end in stretches_of_bars(-1, 5, 2)}
    assert found == {(0, 1), (1, 2), (2, 3), (1, 3), (3, 4), (4, 5), (3, 5)}


def test_a_stretch_is_the_mean_of_its_beats() -> None:
    rows = np.arange(12.0).reshape(4, 3)
    assert np.allclose(pooled(rows, np.array([[0, 1], [1, 4]])), [rows[0], rows[1:].mean(axis=0)])


def test_what_a_bar_says_as_a_whole_outweighs_its_beats() -> None:
    stretches = stretches_of_bars(0, 8, 4)
    beats = np.full((8, 2), -1.0)
    beats[[1, 5], 1] = 0.0  # a passing note on two beats speaks for the second chord
    whole = pooled(beats, stretches)
    whole[stretches[:, 1] - stretches[:, 0] == 4] = (0.0, -3.0)
    costs = np.full(8, 0.1)
    assert best_chords(beats, whole, stretches, costs, 0.0).tolist() == [1] * 8
    assert best_chords(beats, whole, stretches, costs, 0.9).tolist() == [0] * 8


def test_a_change_has_to_be_worth_its_price() -> None:
    stretches = stretches_of_bars(0, 8, 4)
    beats = np.zeros((8, 2))
    beats[:4, 1], beats[4:, 0] = -1.0, -1.0
    whole = pooled(beats, stretches)
    assert best_chords(beats, whole, stretches, np.full(8, 2.0), 0.4).tolist() == [0] * 4 + [1] * 4
    assert len(set(best_chords(beats, whole, stretches, np.full(8, 9.0), 0.4).tolist())) == 1
