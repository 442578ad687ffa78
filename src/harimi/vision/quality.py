"""What keeps a display from being read: too dark, burnt out, fogged or blurred. Judged on the display alone."""

import cv2
import numpy as np

from harimi.vision.geometry import Image, Polygon
from harimi.vision.reasons import Reason, because

_TALL = 64
DARK = 45.0
"""Grey level that the bright parts of a display (95th percentile) must reach."""
BURNT, CLIPPED = 250, 0.5
"""Grey level from which nothing can be told any more, and share of a display at which it is over-exposed."""
FOGGED, MILKY = 30.0, 70.0
"""Grey levels between the dark and the bright parts of a display (5th and 95th percentile) at most, and of its dark parts at
least, behind fog or a wet glass."""
COLOURLESS = 3.0
"""Mean difference of a photograph's colours up to which it was taken in infra-red light."""
BLURRED = 0.10
"""Least share of a display's contrast that must lie in details finer than a thirtieth of its height."""


def faults(image: Image, outline: Polygon) -> tuple[Reason, ...]:
    """Reasons of the photograph itself why the display inside `outline` is hard to read; none for a good one."""
    grey = _patch(image, outline)
    low, high = (float(level) for level in np.percentile(grey, (5, 95)))
    if high < DARK:
        return (because("dark"),)
    if float((grey >= BURNT).mean()) > CLIPPED:
        return (because("overexposed"),)
    if high - low < FOGGED and low > MILKY:
        return (because("fogged"),)
    return (because("blurred"),) if detail(grey) < BLURRED else ()


def too_dark(image: Image) -> bool:
    """Whether nothing bright is in the whole photograph: then it cannot be told where the camera looks."""
    return float(np.percentile(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), 95)) < DARK


def colourless(image: Image) -> bool:
    """Whether the photograph (BGR) was taken in infra-red light, which knows no colours."""
    return float((image.max(axis=2) - image.min(axis=2)).mean()) <= COLOURLESS


def detail(grey: Image) -> float:
    """Share of the contrast that is lost when a display, 64 px tall, is blurred by 2 px."""
    fine = grey.astype(np.float32)
    spread = float(fine.std())
    return float((fine - cv2.GaussianBlur(fine, (0, 0), 2)).std()) / spread if spread > 1 else 0.0


def _patch(image: Image, outline: Polygon) -> Image:
    ring = np.asarray(outline)
    size = np.array(image.shape[1::-1])
    low = np.clip(np.floor(ring.min(axis=0)), 0, size - 1).astype(int)
    high = np.clip(np.ceil(ring.max(axis=0)) + 1, low + 1, size).astype(int)
    part = cv2.cvtColor(image[low[1] : high[1], low[0] : high[0]], cv2.COLOR_BGR2GRAY)
    factor = _TALL / part.shape[0]
    kind = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(part, None, fx=factor, fy=factor, interpolation=kind), np.uint8)
