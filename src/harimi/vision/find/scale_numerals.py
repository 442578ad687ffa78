"""The numerals printed along a straight scale: figures found by a network, joined to numbers that may have several values."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from harimi.vision.find.dial_numerals import MINUS, numbers_of, values_of
from harimi.vision.find.dials import spots_at
from harimi.vision.find.segment_spots import Spots, together
from harimi.vision.geometry import Image

FloatArray = NDArray[np.float64]
MODEL = "scale_numerals"
LEVELS = (240, 360, 560, 840, 1200)
"""Pixels of the photograph's longer side at which figures are looked for; the network knows figures 13 to 38 pixels high."""
ENLARGED, REDUCED = 3.2, 3.0
"""No picture shows the scale so many times larger, or smaller, than the photograph does."""
MOST = 3
"""Pictures that are looked at."""
LEAST = 0.3
"""Fainter figures are not looked at."""
ON, SAME = 0.5, 1.4
"""How near to each other the figures of two pictures are the same one, in half their height, and how alike in height."""
STRAY = 0.15
"""What is left at least of a number's likelihood for each of its figures that may be the end of a mark; more, the less sure it
is.
"""
WORTH = 8
"""Values that a number may have, the likeliest."""


@dataclass(frozen=True, eq=False)
class Printed:
    """A number as it was found: its figures' middles `(n, 2)`, how likely each is which sign `(n, 13)`, how surely each is a
    figure at all, and has a point after it, both `(n,)`, their height and half width in pixels, and values that it may have,
    `(m, 2)` rows of value and likelihood.
    """

    middles: FloatArray
    kinds: FloatArray
    sures: FloatArray
    points: FloatArray
    height: float
    half: float
    values: FloatArray

    @property
    def sure(self) -> float:
        """How surely there is a number."""
        return float(self.sures.max())

    @property
    def at(self) -> FloatArray:
        """Its middle."""
        return np.asarray((self.middles[0] + self.middles[-1]) / 2)


def find_printed(grey: Image) -> tuple[Printed, ...]:
    """The numbers in a grey photograph, the surest first."""
    longest = max(grey.shape)
    sizes = [size for size in LEVELS if longest / REDUCED <= size <= longest * ENLARGED]
    spots = _agreed([spots_at(grey, size, MODEL, LEAST) for size in sizes[:MOST]])
    found = [_printed(spots, members) for members in numbers_of(spots)]
    return tuple(sorted(found, key=lambda one: -one.sure))


def _agreed(looks: list[Spots]) -> Spots:
    """The figures of all pictures, each once, named as the pictures say on average where several show it."""
    found = together(*looks)
    kinds = found.kinds.copy()
    tall = np.hypot(*found.up.T)
    for n in range(len(found)):
        named = [look.kinds[near] for look in looks if (near := _on(look, found.centre[n], tall[n])) is not None]
        kinds[n] = np.mean(named, 0)
    return replace(found, kinds=kinds)


def _on(look: Spots, centre: np.ndarray, tall: float) -> int | None:
    """The figure of one picture that stands at a place of the photograph, half as high as `tall` says."""
    away = np.hypot(*(look.centre - centre).T)
    alike = np.abs(np.log(np.hypot(*look.up.T) / max(tall, 1e-6))) < np.log(SAME)
    near = np.nonzero((away < ON * tall) & alike)[0]
    return int(near[np.argmin(away[near])]) if len(near) else None


def _printed(spots: Spots, members: list[int]) -> Printed:
    up, right = np.hypot(*spots.up[members].T), np.hypot(*spots.right[members].T)
    middles, kinds = spots.centre[members].astype(float), spots.kinds[members].astype(float)
    sures, dots = spots.score[members].astype(float), spots.point[members].astype(float)
    return Printed(middles, kinds, sures, dots, 2 * float(np.median(up)), float(np.median(right)), _values(spots, members))


def _values(spots: Spots, members: list[int]) -> FloatArray:
    """What a number may be worth, any of its outer figures being a stray mark, the likeliest first."""
    found: dict[float, float] = {}
    count = len(members)
    for first in range(count):
        for last in range(first, count):
            part, others = members[first : last + 1], members[:first] + members[last + 1 :]
            stray = strayed(spots.score[others])
            for value, likely in _read(spots, part):
                found[value] = max(found.get(value, 0.0), likely * stray)
    ranked = sorted(found.items(), key=lambda one: -one[1])[:WORTH]
    return np.array(ranked, float).reshape(-1, 2)


def _read(spots: Spots, members: list[int]) -> list[tuple[float, float]]:
    kinds = spots.kinds[members]
    best = kinds.argmax(1)
    text = "".join("0123456789-"[kind] if kind <= MINUS else "?" for kind in best)
    pointed = next((n for n, member in enumerate(members[:-1]) if spots.point[member] > 0.5), None)
    return values_of(text, pointed, float(np.prod(kinds.max(1)) * spots.score[members].min() ** 0.5))


def strayed(sures: NDArray[np.floating]) -> float:
    """How likely it is that all these are no figures, by how sure the network was of each."""
    return float(np.prod(np.maximum(STRAY, 1 - sures)))
