"""A photograph that is too dark, burnt out, fogged or blurred is told from a good one."""

import cv2
import numpy as np
import pytest

from harimi.simulate.living import LivingMeter
from harimi.vision.quality import colourless, faults
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


@METERS
def test_fog_is_told(meter: LivingMeter, value: str) -> None:
    assert _codes(meter, (180 + 0.05 * picture(meter, value)).astype(np.uint8)) == ["fogged"]


@METERS
def test_a_display_that_is_burnt_out_is_told(meter: LivingMeter, value: str) -> None:
    burnt = np.clip(picture(meter, value).astype(np.float32) * 8 + 220, 0, 255).astype(np.uint8)
    assert _codes(meter, burnt) == ["overexposed"]


def test_infra_red_is_told_from_daylight() -> None:
    view = picture(WATER, "1189.2776")
    assert not colourless(view)
    assert colourless(cv2.cvtColor(cv2.cvtColor(view, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR))


def test_a_display_that_leaves_the_photograph_is_judged_by_what_is_there() -> None:
    faults(picture(WATER, "1189.2776"), ((600.0, 400.0), (700.0, 400.0), (700.0, 500.0), (600.0, 500.0)))
