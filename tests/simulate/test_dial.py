from dataclasses import replace

import cv2
import numpy as np
import pytest

from harimi.simulate.dial import DialStyle, Scale, draw_dial
from harimi.simulate.dial_pointer import FAMILIES, Pointer, shapes
from harimi.simulate.dial_styles import any_style, any_value
from harimi.simulate.dial_subdials import any_subdial
from harimi.simulate.drawing import Drawing
from harimi.simulate.fonts import FIGURES


def _angle(drawing: Drawing, place: str) -> float:
    x, y = drawing.points[place][0] - drawing.points["pivot"][0]
    return float(np.degrees(np.arctan2(x, -y)))


def test_the_tip_stands_where_the_value_is_on_the_scale() -> None:
    style = DialStyle(scale=Scale(low=0, high=10, start=-135, sweep=270))
    assert _angle(draw_dial(0, style), "tip") == pytest.approx(-135)
    assert _angle(draw_dial(5, style), "tip") == pytest.approx(0)
    assert _angle(draw_dial(10, style), "tip") == pytest.approx(135)


def test_the_pivot_is_the_middle_of_the_corners_and_the_scale_lies_on_their_circle() -> None:
    drawing = draw_dial(3, DialStyle())
    corners, scale = drawing.points["corners"], drawing.points["scale"]
    assert drawing.points["pivot"][0] == pytest.approx(corners.mean(0))
    assert np.hypot(*(scale - corners.mean(0)).T) == pytest.approx((corners[1, 0] - corners[0, 0]) / 2)


def test_the_pointer_is_painted_in_its_colour() -> None:
    style = DialStyle(pointer=Pointer(colour=(0, 0, 250), width=0.1))
    drawing = draw_dial(5, style)
    x, y = (drawing.points["pivot"][0] * 0.5 + drawing.points["tip"][0] * 0.5).round().astype(int)
    assert drawing.image[y, x].tolist() == [0, 0, 250]


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_of_hands_reaches_its_length_ahead_of_the_pivot(family: str) -> None:
    hand = Pointer(family=family, length=0.8, width=0.3)
    ahead = max(part[:, 1].max() for part, _ in shapes(hand))
    assert ahead == pytest.approx(0.8, abs=0.01)


def test_styles_at_random_draw_without_a_font_and_repeat_with_their_seed() -> None:
    first, second = (draw_dial(1.0, any_subdial(np.random.default_rng(5))).image for _ in range(2))
    assert np.array_equal(first, second)
    rng = np.random.default_rng(8)
    for _ in range(6):
        style = any_style(rng)
        drawing = draw_dial(any_value(rng, style), style)
        assert drawing.points["scale"].shape == (5, 2)
        assert drawing.image.std() > 3


def test_kept_styles_use_hands_that_training_does_not_see() -> None:
    rng = np.random.default_rng(1)
    seen = {any_style(rng).pointer.family for _ in range(40)}
    kept = {any_style(rng, kept=True).pointer.family for _ in range(20)}
    assert not seen & kept


def test_each_figure_on_a_dial_is_boxed_where_it_is_painted() -> None:
    style = DialStyle(size=500, scale=Scale(low=-1, high=1, majors=4, minors=1, numerals=0.2, numeral_turn=1.0))
    drawing = draw_dial(0.0, replace(style, pointer=Pointer(length=0.01, width=0.001, tail=0.0)))
    boxes = drawing.points["figures"].reshape(-1, 4, 2)
    assert style.texts() == ["-1", "-0.5", "0", "0.5", "1"]
    assert len(boxes) == sum(sign in FIGURES for text in style.texts() for sign in text)
    for box in boxes:
        mask = np.zeros(drawing.image.shape[:2], np.uint8)
        cv2.fillPoly(mask, [np.round(box).astype(np.int32)], 1)
        assert drawing.image[mask == 1].min() < 60


def test_numerals_may_have_a_comma_and_fixed_decimals() -> None:
    assert [text for text, _ in Scale(high=2, majors=2, places=1, comma=True).labels()] == ["0,0", "1,0", "2,0"]
