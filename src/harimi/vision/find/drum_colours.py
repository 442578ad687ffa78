"""What the colours of wheels say: which are decimals, and whether a row goes on in another print."""

import cv2
import numpy as np
from numpy.typing import NDArray

from harimi.vision.displays.drum_patches import close_up
from harimi.vision.displays.drums import height_of, split
from harimi.vision.geometry import Image, Quad, cut, moved, quad

FloatArray = NDArray[np.float64]

RED = 0.22
"""How much redder than the first wheels a wheel must be to count as a decimal."""
APART = 14.0
"""Distance in CIELAB from which on the mean tones of two groups of wheels are different prints, not different light."""


def red_wheels(image: Image, corners: Quad, digits: int) -> int:
    """How many wheels at the right end are redder than the first ones."""
    if image.ndim == 2 or digits < 2:
        return 0
    red = np.array([redness(cell) for cell in cells(image, corners, digits)])
    redder = red - red[: max(1, digits // 2)].min() > RED
    return int(np.argmin(np.append(redder[::-1], False)))


def redness(cell: Image) -> float:
    """How red the reddest sixth of a cell is, 0 to 1."""
    blue, green, red = (cell[..., c].astype(np.float64) for c in range(3))
    share = (red - np.maximum(green, blue)) / (np.maximum(red, np.maximum(green, blue)) + 20)
    return float(np.percentile(share, 84))


def other_print(image: Image, corners: Quad, wheels: int, first: int) -> bool:
    """Whether the wheels from `first` on have another tone than those before, as decimals have and serial numbers not."""
    if not 0 < first < wheels:
        return False
    patches = cells(image, corners, wheels)
    if image.ndim == 3 and min(map(redness, patches[first:])) - max(map(redness, patches[:first])) > RED / 2:
        return True
    tones = np.array([tone(cell) for cell in patches])
    uneven = tones[:first].std(axis=0).max()
    return float(np.linalg.norm(tones[:first].mean(axis=0) - tones[first:].mean(axis=0))) > APART + uneven


def tone(cell: Image) -> FloatArray:
    """Mean lightness and colour of a cell in CIELAB, lightness 0 to 100."""
    colour = cell if cell.ndim == 3 else cv2.cvtColor(cell, cv2.COLOR_GRAY2BGR)
    return cv2.cvtColor(colour.astype(np.float32) / 255, cv2.COLOR_BGR2Lab).mean(axis=(0, 1)).astype(np.float64)


def cells(image: Image, corners: Quad, digits: int) -> list[Image]:
    """The wheels of a row, 16 × 24 pixels each."""
    part, closer = close_up(image, corners, height_of(corners))
    return [cut(part, cell, 16, 24) for cell in split(quad(moved(corners, closer)), digits)]
