"""The hand of a dial that wraps, told by its shape alone: what differs from the face and hangs together with the pivot.

Along each direction the hand reaches so far from the pivot without a gap. A plate or a hub reaches equally far over a wide
angle; what reaches further than that, and is narrow, is the tip.
"""

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from harimi.vision.displays.dial_polar import REACH, unroll, upright
from harimi.vision.geometry import Image, Quad

SIDE = 96
RADII, ANGLES = 40, 120
"""Rows (0.12 to 1.12 radii of the scale) and columns of the unrolled silhouette."""
HUB = 5
"""Rows next to the pivot that are always taken for the hand: a hub may have the colour of the face."""
OUTER = 36
"""Rows beyond belong to the marks."""
WIDE = 19
"""Columns, 57 degrees: what is at least so wide is a plate or a hub."""
LEAST = 3.0
"""Rows that a tip reaches further than what is wide."""
COLOURED = 18
"""Levels of colour by which a hand is told from black print: from there on print and shadows do not count."""
FAINT, TINTED = 18.0, 12.0
"""Levels, of brightness and of colour, by which a hand differs from the face at least."""
Floats = NDArray[np.float64]


def shape_angle(image: Image, corners: Quad) -> float | None:
    """The tip's angle in degrees, clockwise from straight up; None where no hand stands out from its face."""
    silhouette = hand_mask(upright(image, corners, SIDE))
    if silhouette is None:
        return None
    strip = unroll(np.repeat(silhouette[..., None], 3, -1), RADII, ANGLES)[:OUTER, :, 0] > 127
    strip[:HUB] = True
    return _tip(np.where(strip.all(0), OUTER, (~strip).argmax(0)).astype(np.float32))


def hand_mask(patch: Image) -> NDArray[np.uint8] | None:
    """The hand's pixels (255) in a rectified dial of `SIDE` pixels; None where nothing stands out around the pivot."""
    rings = _distances(patch.shape[0])
    face = np.median(patch[(rings > 0.35) & (rings < 0.9)], axis=0).astype(np.float32)
    away = patch.astype(np.float32) - face
    grey = face / max(float(np.linalg.norm(face)), 1e-6)
    tinted, cutoff = _hanging(np.linalg.norm(away - (away @ grey)[..., None] * grey, axis=-1), rings, TINTED)
    if tinted is not None and cutoff > COLOURED:
        return tinted
    return _hanging(np.linalg.norm(away, axis=-1), rings, FAINT)[0]


def _hanging(away: NDArray[np.floating], rings: Floats, least: float) -> tuple[NDArray[np.uint8] | None, float]:
    """The largest thing around the pivot that differs from the face, and the level that parts it from the rest."""
    levels = np.clip(away, 0, 255).astype(np.uint8)
    cutoff, _ = cv2.threshold(levels[rings < 0.75], 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    differs = ((away > max(least, 0.7 * cutoff)) & (rings < REACH)).astype(np.uint8)
    _, labels = cv2.connectedComponents(differs, connectivity=4)
    counts = np.bincount(labels[rings < 0.3])
    counts[0] = 0
    if counts.max(initial=0) < 8:
        return None, cutoff
    return np.asarray((labels == counts.argmax()) * 255, np.uint8), cutoff


def _tip(reach: NDArray[np.float32]) -> float | None:
    """The angle at which a hand that reaches `reach` rows far at each angle ends narrowest and furthest."""
    closed = np.concatenate([reach[-WIDE:], reach, reach[:WIDE]])[None]
    wide = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, WIDE), np.uint8))[0, WIDE:-WIDE]
    ends = (reach - wide).astype(np.float64)
    if ends.max() < LEAST:
        return None
    top = int((ends + np.roll(ends, 1) + np.roll(ends, -1)).argmax())
    steps = np.arange(-5, 6)
    weight = ends[(top + steps) % ANGLES] ** 2
    return float((top + (weight * steps).sum() / weight.sum()) * 360 / ANGLES % 360)


@cache
def _distances(side: int) -> Floats:
    """Each pixel's distance from the pivot in radii of the scale."""
    place = (np.arange(side) - (side - 1) / 2) * 2 * REACH / side
    return np.asarray(np.hypot(*np.meshgrid(place, place)), np.float64)
