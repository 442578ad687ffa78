"""The drawn drums turn as real ones do."""

from dataclasses import replace

import numpy as np
import pytest

from harimi.simulate.drawing import Drawing
from harimi.simulate.drum_figures import Shape, stroked
from harimi.simulate.drums import DrumStyle, any_style, draw_drums, wheel_phases


def test_a_resting_counter_shows_its_digits() -> None:
    assert wheel_phases(1234, 5) == pytest.approx((0, 1, 2, 3, 4))


def test_the_last_wheel_turns_with_the_value_and_the_others_rest() -> None:
    assert wheel_phases(1234.5, 5) == pytest.approx((0, 1, 2, 3, 4.5))


def test_a_wheel_rolls_only_while_the_one_below_goes_from_nine_to_zero() -> None:
    assert wheel_phases(1299.25, 5) == pytest.approx((0, 1, 2.25, 9.25, 9.25))


def test_decimals_shift_the_wheels() -> None:
    assert wheel_phases(12.34, 5, 2) == pytest.approx((0, 1, 2, 3, 4), abs=1e-6)


def test_a_jump_counter_rests_on_whole_digits() -> None:
    assert wheel_phases(1299.9, 5, rests=True) == pytest.approx((0, 1, 2, 9, 9))


def test_the_highest_value_rolls_over_to_zero() -> None:
    assert wheel_phases(999.5, 3) == pytest.approx((9.5, 9.5, 9.5))


def test_the_marked_corners_enclose_the_windows() -> None:
    style = DrumStyle(window=60, aspect=0.5, gap=0.2, rim=0.5)
    drawing = draw_drums((1, 2, 3), style)
    np.testing.assert_allclose(drawing.points["corners"], [[29.5, 29.5], [131.5, 29.5], [131.5, 89.5], [29.5, 89.5]])
    assert drawing.image.shape == (120, 162, 3)


def test_a_figure_rises_when_its_wheel_turns_on() -> None:
    heights = [ink_centre(draw_drums((phase,), DrumStyle(shade=0, shadow=0))) for phase in (6.8, 7.0, 7.2)]
    assert heights[0] > heights[1] > heights[2]


def test_on_a_wheel_that_turns_the_other_way_a_figure_sinks_and_the_next_one_comes_from_above() -> None:
    style = DrumStyle(shade=0, shadow=0, downward=True)
    heights = [ink_centre(draw_drums((phase,), style)) for phase in (6.8, 7.0, 7.2)]
    assert heights[0] < heights[1] < heights[2]
    resting = [draw_drums((7.0,), replace(style, downward=way)).image.astype(int) for way in (False, True)]
    assert np.abs(resting[0] - resting[1]).max() <= 1


def ink_centre(drawing: Drawing) -> float:
    rows = drawing.image[..., 1].astype(float).clip(120) - 120
    return float((rows.sum(axis=1) * np.arange(len(rows))).sum() / rows.sum())


def test_every_figure_differs_from_every_other() -> None:
    masks = [stroked(digit, 30, 50, 0.13, Shape()) for digit in range(10)]
    for a in range(10):
        for b in range(a):
            assert np.mean(np.abs(masks[a].astype(float) - masks[b])) > 8, (a, b)


def test_any_style_can_be_drawn() -> None:
    rng = np.random.default_rng(0)
    for _ in range(30):
        drawing = draw_drums(tuple(rng.uniform(0, 10, 5)), any_style(rng, digits=5, window=32))
        assert drawing.image.std() > 3
