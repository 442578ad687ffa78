"""Patches of single wheels, as the wheel network was trained to see them."""

import cv2
import numpy as np
from numpy.typing import NDArray

from harimi.vision.geometry import Image, Matrix, Quad, cut, moved, quad, to_rectangle

WIDE, TALL = 32, 48
"""Pixels of the patch that the network looks at."""
MARGIN = 1.25
"""The patch is so much larger than the wheel's cell, so that the neighbours and the window's edge are seen."""
WIDEST = 0.8
"""Width by height of the widest patch: where the wheels stand far apart, the space between them is left out."""
GLARE = 0.25
"""Share of burnt-out pixels from which on a wheel counts as hidden by light."""


def inverse(matrix: Matrix) -> Matrix:
    """The way back."""
    return np.asarray(np.linalg.inv(matrix), np.float64)


def wheel_patch(image: Image, cell: Quad, right: float = 0.0, down: float = 0.0, scale: float = 1.0) -> Image:
    """The patch `(TALL, WIDE)` around one wheel's `cell`, coloured as `image` is; shifts are shares of the cell's sides."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = cell
    wide = np.hypot(x1 + x2 - x0 - x3, y1 + y2 - y0 - y3)
    tall = np.hypot(x2 + x3 - x0 - x1, y2 + y3 - y0 - y1)
    u, v = scale * MARGIN / 2 * min(1.0, WIDEST * tall / max(wide, 1e-6)), scale * MARGIN / 2
    around = ((right - u, down - v), (right + u, down - v), (right + u, down + v), (right - u, down + v))
    return cut(image, quad(moved(around, inverse(to_rectangle(cell, 1, 1)))), WIDE, TALL)


def patches(image: Image, cells: tuple[Quad, ...], right: float, down: float, scale: float) -> NDArray[np.float32]:
    """`(n, 1, TALL, WIDE)`, 0 to 255; of a colour picture each patch in the colour in which it has most contrast.

    Red figures on white vanish in red light, red on black in green: one of the colours always tells them apart.
    """
    seen = [wheel_patch(image, cell, right, down, scale) for cell in cells]
    return np.stack([one if one.ndim == 2 else strongest(one) for one in seen])[:, None].astype(np.float32)


def strongest(patch: Image) -> Image:
    """The one colour `(height, width)` of a patch (BGR) that varies most."""
    return np.ascontiguousarray(patch[..., int(np.argmax(cv2.meanStdDev(patch)[1]))])


def close_up(image: Image, corners: Quad, height: float) -> tuple[Image, Matrix]:
    """The part of the photograph around `corners`, reduced until a row of `height` pixels is `TALL` high, and the way there."""
    ring = np.asarray(corners, np.float64)
    reach = 0.6 * height + 2
    low = np.clip(np.floor(ring.min(axis=0) - reach), 0, np.array(image.shape[1::-1]) - 2).astype(int)
    high = np.clip(np.ceil(ring.max(axis=0) + reach), low + 2, image.shape[1::-1]).astype(int)
    part = image[low[1] : high[1], low[0] : high[0]]
    factor = min(1.0, max(TALL / max(height, 1.0), 1 / min(part.shape[:2])))
    if factor < 1:
        part = cv2.resize(part, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    x, y = (np.array([0.5, 0.5]) - low) * factor - 0.5
    return part, np.array([[factor, 0, x], [0, factor, y], [0, 0, 1.0]])


def channels(image: Image) -> tuple[Image, Image]:
    """Two versions to look at: brightness alone, and all colours."""
    return (image, image) if image.ndim == 2 else (np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8), image)


def glare(image: Image, cell: Quad) -> bool:
    """Whether light has burnt out a good part of the wheel."""
    part, closer = close_up(image, cell, float(np.hypot(cell[3][0] - cell[0][0], cell[3][1] - cell[0][1])))
    patch = cut(part, quad(moved(cell, closer)), WIDE, TALL)
    burnt = patch >= 250 if patch.ndim == 2 else (patch >= 250).all(axis=2)
    return float(burnt.mean()) > GLARE
