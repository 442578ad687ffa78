"""Where to look for a dial: square views of a photograph, coarse ones over all of it and fine ones around a candidate."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from harimi.vision.find import dial_points
from harimi.vision.find.dial_points import SIDE, Seen
from harimi.vision.geometry import Image
from harimi.vision.models import run

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class View:
    """A square of the photograph, `side` pixels, its centre at `(x, y)`, turned by `turn` degrees before it is looked at."""

    x: float
    y: float
    side: float
    turn: float = 0.0

    def matrix(self, pixels: int = SIDE) -> FloatArray:
        """`(2, 3)`: the photograph's pixels to the view's."""
        matrix = cv2.getRotationMatrix2D((self.x, self.y), self.turn, pixels / self.side)
        matrix[:, 2] += (pixels - 1) / 2 - np.array([self.x, self.y])
        return np.asarray(matrix, np.float64)

    def back(self, places: FloatArray, pixels: int = SIDE) -> FloatArray:
        """Places of the view, `(…, 2)`, in the photograph's pixels."""
        inverse = cv2.invertAffineTransform(self.matrix(pixels))
        return np.asarray(places @ inverse[:, :2].T + inverse[:, 2])


def picture(image: Image, view: View, pixels: int = SIDE) -> Image:
    """The view's pixels; outside the photograph its border is repeated."""
    matrix = np.vstack([view.matrix(pixels), [0, 0, 1]])
    ratio = view.side / pixels
    if ratio > 2:
        image, shift = _cropped(image, view)
        factor = max(1.5 / ratio, 1.0 / min(image.shape[:2]))
        image = cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        half = (factor - 1) / 2
        shrink = np.array([[factor, 0, half - factor * shift[0]], [0, factor, half - factor * shift[1]], [0, 0, 1]])
        matrix = matrix @ np.linalg.inv(shrink)
    return cv2.warpAffine(image, matrix[:2], (pixels, pixels), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def _cropped(image: Image, view: View) -> tuple[Image, tuple[int, int]]:
    """The part of the photograph that the view touches, and where it begins."""
    reach = view.side * 0.75
    height, width = image.shape[:2]
    x0, x1 = (int(np.clip(view.x + sign * reach, 0, width)) for sign in (-1, 1))
    y0, y1 = (int(np.clip(view.y + sign * reach, 0, height)) for sign in (-1, 1))
    if x1 - x0 < 8 or y1 - y0 < 8:
        return image, (0, 0)
    return image[y0:y1, x0:x1], (x0, y0)


def candidates(image: Image, most: int = 3) -> list[View]:
    """Views that may each hold one dial, most promising first."""
    height, width = image.shape[:2]
    whole = View((width - 1) / 2, (height - 1) / 2, float(max(height, width)))
    found: list[tuple[float, View]] = []
    for pixels in (SIDE, 2 * SIDE):
        (maps,) = run("dial_points", dial_points.normalised(picture(image, whole, pixels))[None])
        found += _areas(dial_points.seen(maps).area[0], whole, pixels)
    found.sort(key=lambda item: -item[0])
    kept: list[View] = []
    for _, view in found:
        if all(np.hypot(view.x - other.x, view.y - other.y) > 0.3 * other.side for other in kept):
            kept.append(view)
    return kept[:most]


def _areas(area: FloatArray, whole: View, pixels: int) -> list[tuple[float, View]]:
    count, labels, boxes, _ = cv2.connectedComponentsWithStats((area > 0.4).astype(np.uint8))
    found = []
    for index in range(1, count):
        x, y, w, h, size = boxes[index]
        if size < 12:
            continue
        middle = whole.back(np.array([x + w / 2 - 0.5, y + h / 2 - 0.5]) * 4 + 1.5, pixels)
        side = max(w, h) * 4 * whole.side / pixels
        solid = size / (w * h)
        found.append((float(area[labels == index].mean()) * solid * np.sqrt(side / whole.side), around(middle, side)))
    return found


def around(middle: FloatArray, size: float, turn: float = 0.0, room: float = 1.35) -> View:
    """The view that leaves a little room around a dial of `size` pixels."""
    return View(float(middle[0]), float(middle[1]), float(size * room), turn)


def look(image: Image, views: list[View]) -> tuple[FloatArray, Seen]:
    """What the network sees in each view: places `(n, 7, 2)` in the photograph's pixels, and the rest as it was seen."""
    seen = dial_points.see([picture(image, view) for view in views])
    return np.stack([view.back(places) for view, places in zip(views, seen.places, strict=True)]), seen
