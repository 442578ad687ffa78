import numpy as np
import pytest

from harimi.simulate.dial import Scale
from harimi.vision.find.dial_numerals import Numeral, values_of
from harimi.vision.find.dial_values import number_scale


def _printed(scale: Scale, aside: float = 0.0) -> list[Numeral]:
    """The numerals of a scale where it prints them, turned aside by so many degrees in turn."""
    found = []
    for n, (text, angle) in enumerate(scale.labels()):
        turn, radius = np.radians(angle + aside * (-1) ** n), scale.numeral_radius
        point = text.find(".") - 1 if "." in text else None
        figures = text.replace(".", "")
        place = (float(radius * np.sin(turn)), float(-radius * np.cos(turn)))
        found.append(Numeral(*place, scale.numerals, figures, tuple(values_of(figures, point, 0.95))))
    return found


GAUGE = Scale(low=0, high=10, start=-135, sweep=270, majors=5)


def test_numerals_put_a_scale_right_whose_ends_were_missed() -> None:
    found = number_scale(tuple(_printed(GAUGE)), (0, 10), start=-120, sweep=250, panel=False)
    assert found is not None
    assert found.start == pytest.approx(-135, abs=1)
    assert found.sweep == pytest.approx(270, abs=2)
    assert (found.count, found.cover) == (6, 1)


def test_numerals_of_another_scale_on_the_same_dial_do_not_count() -> None:
    psi = Scale(low=0, high=150, start=-135, sweep=262, majors=5, numeral_radius=0.5)
    found = number_scale(tuple(_printed(GAUGE, 1.0) + _printed(psi)), (0, 10), start=-130, sweep=262, panel=False)
    assert found is not None
    assert found.count == 6
    assert found.start == pytest.approx(-135, abs=2)


def test_a_lost_point_and_a_lost_minus_are_made_good_by_the_others() -> None:
    scale = Scale(low=-1, high=1.5, start=-135, sweep=270, majors=5)
    lost = [
        Numeral(one.x, one.y, one.height, one.text.strip("-"), tuple(values_of(one.text.strip("-"), None, 0.9)))
        for one in _printed(scale)
    ]
    found = number_scale(tuple(lost), (-1, 1.5), start=-128, sweep=260, panel=False)
    assert found is not None
    assert found.count == 6
    assert found.start == pytest.approx(-135, abs=1.5)


def test_a_panel_meter_that_crowds_its_low_values_is_followed() -> None:
    panel = Scale(low=0, high=500, start=-90, sweep=90, bend=0.6, majors=5)
    found = number_scale(tuple(_printed(panel)), (0, 500), start=-88, sweep=86, panel=True)
    assert found is not None
    assert found.bend == pytest.approx(0.6, abs=0.1)
    assert found.count == 6


def test_two_numerals_are_too_few() -> None:
    assert number_scale(tuple(_printed(GAUGE)[:2]), (0, 10), start=-135, sweep=270, panel=False) is None


def test_numbers_that_do_not_run_along_the_scale_are_no_scale() -> None:
    rng = np.random.default_rng(4)
    places = rng.uniform(-0.8, 0.8, (7, 2)).tolist()
    mixed = [Numeral(x, y, 0.1, str(n), ((float(n), 0.9),)) for n, (x, y) in zip(rng.permutation(7), places, strict=True)]
    found = number_scale(tuple(mixed), (0, 6), start=-135, sweep=270, panel=False)
    assert found is None or found.count < 5


@pytest.mark.parametrize(
    ("figures", "point", "best"),
    [("16", None, 16.0), ("16", 0, 1.6), ("04", None, 0.4), ("-20", None, -20.0), ("-05", 1, -0.5), ("0", None, 0.0)],
)
def test_a_number_is_worth_what_its_figures_and_point_say(figures: str, point: int | None, best: float) -> None:
    value, chance = max(values_of(figures, point, 0.9), key=lambda pair: pair[1])
    assert value == pytest.approx(best)
    assert chance == pytest.approx(0.9)


def test_what_is_no_number_is_worth_nothing() -> None:
    assert values_of("-", None, 0.9) == []
    assert values_of("1?5", None, 0.9) == []
