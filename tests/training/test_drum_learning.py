"""What the wheel network learns from: wheels of both ways of turning, photographed and rendered, weighed alike."""

import numpy as np
import pytest

from training.drum_digits import Crop
from training.drum_patches import joined

pytest.importorskip("torch")
pytest.importorskip("onnx")

from training.drums import fair


def crop(digit: int) -> Crop:
    """A window of which every row has its own tone, and each digit its own range of them."""
    rows = np.linspace(20 * digit, 20 * digit + 18, 50).astype(np.uint8)
    return Crop(np.repeat(np.repeat(rows[:, None, None], 30, axis=1), 3, axis=2), float(digit), "m")


@pytest.mark.parametrize("above", [False, True])
def test_a_wheel_put_together_shows_the_next_figure_where_it_comes_from(above: bool) -> None:
    made = joined(np.random.default_rng(0), [crop(digit) for digit in range(10)], above)
    for one in made:
        now, then = int(one.phase), (int(one.phase) + 1) % 10
        top, bottom = one.image[0, 0, 0] // 20, one.image[-1, 0, 0] // 20
        assert (top, bottom) == ((then, now) if above else (now, then))


def test_a_meter_without_neighbouring_figures_gives_none() -> None:
    assert joined(np.random.default_rng(0), [crop(1), crop(4)], True) == []


def test_wheels_on_their_way_weigh_as_much_either_way() -> None:
    data: dict[str, np.ndarray] = {
        "phase": np.array([1.5, 2.5, 3.5, 4.5, 1.5, 2.5, 7.0], np.float32),
        "spread": np.array([0.15, 0.15, 0.15, 0.15, 0.09, 0.09, 0.09], np.float32),
        "legible": np.ones(7, np.int8),
        "above": np.array([0, 0, 0, 1, 0, 1, 1], np.int8),
    }
    assert fair(data) == pytest.approx([2 / 3, 2 / 3, 2 / 3, 2, 1, 1, 1])
