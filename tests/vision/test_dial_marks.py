from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from harimi.simulate.camera import Lens, Light, Pose, photograph
from harimi.simulate.dial import DialStyle, Plate, Print, Scale, draw_dial
from harimi.simulate.dial_pointer import Pointer
from harimi.vision.find.dial import find_dial
from harimi.vision.find.dial_marks import aligned, mark_near, strengths
from harimi.vision.find.dial_numerals import find_numerals
from harimi.vision.find.proposal import Declared
from harimi.vision.geometry import Image, quad
from harimi.vision.observation import Hand

GAUGE = DialStyle(
    size=480,
    ground=(150, 160, 150),
    plate=Plate(half=(1.2, 1.2), rims=((0.08, (60, 60, 60)),)),
    scale=Scale(high=10, majors=5, minors=10),
    pointer=Pointer(family="counterweight", length=0.88, width=0.05, tail=0.3, tail_width=0.14),
)


def _strengths(style: DialStyle, value: float) -> np.ndarray:
    drawing = draw_dial(value, style)
    return strengths(drawing.image, quad(drawing.points["corners"]))


def test_each_long_mark_is_found_to_a_quarter_of_a_degree() -> None:
    strength = _strengths(GAUGE, 3.0)
    for place in (-135, -81, 27, 81, 135):
        assert mark_near(strength, (place + 2) % 360, hand=-54) == pytest.approx(place % 360, abs=0.25)


def test_the_pointer_is_taken_for_no_mark() -> None:
    assert mark_near(_strengths(GAUGE, 4.0), -27 % 360, hand=-27) is None


def test_a_scale_that_is_off_is_moved_onto_its_marks() -> None:
    places = np.linspace(0, 1, 6)
    start, sweep = aligned(_strengths(GAUGE, 3.0), places, start=-127, sweep=258, hand=-54)
    assert start == pytest.approx(-135, abs=1.5)
    assert start + sweep == pytest.approx(135, abs=1.5)


def test_without_marks_a_scale_stays_where_it_was() -> None:
    bare = replace(GAUGE, scale=replace(GAUGE.scale, lengths=(0.0, 0.0, 0.0), numerals=0.0))
    assert aligned(_strengths(bare, 3.0), np.linspace(0, 1, 6), start=-127, sweep=258, hand=-54) == (-127, 258)


def test_the_numerals_of_a_gauge_are_read() -> None:
    drawing = draw_dial(5.0, replace(GAUGE, scale=replace(GAUGE.scale, numerals=0.16)))
    texts = {numeral.text for numeral in find_numerals(drawing.image, quad(drawing.points["corners"]))}
    assert texts >= {"0", "2", "4", "6", "8", "10"}


def _value(image: Image, low: str, high: str) -> tuple[float, float]:
    best = find_dial(image, Declared(kind="dial", range=(Decimal(low), Decimal(high))))[0]
    assert best.sight is not None
    (hand,) = best.sight.elements
    assert isinstance(hand, Hand)
    return hand.modes[0].value, hand.modes[0].probability


@pytest.mark.parametrize("value", [13.0, 42.0, 96.0])
def test_the_declared_range_tells_which_of_two_scales_is_meant(value: float) -> None:
    """Outside psi to 160 from other marks, inside bar to 11: the pointer says both."""
    outer = Scale(high=160, majors=8, minors=5, numerals=0.13, numeral_radius=0.76)
    inner = Scale(high=11, majors=11, minors=2, radius=0.58, lengths=(0.07, 0.05, 0.04), numerals=0.09, numeral_radius=0.42)
    style = replace(GAUGE, scale=outer, inner=inner, prints=(Print("psi", (0.0, 0.4), 0.1, (20, 20, 20)),))
    seen = photograph(draw_dial(value, style), np.random.default_rng(2), Pose(yaw=12, roll=3), Light(), Lens(blur=0.5, noise=2))
    found, trust = _value(seen.image, "0", "160")
    assert found == pytest.approx(value, abs=1.6)
    assert trust > 0.8


def test_a_panel_meter_that_crowds_its_low_values_is_read_by_its_numerals() -> None:
    scale = Scale(high=500, majors=5, minors=5, start=-90, sweep=90, bend=0.5, numerals=0.12, numeral_radius=0.76)
    plate = Plate(shape="square", half=(0.75, 0.75), shift=(-0.42, -0.42), rims=((0.05, (40, 40, 40)),))
    hand = Pointer(family="needle", length=0.95, width=0.03, tail=0.1)
    style = replace(GAUGE, radius=0.5, pivot=(0.72, 0.72), scale=scale, plate=plate, pointer=hand)
    seen = photograph(draw_dial(290, style), np.random.default_rng(2), Pose(), Light(), Lens(blur=0.5, noise=2))
    assert _value(seen.image, "0", "500")[0] == pytest.approx(290, abs=10)
