"""Wheels become rows: equal steps along a line."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from harimi.vision.find.drum_places import Places
from harimi.vision.geometry import Quad, quad

FloatArray = NDArray[np.float64]

NEXT = ((0.55, 1.5), (1.5, 2.4))
"""Where the next wheel may be, in steps: the nearest in the first range, else in the second, where one was missed."""
BESIDE = 0.3
"""How far off the line it may be, as a share of its height."""
SCALE = 1.6
"""How much two neighbours may differ in height."""
UNEVEN = 0.2
"""A wheel at the end of a row whose step differs by more than this share from the row's is something else."""
FEWEST = 2


@dataclass(frozen=True)
class Row:
    """Wheels at equal steps: centre `start + n * step` for n = 0 … count - 1; `down` from a wheel's top to its bottom.

    A parallelogram, though a camera sees a trapezium: the difference is small on a row, and heights are known too badly to
    tell it. `chance` (count,) is 0 where a wheel was filled in.
    """

    start: FloatArray
    step: FloatArray
    down: FloatArray
    chance: FloatArray

    @property
    def count(self) -> int:
        """Wheels in the row."""
        return len(self.chance)

    def part(self, first: int, count: int) -> "Row":
        """`count` wheels from the one at `first`, which may lie before the row or run beyond it."""
        n = np.arange(first, first + count)
        inside = (n >= 0) & (n < self.count)
        chance = np.where(inside, self.chance[np.clip(n, 0, self.count - 1)], 0.0)
        return Row(self.start + first * self.step, self.step, self.down, chance)

    def corners(self) -> Quad:
        """Outer edges of the row, upper left first as it is read."""
        left, right = self.start - self.step / 2, self.start + (self.count - 0.5) * self.step
        return quad(np.array([left - self.down / 2, right - self.down / 2, right + self.down / 2, left + self.down / 2]))

    def turned(self) -> "Row":
        """The same wheels read with the picture on its head."""
        return Row(self.start + (self.count - 1) * self.step, -self.step, -self.down, self.chance[::-1])


def rows(places: Places) -> tuple[Row, ...]:
    """Rows of at least `FEWEST` wheels, those with most certain wheels first; a wheel belongs to one row only."""
    free = np.ones(len(places.chance), bool)
    found: list[Row] = []
    for seed in range(len(places.chance)):
        if free[seed]:
            members = even(places, _grown(places, free, seed))
            if len(members) >= FEWEST:
                free[members] = False
                found.append(_fitted(places, members))
    return tuple(sorted(found, key=lambda row: -float(row.chance.sum())))


def _grown(places: Places, free: NDArray[np.bool_], seed: int) -> list[int]:
    """Indices of the wheels on a line with `seed`, from left to right."""
    sides: list[list[int]] = []
    for side in (-1, 1):
        here, step, reached = seed, places.step[seed] * side, [seed]
        while (found := _next(places, free, here, step, reached)) is not None:
            length = float(np.hypot(*step))
            way = places.centre[found] - places.centre[here]
            hops = max(1, round(float(np.hypot(*way)) / length))
            step, here = 0.5 * step + 0.5 * way / hops, found
            reached.append(found)
        sides.append(reached)
    return sides[0][:0:-1] + sides[1]


def _next(places: Places, free: NDArray[np.bool_], here: int, step: FloatArray, taken: list[int]) -> int | None:
    """The nearest wheel of about the same height one step on, else two steps on."""
    tall, length = float(np.hypot(*places.down[here])), float(np.hypot(*step))
    heights = np.hypot(*places.down.T)
    alike = free & (heights < SCALE * tall) & (heights * SCALE > tall) & ((places.down @ places.down[here]) > 0)
    alike[taken] = False
    away = places.centre - places.centre[here]
    along, beside = away @ step / length**2, np.abs(away @ np.array([-step[1], step[0]])) / length
    for low, high in NEXT:
        near = alike & (along > low) & (along < high) & (beside < BESIDE * tall * np.maximum(1, along))
        if near.any():
            return int(np.argmin(np.where(near, along, np.inf)))
    return None


def even(places: Places, members: list[int]) -> list[int]:
    """Without the wheels at either end whose step or height is not the row's."""
    kept = list(members)
    while len(kept) >= 3:
        lengths, numbers = _numbered(places, kept)
        uneven = np.abs(lengths / np.diff(numbers) / np.median(lengths) - 1)
        tall = np.hypot(*places.down[kept].T)
        odd = np.abs(np.log(tall / np.median(tall))) > np.log(1.4)
        first, last = uneven[0] > UNEVEN or odd[0], uneven[-1] > UNEVEN or odd[-1]
        if not (first or last):
            break
        kept = kept[1:] if first and (uneven[0] >= uneven[-1] or not last) else kept[:-1]
    return kept


def _numbered(places: Places, members: list[int]) -> tuple[FloatArray, NDArray[np.int_]]:
    """Distances between neighbours, and each wheel's number in the row, the first being 0."""
    lengths = np.hypot(*np.diff(places.centre[members], axis=0).T)
    hops = np.maximum(1, np.round(lengths / np.median(lengths))).astype(int)
    return lengths, np.concatenate([[0], np.cumsum(hops)])


def _fitted(places: Places, members: list[int]) -> Row:
    index, number = np.array(members), _numbered(places, members)[1]
    basis = np.stack([np.ones(len(number)), number], axis=1).astype(np.float64)
    weight = np.sqrt(places.chance[index])[:, None]
    (start, step), *_ = np.linalg.lstsq(basis * weight, places.centre[index] * weight, rcond=None)
    chance = np.zeros(int(number[-1]) + 1)
    chance[number] = places.chance[index]
    return Row(start, step, np.median(places.down[index], axis=0), chance)
