"""Pictures for the tests of vision, drawn here."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

Image = NDArray[np.uint8]


@pytest.fixture
def scene() -> Image:
    """A still life of 480×360 with plenty of corners, always the same."""
    rng = np.random.default_rng(7)
    picture = np.full((360, 480, 3), 200, np.uint8)
    for _ in range(90):
        x, y = (int(v) for v in rng.integers(0, (470, 350)))
        width, height = (int(v) for v in rng.integers(6, 40, 2))
        colour = [int(v) for v in rng.integers(0, 255, 3)]
        cv2.rectangle(picture, (x, y), (x + width, y + height), colour, -1)
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), 0.8), np.uint8)


def encoded(picture: Image, kind: str = ".png") -> bytes:
    """The picture as the bytes of a file."""
    return cv2.imencode(kind, picture)[1].tobytes()
