"""What is drawn as a seven-segment display."""

from dataclasses import replace

import numpy as np
import pytest

from harimi.simulate.segment_shapes import DIGITS, FORMS, stroke_mask, strokes
from harimi.simulate.segments import SegmentStyle, any_style, characters, draw_segments

PLAIN = SegmentStyle()


def inside(image: np.ndarray, corners: np.ndarray) -> np.ndarray:
    low, high = np.floor(corners.min(0)).astype(int).clip(0), np.ceil(corners.max(0)).astype(int)
    return image[low[1] : high[1], low[0] : high[0]]


def test_every_character_has_a_cell_and_all_lie_in_the_corners() -> None:
    drawing = draw_segments("  43.00", PLAIN)
    assert sum(name.startswith("cell") for name in drawing.points) == 6
    corners = drawing.points["corners"]
    for n in range(6):
        assert (drawing.points[f"cell{n}"] >= corners.min(0) - 0.01).all()
        assert (drawing.points[f"cell{n}"] <= corners.max(0) + 0.01).all()


def test_corners_start_at_the_upper_left_and_run_clockwise() -> None:
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = draw_segments("12", PLAIN).points["corners"]
    assert (ay, cy) == (by, dy)
    assert (ax, dx, by) < (bx, cx, cy)


def test_a_blank_cell_stays_blank_and_a_digit_does_not() -> None:
    drawing = draw_segments(" 8", PLAIN)
    assert inside(drawing.image, drawing.points["cell0"]).std((0, 1)).max() < 1
    assert inside(drawing.image, drawing.points["cell1"]).std((0, 1)).max() > 20


def test_unlit_strokes_show_where_the_style_has_ghosts() -> None:
    drawing = draw_segments(" 8", replace(PLAIN, ghost=0.3))
    assert inside(drawing.image, drawing.points["cell0"]).std((0, 1)).max() > 3


def test_a_point_darkens_the_gap_after_its_digit() -> None:
    without, point = (draw_segments(text, PLAIN).image.astype(int) for text in ("1 2", "1. 2"))
    assert (without - point).max() > 50
    assert np.argwhere((without - point).max(2) > 50)[:, 1].mean() < without.shape[1] / 2


def test_the_same_display_is_drawn_the_same_way_each_time() -> None:
    style = any_style(np.random.default_rng(4))
    assert np.array_equal(draw_segments("12.5", style).image, draw_segments("12.5", style).image)


def test_a_second_row_and_its_cells_appear_where_there_is_room() -> None:
    roomy = replace(PLAIN, small="E1", margin=(0.4, 0.9, 0.4, 0.4))
    assert {"small0", "small1"} <= draw_segments("123", roomy).points.keys()


def test_a_slanted_row_leans_to_the_right() -> None:
    corners = draw_segments("123", replace(PLAIN, slant=0.15)).points["corners"]
    assert corners[0, 0] > corners[3, 0]


@pytest.mark.parametrize("seed", range(12))
def test_any_style_can_be_drawn(seed: int) -> None:
    rng = np.random.default_rng(seed)
    drawing = draw_segments("-0092.469", any_style(rng), rng)
    assert drawing.image.ndim == 3
    assert np.ptp(drawing.image) > 10


@pytest.mark.parametrize("form", FORMS)
def test_eight_shows_more_than_one_in_every_form(form: str) -> None:
    masks = [stroke_mask(DIGITS[digit], (120, 96), form, 0.5, 0.1, 0.01) for digit in "18"]  # type: ignore[arg-type]
    assert masks[1].sum() > 2 * masks[0].sum()


def test_digits_can_be_drawn_without_their_tail() -> None:
    assert (strokes("6", frozenset("6")), strokes("6")) == ("cdefg", "acdefg")


@pytest.mark.parametrize("text", [".5", "1..2"])
def test_a_point_without_a_digit_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="decimal point"):
        characters(text)


def test_what_seven_strokes_cannot_show_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot show"):
        draw_segments("1W", PLAIN)
