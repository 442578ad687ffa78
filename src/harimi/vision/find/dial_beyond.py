"""Whether a row of dials goes on beyond the dials whose numerals were read: a dial that was lost must not be left out."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from harimi.vision.displays.dial_hand import BURNT
from harimi.vision.displays.dial_polar import unroll, upright
from harimi.vision.geometry import Image, Quad

SIDE = 64
LIKE = 0.8
"""Correlation of two dials' rings from which they are dials of one row."""
FAINT = 0.35
"""How much weaker the rings of a dial in worse light may be."""
GLARE = 0.25
"""Share of a place under a reflection that may hide a dial."""
Floats = NDArray[np.float64]


def goes_on(image: Image, row: Sequence[Quad], beyond: Sequence[Quad]) -> bool:
    """Whether one of the places `beyond` shows the rings of a dial as those of the `row` do, or a reflection."""
    patches = [upright(image, square, SIDE) for square in row]
    mean = np.mean([_profile(patch) for patch in patches], axis=0)
    plain = max(_burnt(patch) for patch in patches) < GLARE / 2
    others = [upright(image, square, SIDE) for square in beyond]
    return any(_like(_profile(patch), mean) or (plain and _burnt(patch) > GLARE) for patch in others)


def _like(profile: Floats, mean: Floats) -> bool:
    """Whether a profile has the rings of the mean one, and not much less of them."""
    size = float(np.linalg.norm(profile))
    return size > FAINT * float(np.linalg.norm(mean)) and float(profile @ mean) > LIKE * size * float(np.linalg.norm(mean))


def _profile(patch: Image) -> Floats:
    """How much brighter than the rest the dial is at each radius."""
    rings = unroll(patch).astype(np.float64).mean((1, 2))
    return np.asarray(rings - rings.mean())


def _burnt(patch: Image) -> float:
    return float((patch.min(-1) >= BURNT).mean())
