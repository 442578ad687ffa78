import numpy as np
import pytest

from harimi.simulate.clock_row import any_row, draw_row, geared


def test_hands_of_a_row_are_geared() -> None:
    assert geared(3876.9, 4) == pytest.approx((3.8769, 8.769, 7.69, 6.9))


def test_each_dial_of_a_row_is_marked_where_it_is_drawn() -> None:
    style = any_row(np.random.default_rng(2), count=5)
    drawn = draw_row(geared(12345.6, 5), style)
    squares = drawn.points["corners"].reshape(5, 4, 2)
    assert np.diff(squares.mean(1)[:, 0]) == pytest.approx(style.step * style.radius, abs=1)
    assert np.ptp(squares[0], axis=0) == pytest.approx(2 * style.radius, abs=1)
    other = draw_row(geared(12345.6 + 30000, 5), style).image
    x, y = np.where((drawn.image != other).any(2))[::-1]
    assert squares[0, :, 0].min() - 2 < x.min() <= x.max() < squares[0, :, 0].max() + 2
    assert squares[0, :, 1].min() - 2 < y.min() <= y.max() < squares[0, :, 1].max() + 2


def test_neighbours_of_a_row_turn_opposite_ways() -> None:
    turnings = np.array(any_row(np.random.default_rng(4)).turnings)
    assert set(turnings[1:] * turnings[:-1]) == {-1}
