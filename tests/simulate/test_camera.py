"""The simulated camera moves places along with the picture."""

import numpy as np
import pytest

from harimi.simulate.camera import Lens, Light, Pose, any_lens, any_light, any_pose, photograph
from harimi.simulate.drawing import Drawing
from harimi.simulate.fonts import lettering


@pytest.fixture
def dot() -> Drawing:
    image = np.full((240, 320, 3), 220, np.uint8)
    image[58:63, 98:103] = 0
    return Drawing(image, {"dot": np.array([[100.0, 60.0]])})


def test_a_neutral_camera_changes_nothing_but_the_file(dot: Drawing) -> None:
    seen = photograph(dot, np.random.default_rng(0), Pose(), Light(), Lens(quality=100))
    assert np.allclose(seen.points["dot"], [[100, 60]], atol=1e-6)
    assert np.abs(seen.image.astype(int) - dot.image).max() <= 6


@pytest.mark.parametrize("seed", range(6))
def test_places_stay_on_what_they_mark(dot: Drawing, seed: int) -> None:
    rng = np.random.default_rng(seed)
    seen = photograph(dot, rng, any_pose(rng), Light(), Lens())
    x, y = seen.points["dot"][0]
    dark = np.argwhere(seen.image.mean(axis=2) < 110)[:, ::-1]
    near = dark[np.hypot(*(dark - (x, y)).T) < 8]
    assert np.abs(near.mean(axis=0) - (x, y)).max() < 0.7


@pytest.mark.parametrize("seed", range(6))
def test_any_light_and_lens_give_a_picture(dot: Drawing, seed: int) -> None:
    rng = np.random.default_rng(seed)
    seen = photograph(dot, rng, any_pose(rng), any_light(rng, 1.0), any_lens(rng, 1.0), (200, 100))
    assert seen.image.shape == (100, 200, 3)
    assert seen.image.dtype == np.uint8


def test_infra_red_has_no_colour(dot: Drawing) -> None:
    dot.image[:, :160] = (0, 0, 255)
    seen = photograph(dot, np.random.default_rng(0), Pose(), Light(infrared=True), Lens())
    assert np.ptp(seen.image.astype(int), axis=2).max() <= 4


def test_letters_need_no_font_on_the_machine() -> None:
    mask = lettering("0123", 40, bold=1, squeeze=0.8)
    assert mask.shape[0] == 40
    assert mask.max() > 200
