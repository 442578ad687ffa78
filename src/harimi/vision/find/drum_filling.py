"""Tight crops: where a picture has the shape of the declared row, the row may be the picture."""

import numpy as np

from harimi.vision.find.drum_rows import Row
from harimi.vision.geometry import Image

WINDOW = (0.35, 1.3)
"""Widths of a window, with half of the space beside it, in heights: narrower or wider ones hardly exist."""
INSETS = (0.0, 0.12)
"""Shares of the picture's height that may be left around the row."""
CHANCE = 0.6
"""How surely its wheels are wheels: as surely as those that the finder hardly doubts."""
FILLED = (0.85, 0.6)
"""Shares of the picture's width and height that a row takes that fills it."""


def filling_rows(image: Image, digits: int | None) -> tuple[Row, ...]:
    """Rows of `digits` wheels that fill the picture; none where it has not the shape of a row, or their number is not known."""
    height, width = image.shape[:2]
    if digits is None or not WINDOW[0] <= width / height / digits <= WINDOW[1]:
        return ()
    return tuple(_row(width, height, digits, inset * height) for inset in INSETS)


def fills(image: Image, row: Row) -> bool:
    """Whether there is hardly anything in the picture but the row: then somebody has cut it out, and it is no print."""
    height, width = image.shape[:2]
    ring = np.clip(np.array(row.corners()), -0.5, [width - 0.5, height - 0.5])
    wide, tall = np.ptp(ring, axis=0)
    return bool(wide > FILLED[0] * width and tall > FILLED[1] * height)


def _row(width: int, height: int, digits: int, inset: float) -> Row:
    step = (width - 2 * inset) / digits
    start = np.array([inset + step / 2 - 0.5, height / 2 - 0.5])
    return Row(start, np.array([step, 0.0]), np.array([0.0, height - 2 * inset]), np.full(digits, CHANCE))
