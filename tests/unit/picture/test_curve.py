import numpy as np
import pytest

from tutti.picture.curve import arc, band, beside, between, smooth, turned


def test_a_smooth_line_passes_through_its_points():
    knots = [(0.1, 0.2), (0.4, 0.9), (0.6, 0.1), (0.9, 0.5)]
    line = smooth(knots, steps=10)
    assert line[0] == pytest.approx(knots[0])
    assert line[-1] == pytest.approx(knots[-1])
    for knot in knots:
        assert np.min(np.linalg.norm(line - knot, axis=1)) < 1e-9


def test_a_closed_line_comes_round_to_its_start():
    line = smooth([(0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8)], closed=True)
    assert np.linalg.norm(line[-1] - line[0]) < 0.06
    assert len(smooth([(0.0, 0.0), (1.0, 1.0)])) == 2


def test_an_arc_runs_clockwise_on_the_picture():
    quarter = arc((0.5, 0.5), 0.2, 0.0, 90.0)
    assert quarter[0] == pytest.approx((0.7, 0.5))
    assert quarter[-1] == pytest.approx((0.5, 0.7))
    assert np.linalg.norm(quarter - 0.5, axis=1) == pytest.approx(0.2)


def test_a_band_lies_between_its_radii():
    away = np.linalg.norm(band((0.5, 0.5), 0.2, 0.3, 10.0, 200.0) - 0.5, axis=1)
    assert away.min() == pytest.approx(0.2)
    assert away.max() == pytest.approx(0.3)


def test_beside_a_line_to_the_right_lies_below_it():
    line = np.column_stack([np.linspace(0.0, 1.0, 20), np.full(20, 0.5)])
    assert beside(line, 0.1)[:, 1] == pytest.approx(0.6)
    assert np.ptp(between(line, -0.1, 0.2)[:, 1]) == pytest.approx(0.3)
    assert beside(line, np.linspace(0.0, 0.1, 20))[-1, 1] == pytest.approx(0.6)


def test_turning_by_a_quarter_is_clockwise():
    assert turned(np.array([(1.0, 0.5)]), (0.5, 0.5), 90.0)[0] == pytest.approx((0.5, 1.0))
