"""What can be measured of a lamp without knowing it: its lens against the plate around it, its glow, its colour.

All levels are linear in light: what falls on a panel and on a lamp grows alike, so that the ratio of both stays as it is while
the lamp is off, by day and by night; what the lamp sends out itself is added to it.
"""

from base64 import b64decode, b64encode
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from harimi.vision.geometry import Image, cut
from harimi.vision.indicators import AROUND, LOOK, Indicator, wider

Floats = NDArray[np.float64]

GAMMA = 2.2
DARKEST = 0.0015
"""Linear level below which a camera sees its own noise."""
CLIPPED = 250
GREY = np.array([0.11, 0.59, 0.30])
"""How much blue, green and red count for brightness."""


@dataclass(frozen=True, slots=True)
class Measured:
    """`lens` and `plate` are linear levels of blue, green and red; `glow` that of the ring just outside the lens less that of
    the plate, by colour. `burnt` is the share of the lens that is clipped, `spilt` that of what lies around it, `even` the
    level of its darker part against its middle.
    """

    lens: Floats
    plate: Floats
    glow: Floats
    burnt: float
    spilt: float
    even: float

    @property
    def ratio(self) -> Floats:
        """Log to base 2 of lens over plate, by colour."""
        return np.asarray(np.log2((self.lens + DARKEST) / (self.plate + DARKEST)))

    @property
    def brighter(self) -> float:
        """Log to base 2 of the lens's brightness over that of the plate."""
        return float(np.log2((self.lens @ GREY + DARKEST) / (self.plate @ GREY + DARKEST)))

    @property
    def glowing(self) -> float:
        """Log to base 2 of how much brighter it is just outside the lens than further away, in the colour where it is most."""
        return float(np.log2(((self.glow + self.plate + DARKEST) / (self.plate + DARKEST)).max()))

    @property
    def light(self) -> float:
        """Log to base 2 of how much light falls on the plate."""
        return float(np.log2(self.plate.mean() + DARKEST))

    @property
    def dark(self) -> bool:
        """Whether neither the plate nor the lens can be seen."""
        return max(float(self.plate @ GREY), float(self.lens @ GREY)) < 2 * DARKEST


def taken(image: Image, display: Indicator) -> Image:
    """`(LOOK, LOOK, 3)`: the square around an indicator in a photograph (BGR)."""
    return cut(image, wider(display.corners), LOOK, LOOK)


def kept(pixels: Image) -> str:
    """Pixels as a face keeps them."""
    return b64encode(np.ascontiguousarray(pixels).tobytes()).decode()


def pixels_of(look: str) -> Image:
    """The way back from `kept`."""
    return np.frombuffer(b64decode(look), np.uint8).reshape(LOOK, LOOK, 3)


@lru_cache(maxsize=256)
def remembered(look: str) -> Measured:
    """What was measured of a kept look; each is used for many photographs."""
    return measured(pixels_of(look))


def measured(pixels: Image) -> Measured:
    """What a look shows, as numbers."""
    levels = np.power(pixels.astype(np.float64) / 255, GAMMA)
    away = _away()
    lens = pixels[away < _LENS]
    inner, plate = np.median(levels[away < _LENS], axis=0), np.median(levels[away > _PLATE], axis=0)
    near = np.median(levels[(away > _NEAR[0]) & (away < _NEAR[1])], axis=0)
    low = np.percentile(levels[away < _LENS] @ GREY, 20)
    return Measured(
        lens=inner,
        plate=plate,
        glow=np.maximum(near - plate, 0.0),
        burnt=float((lens.max(axis=1) >= CLIPPED).mean()),
        spilt=float((pixels[away > _NEAR[0]].max(axis=1) >= CLIPPED).mean()),
        even=float((low + DARKEST) / (inner @ GREY + DARKEST)),
    )


_LENS, _NEAR, _PLATE = 0.75, (1.3, 1.55), 1.7
"""Radii in halves of the lens's side: of what is surely lens, of what a rim leaves free, of what is plate."""


@lru_cache(maxsize=1)
def _away() -> Floats:
    """How far each pixel of a look is from the middle, in halves of the lens's side."""
    at = (np.arange(LOOK) + 0.5 - LOOK / 2) / (LOOK / 2 / AROUND)
    return np.asarray(np.hypot(*np.meshgrid(at, at)))
