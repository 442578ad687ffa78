"""A photograph that is too dark or blurred is told from a good one."""

import cv2
import numpy as np
import pytest

from harimi.simulate.living import LivingMeter
from harimi.vision.quality import faults
from tests.pictures import ENERGY, WATER, picture

METERS = pytest.mark.parametrize(("meter", "value"), [(WATER, "1189.2776"), (ENERGY, "8765.41")], ids=["water", "energy"])


def _codes(meter: LivingMeter, image: np.ndarray) -> list[str]:
    return [reason.code for reason in faults(image, meter.look.face().displays[0].corners)]


@METERS
def test_a_good_photograph_has_no_faults(meter: LivingMeter, value: str) -> None:
    assert _codes(meter, picture(meter, value)) == []


@METERS
def test_darkness_is_told(meter: LivingMeter, value: str) -> None:
    assert _codes(meter, (picture(meter, value) * 0.12).astype(np.uint8)) == ["dark"]


@METERS
def test_blur_is_told(meter: LivingMeter, value: str) -> None:
    assert _codes(meter, np.asarray(cv2.GaussianBlur(picture(meter, value), (0, 0), 7), np.uint8)) == ["blurred"]


def test_a_display_that_leaves_the_photograph_is_judged_by_what_is_there() -> None:
    faults(picture(WATER, "1189.2776"), ((600.0, 400.0), (700.0, 400.0), (700.0, 500.0), (600.0, 500.0)))
