"""Whether a row of dials goes on beyond the dials whose numerals were read: a dial that was lost must not be left out."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from harimi.vision.displays.dial_hand import BURNT
from harimi.vision.displays.dial_polar import unroll, upright
from harimi.vision.geometry import Image, Quad

SIDE = 64
QUARTERS = 4
LIKE = 0.86
"""Correlation of a quarter of two dials' rings from which they are dials of one row: the rest may be hidden."""
FAINT = 0.35
"""How much weaker the rings of a dial in worse light may be."""
GLARE = 0.15
"""Share of a place under a reflection that may hide a dial."""
Floats = NDArray[np.float64]


def goes_on(image: Image, row: Sequence[Quad], beyond: Sequence[Quad]) -> bool:
    """Whether one of the places `beyond` shows the rings of a dial as those of the `row` do, or a reflection."""
    patches = [upright(image, square, SIDE) for square in row]
    mean = np.mean([_profiles(patch) for patch in patches], axis=0)
    plain = max(_burnt(patch) for patch in patches) < GLARE / 2
    others = [upright(image, square, SIDE) for square in beyond]
    return any(_like(_profiles(patch), mean) or (plain and _burnt(patch) > GLARE) for patch in others)


def _like(profiles: Floats, mean: Floats) -> bool:
    """Whether a quarter of a dial has the rings of the mean one's, and not much less of them."""
    size, wanted = np.linalg.norm(profiles, axis=1), np.linalg.norm(mean, axis=1)
    return bool(((size > FAINT * wanted) & ((profiles * mean).sum(1) > LIKE * size * wanted)).any())


def _profiles(patch: Image) -> Floats:
    """How much brighter than the rest each quarter of the dial is at each radius, `(4, radii)`."""
    strip = unroll(patch).astype(np.float64).mean(-1)
    rings = strip.reshape(len(strip), QUARTERS, -1).mean(-1).T
    return np.asarray(rings - rings.mean(1, keepdims=True))


def _burnt(patch: Image) -> float:
    return float((patch.min(-1) >= BURNT).mean())
