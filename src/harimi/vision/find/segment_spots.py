"""Finds single seven-segment digits anywhere in a photograph, whatever their size."""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from harimi.vision.geometry import Image
from harimi.vision.models import run

MODEL = "segment_spots"
LEAST = 0.28
"""Fainter spots are not looked at."""
STRIDE = 4
"""Pixels of a level per position of the network's answer."""
UNIT = 16.0
"""Pixels of a level per unit of the network's vectors."""
LONGEST = (1280, 640, 320, 160, 80)
"""The photograph's longer side at each level; the network knows digits 13 to 38 pixels high, so the levels overlap."""
WINDOW = 41
"""Pixels around each pixel whose mean and spread it is judged by: about a digit, so that weak contrast looks like strong."""

Array = NDArray[np.floating]


@dataclass(frozen=True)
class Spots:
    """Digits found, in photograph pixels: centres, half heights `up` and half widths `right` as vectors, all `(n, 2)`.

    `score` is how surely a digit is there, `kinds` `(n, 13)` which glyph it shows (the last: none), `point` a point after it.
    """

    centre: Array
    up: Array
    right: Array
    score: Array
    kinds: Array
    point: Array

    def __len__(self) -> int:
        return len(self.score)

    def picked(self, which: NDArray[np.int64] | NDArray[np.bool_] | list[int]) -> "Spots":
        """Only some of the spots, in that order."""
        return Spots(*(part[which] for part in self._parts()))

    def _parts(self) -> tuple[Array, ...]:
        return self.centre, self.up, self.right, self.score, self.kinds, self.point


def find_spots(grey: Image, levels: tuple[int, ...] = LONGEST) -> Spots:
    """All digits of a grey photograph that score at least `LEAST`, best first, each once."""
    return together(*(_at_level(grey, longest, LEAST) for longest in levels if longest <= 1.5 * max(grey.shape)))


def together(*found: Spots) -> Spots:
    """Spots of several levels, best first; of those on the same place only the best."""
    if not found:
        return Spots(*(np.zeros(shape) for shape in ((0, 2), (0, 2), (0, 2), 0, (0, 13), 0)))
    return _once(Spots(*(np.concatenate(parts) for parts in zip(*(spots._parts() for spots in found), strict=True))))


def _at_level(grey: Image, longest: int, least: float) -> Spots:
    factor = longest / max(grey.shape)
    kind = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
    level = np.asarray(cv2.resize(grey, None, fx=factor, fy=factor, interpolation=kind), np.uint8)
    scale = np.array([grey.shape[1] / level.shape[1], grey.shape[0] / level.shape[0]], np.float32)
    spots = spots_in(level, least)
    return replace(spots, centre=(spots.centre + 0.5) * scale - 0.5, up=spots.up * scale, right=spots.right * scale)


def spots_in(level: Image, least: float, model: str = MODEL) -> Spots:
    """What the network `model` sees in a grey picture at its own size, in pixels of the picture."""
    height, width = (-(-side // 16) * 16 for side in level.shape)
    padded = cv2.copyMakeBorder(level, 0, height - level.shape[0], 0, width - level.shape[1], cv2.BORDER_REPLICATE)
    heat, shape, kinds, point = run(model, levelled(np.asarray(padded, np.uint8))[None])
    return peaks(heat[0, 0], shape[0], kinds[0], point[0, 0], least)


def levelled(level: Image) -> NDArray[np.float32]:
    """What the network is fed: grey, and grey against the mean and spread around each pixel, `(2, height, width)`."""
    plain = level.astype(np.float32)
    detail = plain - cv2.blur(plain, (WINDOW, WINDOW))
    spread = np.sqrt(np.maximum(cv2.blur(detail * detail, (WINDOW, WINDOW)), 0))
    return np.stack([plain / 128 - 1, detail / (spread + 3)]).astype(np.float32)


def peaks(heat: Array, shape: Array, kinds: Array, point: Array, least: float) -> Spots:
    """What the network's answer for one picture says stands there, in pixels of the picture."""
    score = 1 / (1 + np.exp(-heat))
    top = score >= np.maximum(cv2.dilate(score, np.ones((3, 3), np.uint8)), least)
    y, x = np.nonzero(top)
    place = np.stack([x, y], 1).astype(np.float32) * STRIDE + (STRIDE - 1) / 2
    vectors = shape[:, y, x].T * UNIT
    powers = np.exp(kinds[:, y, x] - kinds[:, y, x].max(0, initial=-99.0))
    return Spots(
        place + vectors[:, 0:2],
        vectors[:, 2:4],
        vectors[:, 4:6],
        score[y, x],
        (powers / powers.sum(0)).T,
        1 / (1 + np.exp(-point[y, x])),
    )


def _once(spots: Spots) -> Spots:
    """The spots, best first, without those that lie on a better one."""
    spots = spots.picked(np.argsort(-spots.score, kind="stable"))
    radius = 0.6 * np.linalg.norm(spots.up, axis=1)
    kept: list[int] = []
    for n in range(len(spots)):
        apart = np.linalg.norm(spots.centre[kept] - spots.centre[n], axis=1)
        if (apart > np.minimum(radius[kept], radius[n])).all():
            kept.append(n)
    return spots.picked(kept)
