"""The angles of a dial as two readers see them: a network over the unrolled dial, and the contrast of the hand itself."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from harimi.vision.displays.dial_polar import ANGLES, INNER, OUTER, normalised, unroll, upright
from harimi.vision.geometry import Image, Quad
from harimi.vision.models import run

BINS = 180
LOOKS = (1.0, 0.94, 1.06)
"""Sizes of the square at which the network looks: what holds only for one of them is not to be trusted."""
_SIDE = 160
_FINE = 320
BURNT = 250
"""Level from which a pixel shows nothing any more in any colour."""
FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Angles:
    """`(3, 180)` probabilities of tip, scale start and scale end by angle, and of a tip being there at all.

    `spread` is how far the single looks' best tips lie apart, degrees; `circle` `(180,)` is the scale's radius by angle,
    1 where the square is right.
    """

    rings: FloatArray
    there: float
    spread: float
    circle: FloatArray


@dataclass(frozen=True, slots=True)
class Peak:
    """One peak of a ring: angle in degrees, the probability that lies within ±3 bins, one standard deviation in degrees."""

    angle: float
    mass: float
    sigma: float


def look(image: Image, corners: Quad) -> Angles:
    """The network's view of a dial, averaged over `LOOKS`."""
    strips = np.stack([normalised(unroll(upright(image, scaled(corners, size), _SIDE))) for size in LOOKS])
    seen, there = run("dial_hands", strips)
    logits = seen[:, :3].astype(np.float64)
    heat = np.exp(logits - logits.max(-1, keepdims=True))
    heat /= heat.sum(-1, keepdims=True)
    tops = [peaks(ring[0], 1)[0].angle for ring in heat]
    spread = max(abs(apart(a, b)) for a in tops for b in tops)
    circle = ((1 + seen[:, 3] / 10) * np.array(LOOKS)[:, None]).mean(0)
    return Angles(heat.mean(0), float(np.mean(1 / (1 + np.exp(-there.astype(np.float64))))), spread, circle)


def scaled(corners: Quad, factor: float) -> Quad:
    """The quadrilateral grown about its middle."""
    array = np.asarray(corners)
    middle = array.mean(0)
    a, b, c, d = ((float(x), float(y)) for x, y in middle + (array - middle) * factor)
    return a, b, c, d


def apart(a: float, b: float) -> float:
    """How far `a` is ahead of `b` on the circle, -180 to 180 degrees."""
    return (a - b + 180) % 360 - 180


def peaks(ring: FloatArray, most: int = 3) -> list[Peak]:
    """The highest peaks of a circular distribution, most probable first, none within 7 bins of a higher one."""
    left, bins = ring.copy(), len(ring)
    found: list[Peak] = []
    for _ in range(most):
        top = int(left.argmax())
        near = (top + np.arange(-3, 4)) % bins
        weight = left[near]
        mass = float(weight.sum())
        if mass < 0.02 and found:
            break
        offset = float((weight * np.arange(-3, 4)).sum() / mass)
        variance = float((weight * (np.arange(-3, 4) - offset) ** 2).sum() / mass)
        found.append(Peak((top + offset) * 360 / bins % 360, mass, float(np.sqrt(max(variance - 1, 0.05))) * 360 / bins))
        left[(top + np.arange(-7, 8)) % bins] = 0
    return found


@dataclass(frozen=True, slots=True)
class Contrast:
    """How much each direction differs from the rest of its circle: `strength` `(360,)` from 0, and the strip behind it.

    `glare` is the share of the strip that is burnt out while most of it is not, 0 to 1.
    """

    strength: FloatArray
    strip: FloatArray
    glare: float

    def share(self, angle: float, reach: int = 3) -> float:
        """The strength near an angle as a share of the strongest direction's."""
        near = (round(angle) + np.arange(-reach, reach + 1)) % ANGLES
        return float(self.strength[near].max() / max(self.strength.max(), 1e-6))

    def refined(self, angle: float) -> float | None:
        """The hand's axis near `angle` to a fraction of a degree, None where no clear hand stands out."""
        window = np.arange(-7, 8)
        columns = (round(angle) + window) % ANGLES
        rows = self.strip[:, columns]
        rows = np.clip(rows - np.median(rows, axis=1, keepdims=True), 0, None)
        mass = rows.sum(1)
        clear = mass > 0.5 * np.median(mass[mass > 0]) if (mass > 0).any() else np.zeros(len(mass), bool)
        if clear.sum() < 6:
            return None
        centres = (rows[clear] * window).sum(1) / mass[clear]
        middle = float(np.median(centres))
        kept = np.abs(centres - middle) < 2.5
        if kept.mean() < 0.5:
            return None
        return (round(angle) + float(centres[kept].mean())) % 360


def contrast(image: Image, corners: Quad) -> Contrast:
    """The colour difference of each direction to the median of its circle, between the hub and the marks."""
    strip = unroll(upright(image, corners, _FINE), 60, ANGLES).astype(np.float64)
    radii = np.linspace(INNER, OUTER, 60)
    strip = strip[(radii > 0.28) & (radii < 0.74)]
    burnt = strip.min(-1) >= BURNT
    glare = float(burnt.mean()) if np.median(strip) < BURNT - 8 else 0.0
    away = np.sqrt(((strip - np.median(strip, axis=1, keepdims=True)) ** 2).sum(-1))
    away = np.minimum(away, 3 * np.median(away) + 40)
    closed = np.concatenate([away[:, -2:], away, away[:, :2]], 1)
    smooth = cv2.blur(closed, (3, 1))[:, 2:-2]
    return Contrast(np.asarray(np.quantile(smooth, 0.35, axis=0), np.float64), away, glare)
