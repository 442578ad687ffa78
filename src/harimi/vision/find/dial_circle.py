"""A dial's square put right by where its scale really runs: the circle that the strip shows must come out round."""

import numpy as np
from numpy.typing import NDArray

from harimi.vision.displays.dial_polar import from_plane
from harimi.vision.geometry import Quad, moved, points, quad

FloatArray = NDArray[np.float64]
PIVOT = 0.025
"""How well the pivot is known before, as a share of the radius."""
SLANT, SLANT_PER_STRETCH = 0.01, 0.25
"""How well the perspective is known before: worse where the dial is seen at a slant and its circle is a narrow ellipse."""
NOISE = 0.07
"""Logarithm of a stretch that is noise as often as not."""
HOLD = 6.0
"""Weight of "nothing is wrong" against 180 angles: keeps a scale of few degrees from bending the square."""


def rounded(corners: Quad, circle: FloatArray) -> tuple[Quad, float]:
    """The corners after which `circle` would be 1 all round, and how large the change is as a share of the radius.

    `circle` `(180,)` is the scale's radius by angle in the square's own plane. A shift of the pivot and a perspective change
    the circle alike; the change is divided between them by how well each was known.
    """
    turn = np.radians(np.arange(0, 360, 2))
    s, c = np.sin(turn), -np.cos(turn)
    terms = np.stack([s, c, s * s, 2 * s * c, c * c], 1)
    change = np.linalg.solve(terms.T @ terms + HOLD * np.eye(5), terms.T @ (circle - 1))
    slant = SLANT + SLANT_PER_STRETCH * _stretch(corners)
    to_pivot = PIVOT**2 / (PIVOT**2 + slant**2)
    shift, tilt = change[:2] * to_pivot, -change[:2] * (1 - to_pivot)
    stretch = np.array([[1 + change[2], change[3]], [change[3], 1 + change[4]]])
    square = np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])
    placed = (square @ stretch + shift) / (1 + square @ tilt)[:, None]
    better = quad(moved(points(placed), from_plane(corners)))
    return eased(better), float(np.sqrt(np.mean((terms @ change) ** 2)))


def eased(corners: Quad) -> Quad:
    """The corners of a square again where they are nearly one: a slight stretch is noise more often than a slight slant."""
    a, b, c, d = np.asarray(corners, np.float64)
    middle = np.asarray(moved(((0.0, 0.0),), from_plane(corners))[0])
    sides = np.stack([(b + c - a - d) / 4, (c + d - a - b) / 4], 1)
    left, values, right = np.linalg.svd(sides)
    stretch = float(np.log(values[0] / max(values[1], 1e-6)))
    kept = 1 - float(np.exp(-((stretch / NOISE) ** 2)))
    size = np.sqrt(values[0] * values[1])
    flat = left @ np.diag(size * np.exp(np.array([0.5, -0.5]) * stretch * kept)) @ right
    square = np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])
    plain = middle + square @ flat.T
    bent = np.asarray(corners) - (np.asarray(corners).mean(0) + square @ sides.T)
    lean = np.asarray(corners).mean(0) - middle
    return quad(plain + kept * (bent + lean))


def _stretch(corners: Quad) -> float:
    """The logarithm of the long axis of the circle's image over the short one, about."""
    a, b, c, d = np.asarray(corners, np.float64)
    values = np.linalg.svd(np.stack([b + c - a - d, c + d - a - b]), compute_uv=False)
    return float(np.log(values[0] / max(values[1], 1e-6)))
