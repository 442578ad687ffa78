"""Where wheels seem to be in a photograph: a network over a pyramid of sizes."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from harimi.vision import models
from harimi.vision.geometry import Image

FloatArray = NDArray[np.float64]

MODEL = "drum_find"
STRIDE = 4
"""Pixels from one place of the network's answer to the next."""
RATIO = 0.6
"""From one level to the next: the network finds wheels over a range of 2.6 in size, and so each one at least twice."""
SIZES = (10.0, 36.0)
"""Pixels; a wheel that a level claims to be of any other height is left to the other levels."""
COARSEST = 96
"""Pixels of the longer side below which there is no further level."""
BORDER = 16
LEAST = 0.3
BRIGHT = 220.0


@dataclass(frozen=True)
class Places:
    """Wheels that were found, best first: centre, step to the next one and way down (pixels, each `(n, 2)`), chance `(n,)`."""

    centre: FloatArray
    step: FloatArray
    down: FloatArray
    chance: FloatArray

    def only(self, chosen: NDArray[np.intp]) -> "Places":
        """Some of them, in the order of `chosen`."""
        return Places(self.centre[chosen], self.step[chosen], self.down[chosen], self.chance[chosen])


def places(grey: Image, finest: int) -> Places:
    """All wheels in a grey photograph, each once.

    `finest`: pixels of the longer side at the finest level; wheels of 12 pixels there are the smallest that are found.
    """
    lit = brightened(grey)
    found = [_at(lit, factor) for factor in levels(max(grey.shape), finest)]
    joined = Places(*(np.concatenate([getattr(part, name) for part in found]) for name in ("centre", "step", "down", "chance")))
    return distinct(joined.only(np.argsort(-joined.chance, kind="stable")))


def brightened(grey: Image) -> Image:
    """A dark photograph with its brightest parts near white."""
    bright = float(np.percentile(grey[::4, ::4], 99))
    gain = min(BRIGHT / max(bright, 1.0), 6.0)
    return cv2.convertScaleAbs(grey, alpha=gain) if gain > 1.2 else grey


def levels(longer: int, finest: int) -> tuple[float, ...]:
    """Factors from the finest to the coarsest level."""
    factor = min(2.0, finest / longer)
    factors = [factor]
    while factor * RATIO * longer >= COARSEST:
        factor *= RATIO
        factors.append(factor)
    return tuple(factors)


def _at(grey: Image, factor: float) -> Places:
    view = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR)
    height, width = view.shape
    padded = cv2.copyMakeBorder(view, BORDER, BORDER + -height % 16, BORDER, BORDER + -width % 16, cv2.BORDER_REPLICATE)
    (answer,) = models.run(MODEL, padded[None, None].astype(np.float32))
    return _peaks(answer[0].astype(np.float64), factor, grey.shape[::-1])


def _peaks(answer: FloatArray, factor: float, size: tuple[int, ...]) -> Places:
    """Local maxima of presence, in pixels of the whole photograph of `size` (width, height)."""
    chance = 1 / (1 + np.exp(-answer[0]))
    top = (cv2.dilate(chance, np.ones((3, 3), np.uint8)) == chance) & (chance >= LEAST)
    y, x = np.nonzero(top)
    vectors = answer[1:, y, x].T
    tall = np.hypot(vectors[:, 4], vectors[:, 5])
    fits = (tall > SIZES[0]) & (tall < SIZES[1])
    y, x, vectors = y[fits], x[fits], vectors[fits]
    here = np.stack([x, y], axis=1) * STRIDE + (STRIDE - 1) / 2 - BORDER
    centre = (here + vectors[:, :2] + 0.5) / factor - 0.5
    found = Places(centre, vectors[:, 2:4] / factor, vectors[:, 4:] / factor, chance[y, x])
    return found.only(np.flatnonzero((centre > 0).all(axis=1) & (centre < size).all(axis=1)))


def distinct(every: Places) -> Places:
    """Without those that lie within half a step or a third of a height of a better one."""
    kept: list[int] = []
    for k in range(len(every.chance)):
        reach = max(0.45 * float(np.hypot(*every.step[k])), 0.3 * float(np.hypot(*every.down[k])))
        if not kept or np.linalg.norm(every.centre[kept] - every.centre[k], axis=1).min() > reach:
            kept.append(k)
    return every.only(np.array(kept, np.intp))
