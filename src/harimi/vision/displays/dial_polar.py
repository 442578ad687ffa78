"""A dial unrolled: the square around the scale's circle becomes a strip of radius against angle."""

from functools import cache
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from harimi.vision.geometry import Image, Matrix, Point, Quad, cut, moved, points, quad

REACH = 1.15
"""How far a patch reaches from the pivot, in radii of the scale."""
RADII, ANGLES = 40, 360
"""Rows and columns of the strip that the network sees."""
INNER, OUTER = 0.12, 1.12
"""The radii of the strip's first and last row."""
FloatArray: TypeAlias = NDArray[np.float32]


def upright(image: Image, corners: Quad, side: int) -> Image:
    """The dial rectified to `side × side` BGR pixels, `REACH` radii to every side of the pivot."""
    patch = cut(image, _grown(corners), side, side)
    return patch if patch.ndim == 3 else cv2.cvtColor(patch, cv2.COLOR_GRAY2BGR)


def unroll(patch: Image, radii: int = RADII, angles: int = ANGLES) -> Image:
    """The strip of a patch from `upright`: `(radii, angles, 3)`, column 0 straight up, clockwise."""
    x, y = _places(patch.shape[0], radii, angles)
    return cv2.remap(patch, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def normalised(pixels: NDArray[np.uint8]) -> FloatArray:
    """Pixels `(…, h, w, 3)` of one picture each as `(…, 3, h, w)` with mean 0 and deviation about 1."""
    values = np.moveaxis(pixels.astype(np.float32), -1, -3)
    mean = values.mean(axis=(-3, -2, -1), keepdims=True)
    spread = values.std(axis=(-3, -2, -1), keepdims=True)
    return np.asarray((values - mean) / (spread + 8), np.float32)


def to_plane(corners: Quad) -> Matrix:
    """The homography from the photograph to the dial's plane: the pivot at 0, the scale's circle with radius 1."""
    plane = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], np.float32)
    return cv2.getPerspectiveTransform(np.asarray(corners, np.float32), plane)


def from_plane(corners: Quad) -> Matrix:
    """The way back from the dial's plane to the photograph."""
    return np.asarray(np.linalg.inv(to_plane(corners)), np.float64)


def angle_of(point: Point) -> float:
    """The angle of a point of the dial's plane, degrees clockwise from straight up, 0 to 360."""
    return float(np.degrees(np.arctan2(point[0], -point[1])) % 360)


def _grown(corners: Quad) -> Quad:
    plane = np.array([[-REACH, -REACH], [REACH, -REACH], [REACH, REACH], [-REACH, REACH]])
    return quad(moved(points(plane), from_plane(corners)))


@cache
def _places(side: int, radii: int, angles: int) -> tuple[FloatArray, FloatArray]:
    radius = np.linspace(INNER, OUTER, radii)[:, None] * side / (2 * REACH)
    turn = np.radians(np.arange(angles) * 360 / angles)[None]
    middle = (side - 1) / 2
    return (middle + radius * np.sin(turn)).astype(np.float32), (middle - radius * np.cos(turn)).astype(np.float32)
