"""A view that cannot be aligned says what a person should do about it."""

import numpy as np
import pytest

from harimi.demo.week import set_up
from harimi.vision.lost import direction, why_lost
from harimi.vision.read import read
from tests.pictures import ENERGY, WATER, photo, picture
from training.bench.sights import SPOILT, Spoilt, told

WAYS = [way for way in SPOILT if way.right]
WATER_SHOWN, ENERGY_SHOWN = "1189.2776", "8765.41"


@pytest.mark.parametrize("way", WAYS, ids=[way.name for way in WAYS])
def test_what_is_wrong_with_a_view_is_said(way: Spoilt) -> None:
    found = list(told(way, 6, np.random.default_rng(5)))
    assert sum(not set(codes) & set(way.right) for _, codes in found) <= 1, found


def test_how_far_and_where_to_a_knocked_camera_looks_is_said() -> None:
    face, view = set_up(WATER), picture(WATER, WATER_SHOWN)
    jumped = np.zeros_like(view)
    jumped[:, 210:] = view[:, :-210]
    reason = why_lost(jumped, face)
    assert (reason.code, dict(reason.details)["towards"]) == ("camera_jumped", "right")
    assert abs(int(dict(reason.details)["pixels"]) - 210) <= 4


def test_another_meter_in_the_view_is_no_knocked_camera() -> None:
    seen = read(photo(ENERGY, ENERGY_SHOWN), set_up(WATER))
    assert [reason.code for reason in seen.reasons] == ["other_view"]


@pytest.mark.parametrize(("shift", "where"), [((9, 2), "right"), ((-9, 2), "left"), ((1, -5), "up"), ((1, 5), "down")])
def test_directions_are_those_of_the_picture(shift: tuple[float, float], where: str) -> None:
    assert direction(shift) == where


def test_a_face_without_a_reference_has_nothing_to_compare_with() -> None:
    with pytest.raises(ValueError, match="no reference"):
        why_lost(picture(WATER, WATER_SHOWN), set_up(WATER).model_copy(update={"reference": None}))
