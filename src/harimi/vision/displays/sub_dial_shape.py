"""The hand of a dial that wraps, told by its shape alone: what differs from the face, hangs together with the pivot and ends
in something narrow.
"""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from harimi.vision.displays.dial_polar import REACH, unroll, upright
from harimi.vision.geometry import Image, Quad

SIDE = 96
RADII, ANGLES = 40, 120
"""Rows (0.12 to 1.12 radii of the scale) and columns of the unrolled silhouette."""
WIDE = 17
"""Columns, 51 degrees: what is at least so wide at one radius is a plate or a hub, no tip."""
DEEP = 6
"""Rows below the outermost one that belong to the tip."""
OUTER = 32
"""Rows beyond belong to the marks, which a tip touches."""
FAINT = 18.0
"""Levels by which a hand differs from the face at least."""
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Shape:
    """The tip's `angle` in degrees, clockwise from straight up, None where no hand stands out from its face; and for each of the
    `ANGLES` how much of a narrow end lies there.
    """

    angle: float | None
    ends: Floats

    def share(self, angle: float) -> float:
        """How much of a tip lies within 12 degrees of an angle, as a share of the most that lies anywhere, 0 to 1."""
        sums = _windowed(self.ends)
        return float(sums[round(angle * ANGLES / 360) % ANGLES] / max(sums.max(), 1e-6))


def shape_of(image: Image, corners: Quad) -> Shape:
    """The silhouette's reading of the dial in a square."""
    silhouette = hand_mask(upright(image, corners, SIDE))
    if silhouette is None:
        return Shape(None, np.zeros(ANGLES))
    strip = unroll(np.repeat(silhouette[..., None], 3, -1), RADII, ANGLES)[:OUTER, :, 0] > 127
    return _ended(strip)


def hand_mask(patch: Image) -> NDArray[np.uint8] | None:
    """The hand's pixels (255) in a rectified dial: what differs from the face and hangs together with the pivot."""
    rings = _distances(patch.shape[0])
    face = np.median(patch[(rings > 0.35) & (rings < 0.9)], axis=0)
    away = np.sqrt(((patch.astype(np.float32) - face) ** 2).sum(-1))
    levels = np.clip(away, 0, 255).astype(np.uint8)
    cutoff, _ = cv2.threshold(levels[rings < 0.75], 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    differs = ((away > max(FAINT, 0.8 * cutoff)) & (rings < REACH)).astype(np.uint8)
    _, labels = cv2.connectedComponents(differs, connectivity=4)
    counts = np.bincount(labels[rings < 0.3])
    counts[0] = 0
    if counts.max(initial=0) < 8:
        return None
    return np.asarray((labels == counts.argmax()) * 255, np.uint8)


def _ended(strip: NDArray[np.bool_]) -> Shape:
    """The outermost narrow end of a silhouette `(radii, angles)`."""
    closed = np.concatenate([strip[:, -WIDE:], strip, strip[:, :WIDE]], 1).astype(np.uint8)
    plates = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, WIDE), np.uint8))
    narrow = (closed - plates)[:, WIDE:-WIDE].astype(np.float64)
    ends = (narrow * np.linspace(0.1, 1, len(narrow))[:, None] ** 2).sum(0)
    rows = np.flatnonzero(narrow.sum(1))
    if not len(rows) or rows[-1] < RADII // 4:
        return Shape(None, ends)
    sums = narrow[max(0, rows[-1] - DEEP) : rows[-1] + 1].sum(0)
    near = (int(_windowed(sums).argmax()) + np.arange(-6, 7)) % ANGLES
    middle = float((sums[near] * np.arange(-6, 7)).sum() / sums[near].sum())
    return Shape(float((near[6] + middle) * 360 / ANGLES % 360), ends)


def _windowed(sums: Floats) -> Floats:
    return np.convolve(np.concatenate([sums[-4:], sums, sums[:4]]), np.ones(9), "valid")


@cache
def _distances(side: int) -> Floats:
    """Each pixel's distance from the pivot in radii of the scale."""
    place = (np.arange(side) - (side - 1) / 2) * 2 * REACH / side
    return np.asarray(np.hypot(*np.meshgrid(place, place)), np.float64)
