"""A row that was drawn by hand is moved onto the borders of its windows, where such borders are near.

The row's surroundings are rectified; each side of the row is then tried at all near places and slants, and taken where the
grey level steps most evenly along it. A border steps the same way all along, the figures between do not.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from harimi.vision.geometry import Image, Polygon, Quad, cut, moved, points, quad, to_rectangle

TALL, REACH = 64, 14
"""Pixels that the row is high when it is looked at, and how far from where it was drawn a side is looked for."""
LONGEST = 640
STEP = 5.0
"""Grey levels of the weakest step that is a border; what stands out less stays where it was drawn."""
UNEVEN = 1.0
"""Along a row of figures the step comes and goes; so much of its spread is taken off."""
NEAR = 0.012
"""What a pixel further away costs, as a share of the step: of two borders the nearer one is meant."""
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Side:
    """A side of the row in the rectified view: where its ends were moved to, across it, and how strong its border is."""

    start: float
    end: float
    strength: float


def onto_edges(image: Image, corners: Quad) -> Quad | None:
    """The corners on the borders near them; None where the row has no window whose upper and lower border show."""
    wide = min(LONGEST, max(TALL, round(TALL * _longer(corners))))
    matrix = to_rectangle(corners, wide, TALL)
    outer = quad(moved(_rectangle(wide, REACH), np.asarray(np.linalg.inv(matrix), np.float64)))
    patch = cut(image, outer, wide + 2 * REACH, TALL + 2 * REACH)
    grey = patch if patch.ndim == 2 else cv2.cvtColor(patch, cv2.COLOR_BGR2GRAY)
    soft = cv2.GaussianBlur(grey.astype(np.float64), (0, 0), 1.2)
    down, right = np.gradient(soft)
    sides = (_side(down, 0), _side(right.T, -1), _side(down, -1), _side(right.T, 0))
    if sides[0].strength < STEP or sides[2].strength < STEP:
        return None
    return quad(moved(_crossed(sides, wide), np.asarray(np.linalg.inv(matrix), np.float64)))


def _longer(corners: Quad) -> float:
    a, b, c, d = np.asarray(corners, np.float64)
    across, along = np.hypot(*(d - a)) + np.hypot(*(c - b)), np.hypot(*(b - a)) + np.hypot(*(c - d))
    return float(along / max(across, 1.0))


def _rectangle(wide: int, room: int) -> Polygon:
    low, right, bottom = -0.5 - room, wide - 0.5 + room, TALL - 0.5 + room
    return ((low, low), (right, low), (right, bottom), (low, bottom))


def _side(step: Floats, end: int) -> Side:
    """The border near the first (`end` 0) or last row of the inner rectangle, by the gradient across it."""
    across, along = step.shape
    middle = REACH - 0.5 if end == 0 else across - REACH - 0.5
    places = np.linspace(REACH + 0.06 * (along - 2 * REACH), along - REACH - 0.06 * (along - 2 * REACH), 96)
    share = (places - REACH) / (along - 2 * REACH)
    tried = np.arange(-REACH + 2, REACH - 1)
    first, last = (grid.ravel() for grid in np.meshgrid(tried, tried, indexing="ij"))
    line = middle + first[:, None] * (1 - share) + last[:, None] * share
    seen = _between(step, line, places)
    even = np.abs(seen.mean(1)) - UNEVEN * seen.std(1)
    worth = even * (1 - NEAR * (np.abs(first) + np.abs(last)) / 2 - NEAR * np.abs(first - last))
    best = int(np.argmax(worth))
    if even[best] < STEP:
        return Side(0.0, 0.0, 0.0)
    return Side(float(first[best]), float(last[best]), float(even[best]))


def _between(step: Floats, line: Floats, places: Floats) -> Floats:
    """The gradient at each place along each line, between its pixels."""
    low = np.clip(np.floor(line).astype(int), 0, step.shape[0] - 2)
    part, column = line - low, np.round(places).astype(int)
    return np.asarray(step[low, column] * (1 - part) + step[low + 1, column] * part)


def _crossed(sides: tuple[Side, ...], wide: int) -> Polygon:
    """Where the moved sides (upper, right, lower, left) cross."""
    top, right, bottom, left = sides
    x0, y0, x1, y1 = -0.5, -0.5, wide - 0.5, TALL - 0.5
    upper = _line((x0, y0 + top.start), (x1, y0 + top.end))
    lower = _line((x0, y1 + bottom.start), (x1, y1 + bottom.end))
    west = _line((x0 + left.start, y0), (x0 + left.end, y1))
    east = _line((x1 + right.start, y0), (x1 + right.end, y1))
    crossings = (np.cross(upper, west), np.cross(upper, east), np.cross(lower, east), np.cross(lower, west))
    return points(crossing[:2] / crossing[2] for crossing in crossings)


def _line(a: tuple[float, float], b: tuple[float, float]) -> Floats:
    return np.asarray(np.cross((*a, 1.0), (*b, 1.0)), np.float64)
