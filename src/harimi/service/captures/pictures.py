"""What is kept of a photograph: upright pixels of the allowed part, as a new JPEG without any metadata."""

from dataclasses import dataclass

import cv2
import numpy as np

from harimi.service.devices.models import Frame
from harimi.vision.geometry import Image
from harimi.vision.photo import open_photo

QUALITY = 92
LONGEST = 2560
"""Pixels of the longer side of what is kept: more shows no meter better."""


@dataclass(frozen=True, slots=True)
class Picture:
    """JPEG bytes and their size in pixels."""

    data: bytes
    width: int
    height: int


def upright(data: bytes) -> Image:
    """The photograph's pixels, at most `LONGEST` on a side. Raises a `PhotoError`."""
    image = open_photo(data).image
    factor = LONGEST / max(image.shape[:2])
    if factor >= 1:
        return image
    size = (round(image.shape[1] * factor), round(image.shape[0] * factor))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def cut(image: Image, frame: Frame | None) -> Picture:
    """The part of the image inside the frame, or all of it."""
    part = image if frame is None else image[_rows(image, frame)]
    data = cv2.imencode(".jpg", part, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1].tobytes()
    return Picture(data, part.shape[1], part.shape[0])


def _rows(image: Image, frame: Frame) -> tuple[slice, slice]:
    height, width = image.shape[:2]
    x0, y0 = round(frame.x * width), round(frame.y * height)
    return slice(y0, y0 + max(1, round(frame.height * height))), slice(x0, x0 + max(1, round(frame.width * width)))
