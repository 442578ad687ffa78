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
    slant = SLANT + SLANT_PER_STRETCH * (1 - _narrow(corners))
    to_pivot = PIVOT**2 / (PIVOT**2 + slant**2)
    shift, tilt = change[:2] * to_pivot, -change[:2] * (1 - to_pivot)
    stretch = np.array([[1 + change[2], change[3]], [change[3], 1 + change[4]]])
    square = np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])
    placed = (square @ stretch + shift) / (1 + square @ tilt)[:, None]
    return quad(moved(points(placed), from_plane(corners))), float(np.sqrt(np.mean((terms @ change) ** 2)))


def _narrow(corners: Quad) -> float:
    """The short axis of the circle's image over the long one, about."""
    a, b, c, d = np.asarray(corners, np.float64)
    values = np.linalg.svd(np.stack([(b + c - a - d) / 2, (c + d - a - b) / 2]), compute_uv=False)
    return float(values[1] / max(values[0], 1e-6))
