"""Alignment finds the reference view again, and says so when it cannot."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from harimi.vision.align import align, with_reference
from harimi.vision.face import Drums, Face

Image = NDArray[np.uint8]
Matrix = NDArray[np.float64]
CORNERS = ((180.0, 150.0), (300.0, 150.0), (300.0, 200.0), (180.0, 200.0))


@pytest.fixture
def face(scene: Image) -> Face:
    bare = Face(size=(480, 360), displays=(Drums(corners=CORNERS, digits=5),))
    return Face.parse(with_reference(bare, scene).text())


def _seen(scene: Image, angle: float = 0.0, scale: float = 1.0, shift: tuple[float, float] = (0, 0)) -> tuple[Image, Matrix]:
    matrix = np.vstack([cv2.getRotationMatrix2D((240, 180), angle, scale), [0, 0, 1]])
    matrix[:2, 2] += shift
    view = cv2.warpPerspective(scene, matrix, (480, 360), borderMode=cv2.BORDER_REFLECT)
    return np.asarray(view, np.uint8), np.asarray(matrix, np.float64)


def _error(found: Matrix, true: Matrix) -> float:
    corners = np.array([CORNERS])
    return float(np.abs(cv2.perspectiveTransform(corners, found) - cv2.perspectiveTransform(corners, true)).max())


@pytest.mark.parametrize(
    ("angle", "scale", "shift"),
    [(0, 1, (0, 0)), (0, 1, (3.4, -2.7)), (1.5, 1, (5, 4)), (-4, 1.02, (0, 8)), (5, 0.98, (-6, 3)), (0, 1, (40, -25))],
)
def test_a_moved_camera_is_found_to_a_third_of_a_pixel(
    scene: Image, face: Face, angle: float, scale: float, shift: tuple[float, float]
) -> None:
    view, true = _seen(scene, angle, scale, shift)
    found = align(view, face)
    assert found.ok
    assert _error(found.matrix, true) < 0.35


@pytest.mark.parametrize("gain", [0.15, 0.5, 1.2])
def test_light_does_not_matter(scene: Image, face: Face, gain: float) -> None:
    view, true = _seen(scene, 1.0, 1.0, (4, 3))
    lit = np.clip(view * gain, 0, 255).astype(np.uint8)
    found = align(lit, face)
    assert found.ok
    assert _error(found.matrix, true) < 0.5


def test_the_shift_is_told_in_pixels_of_the_face(scene: Image, face: Face) -> None:
    view, _ = _seen(scene, shift=(12, 5))
    assert align(view, face).shift == pytest.approx(13, abs=0.5)


def test_a_photograph_of_another_size_is_laid_over_too(scene: Image, face: Face) -> None:
    found = align(cv2.resize(scene, (960, 720), interpolation=cv2.INTER_CUBIC), face)
    assert found.ok
    assert _error(found.matrix, np.diag([2.0, 2.0, 1.0])) < 1.2


@pytest.mark.parametrize("seed", range(5))
def test_another_view_is_lost_and_not_forced(scene: Image, face: Face, seed: int) -> None:
    rng = np.random.default_rng(seed)
    other = cv2.GaussianBlur(rng.integers(0, 255, scene.shape, np.uint8), (0, 0), 3)
    assert not align(other, face).ok
    assert not align(np.ascontiguousarray(scene[::-1, ::-1]), face).ok


def test_what_moves_is_never_an_anchor(face: Face) -> None:
    assert face.reference is not None
    for anchor in face.reference.anchors:
        assert not (180 <= anchor.at[0] <= 300 and 150 <= anchor.at[1] <= 200)


def test_a_face_without_a_reference_cannot_be_aligned(scene: Image) -> None:
    with pytest.raises(ValueError, match="no reference"):
        align(scene, Face(size=(480, 360), displays=(Drums(corners=CORNERS, digits=5),)))
