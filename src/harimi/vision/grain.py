"""Where a view shows something, and where there is only the grain of the picture, which never comes back."""

import cv2
import numpy as np

from harimi.vision.geometry import Image

SOFT, WINDOW = 1.5, 31
"""Pixels of the blur that takes grain away, and of the window in which it is told how much is left."""
LEFT = 0.35
"""Share of its spread that a blurred window keeps at least if it shows something; grain alone keeps a fifth."""


def shows_something(view: Image) -> Image:
    """`(height, width)`: 255 where the grey view shows more than grain within `WINDOW` pixels around."""
    grey = view.astype(np.float32)
    spread, left = _spread(grey), _spread(cv2.GaussianBlur(grey, (0, 0), SOFT))
    return np.where(left > LEFT * np.maximum(spread, 1.0), 255, 0).astype(np.uint8)


def _spread(grey: np.ndarray) -> np.ndarray:
    mean, squares = (cv2.blur(one, (WINDOW, WINDOW)) for one in (grey, grey * grey))
    return np.sqrt(np.maximum(squares - mean * mean, 0))
