"""A row of wheels is slid and stretched until its wheels read best: the finder is good to a quarter of a wheel only."""

import numpy as np
from numpy.typing import NDArray

from harimi.vision.displays.drums import Look, close_row, look, sharpness, split
from harimi.vision.find.drum_rows import Row
from harimi.vision.geometry import Image

FloatArray = NDArray[np.float64]

SHIFTS = np.array([-0.3, -0.15, 0.0, 0.15, 0.3])
"""Steps to the side at which each wheel is looked at."""
SLIDES = np.linspace(-0.3, 0.3, 13)
STRETCHES = np.linspace(-0.1, 0.1, 9)
"""How much longer or shorter than found each step may be."""
RELUCTANCE = 0.15
"""What sliding a whole step or stretching by half of one costs, in units of one wheel's sharpness."""


def lined_up(image: Image, row: Row) -> tuple[Row, FloatArray]:
    """The row where it reads best, and how clear each of its wheels is there (0 to 1, presence included)."""
    seen = profile(image, row) * (0.4 + 0.6 * row.chance)
    number = np.arange(row.count) - (row.count - 1) / 2
    best = max(
        ((_clear(seen, slide + stretch * number), slide, stretch) for slide in SLIDES for stretch in STRETCHES), key=_worth
    )
    clear, slide, stretch = best
    first = slide + stretch * number[0]
    return Row(row.start + first * row.step, row.step * (1 + stretch), row.down, row.chance), clear


def profile(image: Image, row: Row) -> FloatArray:
    """Sharpness of each wheel at each of the `SHIFTS`, `(shifts, n)`."""
    grey, corners = close_row(image, row.corners())
    cells = split(corners, row.count)
    return np.stack([sharpness(look(grey, cells, (Look(right=float(shift)),))) for shift in SHIFTS])


def _clear(seen: FloatArray, shifts: FloatArray) -> FloatArray:
    """Each wheel's value at its own shift, between those that were looked at."""
    place = np.clip((shifts - SHIFTS[0]) / (SHIFTS[1] - SHIFTS[0]), 0, len(SHIFTS) - 1)
    low = np.minimum(place.astype(int), len(SHIFTS) - 2)
    share, wheel = place - low, np.arange(seen.shape[1])
    return np.asarray(seen[low, wheel] * (1 - share) + seen[low + 1, wheel] * share)


def _worth(tried: tuple[FloatArray, float, float]) -> float:
    clear, slide, stretch = tried
    return float(clear.sum()) - RELUCTANCE * (abs(slide) + 2 * abs(stretch)) * len(clear)
