"""Patches are cut where they are, at any size."""

import numpy as np
import pytest

from harimi.vision.geometry import cut, moved, quad, to_rectangle


def _ramp(width: int, height: int) -> np.ndarray:
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    return np.stack([x % 256, y % 256, (x + y) % 256], axis=2).astype(np.uint8)


def test_an_upright_patch_is_the_picture_itself() -> None:
    picture = _ramp(60, 40)
    corners = quad([[9.5, 4.5], [29.5, 4.5], [29.5, 14.5], [9.5, 14.5]])
    assert np.array_equal(cut(picture, corners, 20, 10), picture[5:15, 10:30])


def test_a_patch_on_its_head_is_turned_upright() -> None:
    picture = _ramp(60, 40)
    corners = quad([[29.5, 14.5], [9.5, 14.5], [9.5, 4.5], [29.5, 4.5]])
    assert np.array_equal(cut(picture, corners, 20, 10), picture[5:15, 10:30][::-1, ::-1])


def test_a_large_patch_is_reduced_without_aliasing() -> None:
    stripes = np.zeros((400, 400, 3), np.uint8)
    stripes[:, ::2] = 255
    patch = cut(stripes, quad([[-0.5, -0.5], [399.5, -0.5], [399.5, 399.5], [-0.5, 399.5]]), 20, 20)
    assert np.abs(patch.astype(int) - 127).max() < 25


@pytest.mark.parametrize("size", [(4000, 3), (3, 4000), (1, 1)])
def test_corners_far_outside_a_slim_picture_are_no_error(size: tuple[int, int]) -> None:
    patch = cut(_ramp(*size), quad([[-9000, -9000], [9000, -9000], [9000, 9000], [-9000, 9000]]), 64, 64)
    assert patch.shape == (64, 64, 3)


def test_corners_go_to_the_rectangle_and_back() -> None:
    corners = quad([[3, 5], [80, 9], [75, 44], [1, 38]])
    there = moved(corners, to_rectangle(corners, 30, 20))
    assert np.allclose(there, [[-0.5, -0.5], [29.5, -0.5], [29.5, 19.5], [-0.5, 19.5]])


def test_three_corners_are_no_quadrilateral() -> None:
    with pytest.raises(ValueError, match="4 corners, not 3"):
        quad([[0, 0], [1, 0], [1, 1]])
