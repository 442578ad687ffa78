"""The long marks of a scale, each beside its numeral: numerals say which mark is which, the marks say where exactly."""

import cv2
import numpy as np
from numpy.typing import NDArray

from harimi.vision.displays.dial_hand import apart
from harimi.vision.displays.dial_polar import INNER, OUTER, unroll, upright
from harimi.vision.geometry import Image, Quad

FloatArray = NDArray[np.float64]
SIDE, FINE, ROWS = 512, 1440, 101
"""Pixels of the rectified dial; columns and rows of its strip, a quarter of a degree and a hundredth of a radius each."""
BAND = (0.80, 1.02)
"""Radii between which marks lie: the longest reach furthest in."""
AROUND = 6.0
"""Degrees on either side whose mean a mark stands out from."""
REACH = 3.5
"""Degrees by which a mark may stand beside where an even scale has it: a plane that is a little wrong bends the scale."""
SHIFTS = np.arange(-12.0, 12.25, 0.5)
"""Degrees by which the scale's ends are moved to lie on marks: numerals, those of the ends above all, are printed aside."""
PLAY, HELD = 1.25, 0.08
"""Degrees of play of each mark in that search, and what a shift of `ASIDE` degrees costs, as a strength of marks."""
ASIDE = 6.0
HAND = 4.0
"""Degrees on either side of the pointer where nothing can be told."""
CLEAR = 0.35
"""Strength, from 0 to 1, of a mark that is one."""


def strengths(image: Image, corners: Quad) -> FloatArray:
    """How long and strong a radial line stands at each quarter of a degree of the scale's circle, `(1440,)`, 0 to about 1."""
    strip = unroll(upright(image, corners, SIDE), ROWS, FINE).astype(np.float32)
    radii = np.linspace(INNER, OUTER, ROWS)
    band = cv2.blur(strip[(radii > BAND[0]) & (radii < BAND[1])], (3, 1))
    wide = round(2 * AROUND * FINE / 360) | 1
    closed = np.concatenate([band[:, -wide:], band, band[:, :wide]], 1)
    plain = cv2.blur(closed, (wide, 1))[:, wide:-wide]
    away = np.sqrt(((band - plain) ** 2).sum(-1))
    scale = np.percentile(away, 97, axis=1, keepdims=True) + 8
    return np.asarray(np.clip(away / scale, 0, 1).mean(0), np.float64)


def aligned(strength: FloatArray, places: FloatArray, start: float, sweep: float, hand: float) -> tuple[float, float]:
    """The start and sweep near the given ones whose `places` (shares of the sweep) lie on long marks; the pointer hides some.

    Without such marks they stay as they are.
    """
    wide = round(PLAY * 4) * 2 + 1
    near = cv2.dilate(np.tile(strength, 3)[None].astype(np.float32), np.ones((1, wide), np.uint8))[0][FINE : 2 * FINE]
    first, last = np.meshgrid(SHIFTS, SHIFTS, indexing="ij")
    angles = start + first[..., None] + (sweep + last - first)[..., None] * places
    hidden = np.abs((angles - hand + 180) % 360 - 180) < HAND
    found = np.where(hidden, np.nan, near[np.round(angles * 4).astype(int) % FINE])
    with np.errstate(all="ignore"):
        mean = np.nan_to_num(np.nansum(found, -1) / np.maximum((~hidden).sum(-1), 1))
    scores = np.where((~hidden).sum(-1) >= 2, mean, 0.0) - HELD * 0.5 * ((first / ASIDE) ** 2 + (last / ASIDE) ** 2)
    i, j = np.unravel_index(int(scores.argmax()), scores.shape)
    if mean[i, j] < CLEAR:
        return start, sweep
    return start + float(SHIFTS[i]), sweep + float(SHIFTS[j] - SHIFTS[i])


def mark_near(strength: FloatArray, angle: float, hand: float) -> float | None:
    """The angle of the strongest mark near a numeral, to a fraction of a degree; None where there is none, or the hand is."""
    window = np.arange(-round(REACH * 4), round(REACH * 4) + 1)
    columns = (round(angle * 4) + window) % FINE
    weight = strength[columns] * np.exp(-0.5 * (window / 4 / REACH) ** 2)
    top = int(weight.argmax())
    place = (columns[top] / 4) % 360
    if strength[columns[top]] < CLEAR or abs(apart(place, hand)) < HAND:
        return None
    near = np.arange(columns[top] - 4, columns[top] + 5)
    mass = np.clip(strength[near % FINE] - 0.5 * strength[columns[top]], 0, None)
    return float((near * mass).sum() / mass.sum() / 4 % 360)
