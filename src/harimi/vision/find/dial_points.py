"""The points of a dial in a picture: pivot, tip and five points along the scale, as a network sees them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from harimi.vision.displays.dial_polar import normalised as normalised
from harimi.vision.models import run

SIDE = 160
"""Pixels of the network's picture."""
CELL = 4
"""Pixels of the picture to one cell of a map."""
NAMES = ("pivot", "tip", "s0", "s1", "s2", "s3", "s4")
FloatArray = NDArray[np.float32]


@dataclass(frozen=True)
class Seen:
    """What the network saw in `n` pictures: places `(n, 7, 2)` in the picture's pixels, how much of each map lies at its
    peak `(n, 7)` from 0 to 1, and the dial's area `(n, cells, cells)` as probabilities.
    """

    places: NDArray[np.float64]
    trust: NDArray[np.float64]
    area: NDArray[np.float64]


def see(pictures: list[NDArray[np.uint8]]) -> Seen:
    """Pictures of `SIDE × SIDE` BGR pixels through the network."""
    batch = np.stack([normalised(picture) for picture in pictures])
    (maps,) = run("dial_points", batch)
    return seen(maps)


def seen(maps: FloatArray) -> Seen:
    """The logits `(n, 8, cells, cells)` as places, trust and area."""
    logits = maps[:, :7].astype(np.float64)
    heat = np.exp(logits - logits.max((2, 3), keepdims=True))
    heat /= heat.sum((2, 3), keepdims=True)
    found = [[_peak(channel) for channel in picture] for picture in heat]
    places = np.array([[place for place, _ in picture] for picture in found])
    trust = np.array([[share for _, share in picture] for picture in found])
    return Seen((places + 0.5) * CELL - 0.5, trust, 1 / (1 + np.exp(-maps[:, 7].astype(np.float64))))


def _peak(heat: NDArray[np.float64], reach: int = 3) -> tuple[tuple[float, float], float]:
    """The centre of mass around the highest cell, and the mass there."""
    y, x = np.unravel_index(int(heat.argmax()), heat.shape)
    y0, x0 = max(0, int(y) - reach), max(0, int(x) - reach)
    window = heat[y0 : int(y) + reach + 1, x0 : int(x) + reach + 1]
    mass = float(window.sum())
    rows, columns = np.indices(window.shape)
    return (x0 + float((window * columns).sum()) / mass, y0 + float((window * rows).sum()) / mass), mass
