"""A drawn thing with the places that matter on it."""

from dataclasses import dataclass, replace

import cv2
import numpy as np

from harimi.vision.geometry import Image, Matrix


@dataclass(frozen=True)
class Drawing:
    """An image (BGR) and named places on it, each an `(n, 2)` array of `(x, y)` pixels."""

    image: Image
    points: dict[str, np.ndarray]

    def warped(self, matrix: Matrix, size: tuple[int, int], background: tuple[int, int, int] = (0, 0, 0)) -> "Drawing":
        """The drawing as seen after `matrix` in a picture of `size` (width, height)."""
        image = cv2.warpPerspective(self.image, matrix, size, flags=cv2.INTER_AREA, borderValue=background)
        return Drawing(image, {name: _moved(place, matrix) for name, place in self.points.items()})

    def resized(self, factor: float) -> "Drawing":
        """The drawing scaled by `factor`, without aliasing."""
        kind = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
        image = cv2.resize(self.image, None, fx=factor, fy=factor, interpolation=kind)
        return Drawing(image, {name: (place + 0.5) * factor - 0.5 for name, place in self.points.items()})

    def pasted(self, other: "Drawing", at: tuple[int, int], prefix: str = "") -> "Drawing":
        """This drawing with `other` laid on it, its upper left pixel `at` (x, y); its places get `prefix`."""
        x, y = at
        height, width = other.image.shape[:2]
        image = self.image.copy()
        image[y : y + height, x : x + width] = other.image
        moved = {prefix + name: place + np.array([x, y], float) for name, place in other.points.items()}
        return replace(self, image=image, points=self.points | moved)


def _moved(place: np.ndarray, matrix: Matrix) -> np.ndarray:
    if not len(place):
        return place
    return cv2.perspectiveTransform(np.asarray(place, np.float64).reshape(-1, 1, 2), matrix).reshape(-1, 2)
