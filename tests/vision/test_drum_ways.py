"""The wheels of a row turn one way, and the row knows which."""

import numpy as np
import pytest

from harimi.simulate.drums import DrumStyle, draw_drums, wheel_phases
from harimi.vision.displays.drum_ways import MOST, believed, from_above
from harimi.vision.displays.drums import read_drums
from harimi.vision.face import Drums
from harimi.vision.geometry import quad
from harimi.vision.observation import Wheel


def phases(value: float, digits: int, *, downward: bool) -> list[float]:
    style = DrumStyle(window=48, downward=downward)
    drawing = draw_drums(wheel_phases(value, digits), style)
    sight = read_drums(drawing.image, Drums(corners=quad(drawing.points["corners"]), digits=digits))
    return [int(np.argmax(wheel.phases)) / 10 for wheel in sight.elements if isinstance(wheel, Wheel)]


def test_wheels_that_rest_are_taken_for_usual_ones() -> None:
    assert from_above(np.zeros(8), np.ones(8)) < 0.05


def test_no_single_wheel_turns_the_row_alone_beyond_doubt() -> None:
    assert from_above(np.array([99.0]), np.ones(1)) == from_above(np.array([MOST]), np.ones(1)) < 0.7


def test_an_illegible_wheel_has_no_say() -> None:
    assert from_above(np.array([4.0, 4.0, -4.0]), np.array([1, 1, 0.0])) > 0.9


def test_each_wheel_is_believed_as_its_row_turns() -> None:
    ways = np.zeros((2, 2, 100))
    ways[0, :, 10], ways[1, :, 20] = 1, 1
    assert believed(ways, np.array([4.0, 4.0]), np.ones(2)).argmax(axis=1).tolist() == [20, 20]
    assert believed(ways, np.array([0.1, 0.3]), np.ones(2)).argmax(axis=1).tolist() == [10, 10]


@pytest.mark.parametrize("downward", [False, True])
@pytest.mark.parametrize("value", [12999.5, 40799.6, 35219.4])
def test_wheels_half_way_are_read_whichever_way_they_turn(value: float, downward: bool) -> None:
    seen = phases(value, 5, downward=downward)
    away = [abs((a - b + 5) % 10 - 5) for a, b in zip(seen, wheel_phases(value, 5), strict=True)]
    assert max(away) < 0.3
