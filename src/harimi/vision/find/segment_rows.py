"""Joins single seven-segment digits to rows, and lays the cells of a row over the photograph."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from harimi.vision.find.segment_spots import Spots
from harimi.vision.geometry import Matrix, Quad, moved, quad

SEED = 0.4
"""Score from which on a spot may begin a row; fainter ones only join."""
SEEDS = 24
"""Spots that are tried as the beginning of a row, the best first."""
NEIGHBOURS = 10
"""Of these nearest spots each may be the next digit of the seed's row, or the next but one."""
GAP = 3
"""A row may have this many cells from one found digit to the next: blanks, or digits that were missed."""
PITCHES = (0.42, 1.4)
"""Least and greatest distance from one digit to the next, in digit heights."""
MISSING = 0.25
"""What a cell without a spot takes from a row's weight, in which each spot counts its score."""
WIDE = 0.3
"""How far, as a logarithm, a row's distance from digit to digit may be from the width that its digits seem to have.

On drawn scenes in held-back typefaces it is 0.82 to 1.37 times that width for nineteen digits in twenty. What is seen between
two digits, made of the strokes of both, would halve it.
"""

Chain = list[tuple[int, int]]
"""Spots and their cells, counted from the seed, in reading order."""


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

    def within(self, first: int, last: int) -> "Row":
        """The row laid anew through its spots on the cells `first` to `last` only.

        A reflection beside the number that was taken for a digit would bend the grid.
        """
        inside = [n for n, place in enumerate(self.places) if first <= place <= last]
        if not inside:
            return self
        spots, places = self.spots.picked(inside), tuple(self.places[n] for n in inside)
        return Row(spots, places, fitted(spots, places))

    def corners(self, first: int, last: int) -> Quad:
        """Outline of the cells from `first` to `last`, both included."""
        box = ((first - 0.5, -0.5), (last + 0.5, -0.5), (last + 0.5, 0.5), (first - 0.5, 0.5))
        return quad(moved(box, self.matrix))


def join(spots: Spots) -> tuple[Row, ...]:
    """Rows of spots at even distances, each spot in one row; the best seed's row comes first."""
    free = np.ones(len(spots), bool)
    rows = []
    for seed in range(min(len(spots), SEEDS)):
        if not free[seed] or spots.score[seed] < SEED:
            continue
        near = np.flatnonzero(free & _alike(spots, seed) & _beside(spots, seed))
        own = spots.picked(near)
        chain = _best_chain(own, int(np.flatnonzero(near == seed)[0]))
        rows.append(_row(own, chain))
        free[near[[number for number, _ in chain]]] = False
        free &= ~_under(rows[-1], spots)
    return tuple(rows)


def _best_chain(spots: Spots, seed: int) -> Chain:
    """The weightiest of all chains that lead from the seed to a neighbour and on at that distance."""
    chains = [_chain(spots, seed, step) for step in _steps(spots, seed)]
    alone: Chain = [(seed, 0)]
    return max(chains, key=lambda chain: _weight(spots, chain), default=alone)


def _steps(spots: Spots, seed: int) -> list[NDArray[np.floating]]:
    """Vectors from one digit to the next that the seed's neighbours suggest: the next one, or the next but one."""
    away = spots.centre - spots.centre[seed]
    tall = 2 * float(np.linalg.norm(spots.up[seed]))
    right = spots.right[seed] / max(float(np.linalg.norm(spots.right[seed])), 1e-6)
    along = away @ right
    near = np.argsort(np.linalg.norm(away, axis=1))[1 : NEIGHBOURS + 1]
    steps = [np.sign(along[n]) * away[n] / cells for n in near for cells in (1, 2)]
    return [
        step
        for step in steps
        if PITCHES[0] * tall < np.linalg.norm(step) < PITCHES[1] * tall and step @ right > 0.9 * np.linalg.norm(step)
    ]


def _chain(spots: Spots, seed: int, step: NDArray[np.floating]) -> Chain:
    right, left = _walk(spots, seed, step), _walk(spots, seed, -step)
    return [*((number, -cells) for number, cells in reversed(left)), (seed, 0), *right]


def _walk(spots: Spots, seed: int, step: NDArray[np.floating]) -> Chain:
    """From spot to spot in one direction; perspective may change the step a little at a time."""
    found: Chain = []
    here, place = spots.centre[seed], 0
    while True:
        hit = _next(spots, here, step)
        if hit is None:
            return found
        number, cells = hit
        step = 0.6 * step + 0.4 * (spots.centre[number] - here) / cells
        here, place = spots.centre[number], place + cells
        found.append((number, place))


def _next(spots: Spots, here: NDArray[np.floating], step: NDArray[np.floating]) -> tuple[int, int] | None:
    wide = float(np.linalg.norm(step))
    for cells in range(1, GAP + 1):
        away = np.linalg.norm(spots.centre - (here + cells * step), axis=1) / wide
        value = np.where(away < 0.2 + 0.04 * cells, spots.score - away, -np.inf)
        best = int(np.argmax(value))
        if np.isfinite(value[best]):
            return best, cells
    return None


def _weight(spots: Spots, chain: Chain) -> float:
    """The scores of its spots, less what is missing, times how well its step suits their widths."""
    numbers, cells = [number for number, _ in chain], chain[-1][1] - chain[0][1]
    scores = float(spots.score[numbers].sum()) - MISSING * (cells + 1 - len(chain))
    if not cells:
        return scores
    step = float(np.linalg.norm(spots.centre[numbers[-1]] - spots.centre[numbers[0]])) / cells
    wide = 2 * float(np.median(np.linalg.norm(spots.right[numbers], axis=1)))
    return scores * float(np.exp(-0.5 * (np.log(step / max(wide, 1e-6)) / WIDE) ** 2))


def _beside(spots: Spots, here: int) -> NDArray[np.bool_]:
    """Which spots lie in the fan to the left and right of this one in which its row may run."""
    away = spots.centre - spots.centre[here]
    right, up = spots.right[here], spots.up[here]
    along = np.abs(away @ right) / max(float(np.linalg.norm(right)), 1e-6)
    across = np.abs(away[:, 0] * right[1] - away[:, 1] * right[0]) / max(float(np.linalg.norm(right)), 1e-6)
    return np.asarray(across < 0.3 * np.linalg.norm(up) + 0.3 * along)


def _under(row: Row, spots: Spots) -> NDArray[np.bool_]:
    """Which spots lie on the cells of the row."""
    outline = np.array(row.corners(0, row.places[-1]), np.float32)
    return np.array(
        [cv2.pointPolygonTest(outline, (float(x), float(y)), measureDist=False) >= 0 for x, y in spots.centre], bool
    )


def _alike(spots: Spots, here: int) -> NDArray[np.bool_]:
    """Which spots are about as high and lean about as much as this one."""
    tall = np.linalg.norm(spots.up, axis=1)
    upright = (spots.up @ spots.up[here]) / np.maximum(tall * tall[here], 1e-6)
    ratio = tall / max(float(tall[here]), 1e-6)
    return np.asarray((ratio > 0.72) & (ratio < 1.4) & (upright > 0.9))


def _row(spots: Spots, chain: Chain) -> Row:
    chosen = spots.picked([number for number, _ in chain])
    places = tuple(place - chain[0][1] for _, place in chain)
    return Row(chosen, places, fitted(chosen, places))


def fitted(spots: Spots, places: tuple[int, ...]) -> Matrix:
    """The map from cell coordinates to pixels that suits the middles, tops and bottoms of all spots best.

    A row of up to three digits says too little about perspective: there the map is affine. A single digit's own width
    stands in for the distance to the next.
    """
    at = np.array(places, np.float64)[:, None]
    c, u, r = spots.centre, spots.up, spots.right
    source = [np.hstack([at, np.full_like(at, y)]) for y in (0.0, -0.5, 0.5)]
    target = [c, c + u, c - u]
    if len(places) == 1:
        source += [np.hstack([at + x, np.zeros_like(at)]) for x in (-0.5, 0.5)]
        target += [c - r, c + r]
    return _map(np.concatenate(source), np.concatenate(target).astype(np.float64), places)


def _map(source: np.ndarray, target: np.ndarray, places: tuple[int, ...]) -> Matrix:
    affine = np.vstack([_least_squares(source, target), [0, 0, 1]])
    if len(places) < 4:
        return affine
    matrix = cv2.findHomography(source, target)[0]
    return matrix if matrix is not None and _mild(matrix, places[-1]) else affine


def _least_squares(source: np.ndarray, target: np.ndarray) -> np.ndarray:
    padded = np.hstack([source, np.ones((len(source), 1))])
    return np.asarray(np.linalg.lstsq(padded, target, rcond=None)[0].T)


def _mild(matrix: Matrix, last: int) -> bool:
    """Whether the perspective changes the size of the cells by less than two thirds from end to end."""
    near, far = 1 + matrix[2, 0] * -0.5, 1 + matrix[2, 0] * (last + 0.5)
    return bool(min(near, far) > 0.6 * max(near, far) > 0)
