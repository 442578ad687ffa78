"""Pictures that were cut down to the row of drums."""

from decimal import Decimal

import numpy as np
import pytest

from harimi.simulate import drums
from harimi.simulate.camera import Lens, Light, Pose, encode, photograph
from harimi.vision.find.drum_filling import filling_rows
from harimi.vision.find.proposal import Declared
from harimi.vision.observation import Observation
from harimi.vision.read import read


def cut_out(seed: int, margin: float) -> tuple[int, Observation]:
    """A counter's value, and what is read of a picture that ends `margin` of the windows' height beside them."""
    rng = np.random.default_rng([5, seed])
    digits = int(rng.integers(5, 9))
    value = int(rng.integers(10 ** (digits - 1), 10**digits))
    drawn = drums.draw_drums(drums.wheel_phases(value, digits), drums.any_style(rng, digits=digits))
    view = photograph(drawn, rng, Pose(roll=float(rng.normal(0, 0.7))), Light(gradient=0.3), Lens(blur=0.6, noise=2))
    low, high = view.points["corners"].min(axis=0), view.points["corners"].max(axis=0)
    space = margin * (high[1] - low[1])
    x0, y0 = np.maximum(0, low - space).astype(int)
    x1, y1 = (high + space).astype(int) + 1
    picture = encode(np.ascontiguousarray(view.image[y0:y1, x0:x1]), 90).tobytes()
    return value, read(picture, declared=Declared("drums", digits=digits, decimals=0))


@pytest.mark.parametrize("margin", [0.02, 0.2])
def test_a_tight_crop_is_read(margin: float) -> None:
    seen = [cut_out(seed, margin) for seed in range(12)]
    published = [(value, one.value) for value, one in seen if one.state == "published"]
    assert all(read_ == Decimal(value) for value, read_ in published)
    assert len(published) >= 9


def test_only_a_picture_of_the_rows_shape_is_taken_for_it() -> None:
    assert len(filling_rows(np.zeros((60, 240, 3), np.uint8), 5)) == 2
    assert filling_rows(np.zeros((60, 240, 3), np.uint8), None) == ()
    assert filling_rows(np.zeros((240, 320, 3), np.uint8), 5) == ()
