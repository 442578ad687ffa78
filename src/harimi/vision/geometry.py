"""Points, quadrilaterals and the patches cut along them."""

from collections.abc import Iterable
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

Image: TypeAlias = NDArray[np.uint8]
"""A colour photograph `(height, width, 3)`, BGR, or a grey one `(height, width)`."""
Matrix: TypeAlias = NDArray[np.float64]
"""A 3×3 homography that takes points of one view to another."""
Point: TypeAlias = tuple[float, float]
Polygon: TypeAlias = tuple[Point, ...]
Quad: TypeAlias = tuple[Point, Point, Point, Point]
"""Upper left, upper right, lower right, lower left, as the display is read: a display on its head starts at the lower right."""


def points(array: Iterable[Iterable[float]]) -> Polygon:
    """Rows of an `(n, 2)` array as plain points."""
    return tuple((float(x), float(y)) for x, y in array)


def quad(array: Iterable[Iterable[float]]) -> Quad:
    """Four rows as a `Quad`; any other number is a `ValueError`."""
    corners = points(array)
    if len(corners) != 4:
        raise ValueError(f"a quadrilateral has 4 corners, not {len(corners)}")
    return (corners[0], corners[1], corners[2], corners[3])


def moved(outline: Polygon, matrix: Matrix) -> Polygon:
    """The outline as seen after `matrix`."""
    source = np.asarray(outline, np.float64).reshape(-1, 1, 2)
    return points(cv2.perspectiveTransform(source, matrix).reshape(-1, 2))


def to_rectangle(corners: Quad, width: int, height: int) -> Matrix:
    """The homography that takes `corners` to an upright `width × height` rectangle, pixel edges on its edges."""
    target = np.array([[-0.5, -0.5], [width - 0.5, -0.5], [width - 0.5, height - 0.5], [-0.5, height - 0.5]], np.float32)
    return cv2.getPerspectiveTransform(np.asarray(corners, np.float32), target)


def cut(image: Image, corners: Quad, width: int, height: int) -> Image:
    """The patch under `corners`, rectified to `width × height`; outside the photograph its border is repeated.

    A patch much smaller than what it shows is first reduced by area, so that thin strokes do not alias.
    """
    part, matrix = _reduced(image, corners, width, height)
    rectangle = to_rectangle(quad(moved(corners, matrix)), width, height)
    return cv2.warpPerspective(part, rectangle, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def _reduced(image: Image, corners: Quad, width: int, height: int) -> tuple[Image, Matrix]:
    """What is around the corners, reduced if it is large, and the way from the photograph's pixels to its own."""
    (x0, y0), (x1, y1), _, (x3, y3) = corners
    ratio = max(np.hypot(x1 - x0, y1 - y0) / width, np.hypot(x3 - x0, y3 - y0) / height)
    if ratio < 2:
        return image, np.eye(3)
    left, top, right, bottom = _around(image, corners, float(ratio))
    part = image[top:bottom, left:right]
    smaller = (max(1, round(part.shape[1] * 1.5 / ratio)), max(1, round(part.shape[0] * 1.5 / ratio)))
    x, y = smaller[0] / part.shape[1], smaller[1] / part.shape[0]
    matrix = np.array([[x, 0, (0.5 - left) * x - 0.5], [0, y, (0.5 - top) * y - 0.5], [0, 0, 1.0]])
    return np.asarray(cv2.resize(part, smaller, interpolation=cv2.INTER_AREA), np.uint8), matrix


def _around(image: Image, corners: Quad, margin: float) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of the corners' surroundings, as far as the photograph goes; one pixel at least."""
    ring, size = np.asarray(corners), np.array(image.shape[1::-1])
    low = np.clip(np.floor(ring.min(axis=0) - margin), 0, size - 1).astype(int)
    high = np.clip(np.ceil(ring.max(axis=0) + margin) + 1, low + 1, size).astype(int)
    return int(low[0]), int(low[1]), int(high[0]), int(high[1])
