"""Joins single seven-segment digits to rows, and lays the cells of a row over the photograph."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from harimi.vision.find.segment_spots import Spots
from harimi.vision.geometry import Matrix, Quad, moved, quad

SEED = 0.4
"""Score from which on a spot may begin a row; fainter ones only join."""
GAP = 3
"""A row may have this many cells from one found digit to the next: blanks, or digits that were missed."""


@dataclass(frozen=True)
class Row:
    """Spots in reading order and the number of each one's cell, the first 0; `matrix` takes cell coordinates to pixels.

    In cell coordinates cell `n` has its centre at `(n, 0)`, is 1 wide and reaches from -0.5 (top) to 0.5.
    """

    spots: Spots
    places: tuple[int, ...]
    matrix: Matrix

    @property
    def height(self) -> float:
        """Of the digits, in pixels, on average."""
        return float(2 * np.linalg.norm(self.spots.up, axis=1).mean())

    def corners(self, first: int, last: int) -> Quad:
        """Outline of the cells from `first` to `last`, both included."""
        box = ((first - 0.5, -0.5), (last + 0.5, -0.5), (last + 0.5, 0.5), (first - 0.5, 0.5))
        return quad(moved(box, self.matrix))


def join(spots: Spots) -> tuple[Row, ...]:
    """Rows of spots that follow each other at their own width, each spot in one row; the best seed's row comes first."""
    free = np.ones(len(spots), bool)
    rows = []
    for seed in range(len(spots)):
        if not free[seed] or spots.score[seed] < SEED:
            continue
        free[seed] = False
        right = _walk(spots, seed, free, 1)
        left = _walk(spots, seed, free, -1)
        members = [*reversed(left), (seed, 0), *right]
        rows.append(_row(spots, members))
    return tuple(rows)


def _walk(spots: Spots, seed: int, free: NDArray[np.bool_], way: int) -> list[tuple[int, int]]:
    """From spot to spot in one direction: the number of each spot and of its cell, counted from the seed. Takes them."""
    found: list[tuple[int, int]] = []
    here, place = seed, 0
    while True:
        step = _next(spots, here, free, way)
        if step is None:
            return found
        here, cells = step
        place += way * cells
        free[here] = False
        found.append((here, place))


def _next(spots: Spots, here: int, free: NDArray[np.bool_], way: int) -> tuple[int, int] | None:
    pitch = 2 * spots.right[here]
    wide = float(np.linalg.norm(pitch))
    alike = free & _alike(spots, here)
    for cells in range(1, GAP + 1):
        away = np.linalg.norm(spots.centre - (spots.centre[here] + way * cells * pitch), axis=1)
        away[~alike] = np.inf
        nearest = int(np.argmin(away))
        if away[nearest] < wide * (0.3 + 0.08 * (cells - 1)):
            return nearest, cells
    return None


def _alike(spots: Spots, here: int) -> NDArray[np.bool_]:
    """Which spots are about as high and lean about as much as this one."""
    tall = np.linalg.norm(spots.up, axis=1)
    upright = (spots.up @ spots.up[here]) / np.maximum(tall * tall[here], 1e-6)
    ratio = tall / max(float(tall[here]), 1e-6)
    return np.asarray((ratio > 0.72) & (ratio < 1.4) & (upright > 0.9))


def _row(spots: Spots, members: list[tuple[int, int]]) -> Row:
    chosen = spots.picked([number for number, _ in members])
    first = members[0][1]
    places = tuple(place - first for _, place in members)
    return Row(chosen, places, fitted(chosen, places))


def fitted(spots: Spots, places: tuple[int, ...]) -> Matrix:
    """The map from cell coordinates to pixels that suits the middles, tops, bottoms and sides of all spots best.

    A row of up to three digits says too little about perspective: there the map is affine.
    """
    at = np.array(places, np.float64)[:, None]
    source = np.concatenate([np.hstack([at + dx, np.full_like(at, dy)]) for dx, dy in _SIDES])
    c, u, r = spots.centre, spots.up, spots.right
    target = np.concatenate([c, c + u, c - u, c + r, c - r]).astype(np.float64)
    affine = np.vstack([_least_squares(source, target), [0, 0, 1]])
    if len(places) < 4:
        return affine
    matrix = cv2.findHomography(source, target)[0]
    return matrix if matrix is not None and _mild(matrix, places[-1]) else affine


_SIDES = ((0.0, 0.0), (0.0, -0.5), (0.0, 0.5), (0.5, 0.0), (-0.5, 0.0))


def _least_squares(source: np.ndarray, target: np.ndarray) -> np.ndarray:
    padded = np.hstack([source, np.ones((len(source), 1))])
    return np.asarray(np.linalg.lstsq(padded, target, rcond=None)[0].T)


def _mild(matrix: Matrix, last: int) -> bool:
    """Whether the perspective changes the size of the cells by less than two thirds from end to end."""
    near, far = 1 + matrix[2, 0] * -0.5, 1 + matrix[2, 0] * (last + 0.5)
    return bool(min(near, far) > 0.6 * max(near, far) > 0)
