"""Wheels become rows: equal steps along a line."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from harimi.vision.find.drum_places import Places
from harimi.vision.geometry import Quad, quad

FloatArray = NDArray[np.float64]

REACH = 0.38
"""How far from where it is expected the next wheel may be, as a share of the step."""
SCALE = 1.45
"""How much two neighbours may differ in height."""
FEWEST = 2


@dataclass(frozen=True)
class Row:
    """Wheels at equal steps: centre `start + n * step` for n = 0 … count - 1; `down` from the first's top to its bottom.

    `grow` is by how much of itself the way down changes from one wheel to the next. `chance` (count,), 0 where a wheel was
    filled in.
    """

    start: FloatArray
    step: FloatArray
    down: FloatArray
    grow: float
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
        return Row(self.start + first * self.step, self.step, self.down * (1 + self.grow * first), self.grow, chance)

    def corners(self) -> Quad:
        """Outer edges of the row, upper left first as it is read."""
        left, right = self.start - self.step / 2, self.start + (self.count - 0.5) * self.step
        near, far = self.down / 2, self.down / 2 * (1 + self.grow * (self.count - 1))
        return quad(np.array([left - near, right - far, right + far, left + near]))

    def turned(self) -> "Row":
        """The same wheels read with the picture on its head."""
        last = self.start + (self.count - 1) * self.step
        down = -self.down * (1 + self.grow * (self.count - 1))
        return Row(last, -self.step, down, -self.grow / (1 + self.grow * (self.count - 1)), self.chance[::-1])


def rows(places: Places) -> tuple[Row, ...]:
    """Rows of at least `FEWEST` wheels, those with most certain wheels first; a wheel belongs to one row only."""
    free = np.ones(len(places.chance), bool)
    found: list[Row] = []
    for seed in range(len(places.chance)):
        if free[seed]:
            members = _grown(places, free, seed)
            if len(members) >= FEWEST:
                free[[index for index, _ in members]] = False
                found.append(_fitted(places, members))
    return tuple(sorted(found, key=lambda row: -float(row.chance.sum())))


def _grown(places: Places, free: NDArray[np.bool_], seed: int) -> list[tuple[int, int]]:
    """Pairs of a place's index and its number in the row, the seed being 0."""
    members = [(seed, 0)]
    for side in (1, -1):
        here, number, step = seed, 0, places.step[seed] * side
        while True:
            found = _next(places, free, here, step, {index for index, _ in members})
            if found is None:
                break
            index, hops = found
            step = 0.5 * step + 0.5 * (places.centre[index] - places.centre[here]) / hops
            number += side * hops
            members.append((index, number))
            here = index
    return sorted(members, key=lambda pair: pair[1])


def _next(places: Places, free: NDArray[np.bool_], here: int, step: FloatArray, taken: set[int]) -> tuple[int, int] | None:
    """The place one step on, else two steps on, and how many steps that was."""
    tall = np.hypot(*places.down[here])
    heights = np.hypot(*places.down.T)
    alike = free & (heights < SCALE * tall) & (heights * SCALE > tall) & ((places.down @ places.down[here]) > 0)
    alike[list(taken)] = False
    for hops in (1, 2):
        away = places.centre - (places.centre[here] + hops * step)
        length = float(np.hypot(*step))
        along = np.abs(away @ step) / length
        beside = np.abs(away @ np.array([-step[1], step[0]])) / length
        near = alike & (along < REACH * length) & (beside < 0.3 * tall)
        if near.any():
            return int(np.argmin(np.where(near, along + beside, np.inf))), hops
    return None


def _fitted(places: Places, members: list[tuple[int, int]]) -> Row:
    index = np.array([i for i, _ in members])
    number = np.array([n for _, n in members]) - members[0][1]
    count = int(number[-1]) + 1
    basis = np.stack([np.ones(len(number)), number], axis=1).astype(np.float64)
    weight = np.sqrt(places.chance[index])[:, None]
    (start, step), *_ = np.linalg.lstsq(basis * weight, places.centre[index] * weight, rcond=None)
    chance = np.zeros(count)
    chance[number] = places.chance[index]
    down, grow = _heights(places.down[index], number)
    return Row(start, step, down, grow, chance)


def _heights(down: FloatArray, number: NDArray[np.int_]) -> tuple[FloatArray, float]:
    """The first wheel's way down and its relative growth; with few wheels all are alike."""
    middle = np.median(down, axis=0)
    if len(number) < 4:
        return middle, 0.0
    tall = np.hypot(*down.T)
    slope, first = np.polyfit(number, tall / tall.mean(), 1)
    grow = float(np.clip(slope / max(first, 0.3), -0.08, 0.08))
    return middle / (1 + grow * (len(number) - 1) / 2), grow
