"""What is kept of a photograph: upright pixels of the allowed part, as a new JPEG without any metadata."""

from dataclasses import dataclass
from io import BytesIO

import cv2
import numpy as np
from PIL import Image as PILImage

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


def small(data: bytes, width: int) -> bytes:
    """A kept picture again, about `width` pixels wide: decoded at a half, a quarter or an eighth of its size. Never larger."""
    decoded = cv2.imdecode(np.frombuffer(data, np.uint8), _reduced(data, width))
    if decoded is None or decoded.shape[1] <= width:
        return data if decoded is None else _jpeg(decoded)
    height = max(1, round(decoded.shape[0] * width / decoded.shape[1]))
    return _jpeg(np.asarray(cv2.resize(decoded, (width, height), interpolation=cv2.INTER_AREA), np.uint8))


def _reduced(data: bytes, width: int) -> int:
    """The flag by which a decoder makes a large JPEG smaller at once, and still no smaller than wanted."""
    kept = PILImage.open(BytesIO(data)).width
    for factor, flag in ((8, cv2.IMREAD_REDUCED_COLOR_8), (4, cv2.IMREAD_REDUCED_COLOR_4), (2, cv2.IMREAD_REDUCED_COLOR_2)):
        if kept >= factor * width:
            return flag
    return cv2.IMREAD_COLOR


def _jpeg(image: Image) -> bytes:
    return cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 78])[1].tobytes()
