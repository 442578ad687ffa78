"""What was drawn by hand is moved onto what the photograph shows near it, and stays where nothing clear is near."""

import cv2
import numpy as np
import pytest

from harimi.simulate.living import household
from harimi.vision.face import Dial, Drums, placed
from harimi.vision.find.snap import snapped
from harimi.vision.find.sub_dials import find_sub_dials
from harimi.vision.geometry import Image, Quad, quad
from harimi.vision.photo import open_photo
from tests.meters import METERS, shot

WINDOW = np.array([[150, 150], [470, 160], [468, 222], [148, 212]], np.float64)
WATER = next(meter for meter in household() if meter.id == "water")


def _windows() -> Image:
    """A light row of figures in a dark case."""
    image = np.full((480, 640, 3), 40, np.uint8)
    cv2.fillPoly(image, [WINDOW.round().astype(np.int32)], (225, 225, 225))
    for n in range(5):
        x, y = WINDOW[0] + (WINDOW[1] - WINDOW[0]) * (n + 0.28) / 5 + (WINDOW[3] - WINDOW[0]) * 0.8
        cv2.putText(image, str(n + 3), (int(x), int(y)), cv2.FONT_HERSHEY_SIMPLEX, 1.4, (20, 20, 20), 4)
    return np.asarray(cv2.GaussianBlur(image, (0, 0), 1.0), np.uint8)


def _off(a: Quad, b: object) -> float:
    return float(np.abs(np.array(a) - np.array(b)).max())


@pytest.mark.parametrize("seed", range(4))
def test_a_row_that_was_drawn_roughly_comes_to_lie_on_its_windows(seed: int) -> None:
    drawn = quad(WINDOW + np.random.default_rng(seed).uniform(-7, 7, (4, 2)))
    found = snapped(_windows(), Drums(corners=drawn, digits=5), ())
    assert found is not None
    assert _off(found.corners, WINDOW) < 2 < _off(drawn, WINDOW)


def test_a_row_whose_windows_cannot_be_seen_stays_where_it_was_drawn() -> None:
    photograph = open_photo(shot(METERS["water"], METERS["water"].start)).image
    assert snapped(photograph, WATER.look.face().displays[0], ()) is None


def test_all_sub_dials_of_a_water_meter_are_found_with_their_weights() -> None:
    photograph = open_photo(shot(METERS["water"], METERS["water"].start)).image
    true = {display.id: display for display in WATER.look.face().displays[1:]}
    found = find_sub_dials(photograph)
    assert {dial.id: dial.weight for dial in found} == {name: display.weight for name, display in true.items()}
    assert all(_off(dial.corners, true[dial.id].corners) < 2 for dial in found)


def test_a_dial_snaps_to_its_circle_and_its_figures_go_along() -> None:
    photograph = open_photo(shot(METERS["water"], METERS["water"].start)).image
    true = WATER.look.face().displays[2]
    assert isinstance(true, Dial)
    drawn = placed(true, np.array([[1.1, 0, -40], [0, 1.1, -30], [0, 0, 1.0]]))
    assert isinstance(drawn, Dial)
    found = snapped(photograph, drawn, find_sub_dials(photograph))
    assert isinstance(found, Dial)
    assert _off(found.corners, true.corners) < 2 < _off(drawn.corners, true.corners)
    assert max(_off((a.at,) * 4, (b.at,) * 4) for a, b in zip(found.points, true.points, strict=True)) < 2


def test_nothing_is_found_on_an_empty_wall() -> None:
    wall = np.random.default_rng(0).normal(150, 5, (480, 640, 3)).clip(0, 255).astype(np.uint8)
    assert find_sub_dials(wall) == ()
    assert snapped(wall, Drums(corners=quad(WINDOW), digits=5), ()) is None
