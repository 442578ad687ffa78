"""Clock dials by their numerals: where figures 0 to 9 stand on a circle in their order, there is a dial.

Two figures and a direction of turning fix a circle: the angle between them is 36° for each step from one to the other. The
figures stand upright with 0 on top, so each circle also says which way round it runs, and it is right where the other
figures stand as it foretells.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from harimi.vision.find.segment_spots import Spots

Floats = NDArray[np.float64]
Complex = NDArray[np.complex128]

STEPS = 4
"""Figures further apart on the circle than this are not taken to fix it: their chord says little."""
RADIUS = (1.3, 5.5)
"""Radius of the circle of numerals in heights of a figure."""
ASKEW = 25.0
"""Degrees that 0 may stand off the direction in which the figures stand upright."""
NEAR = 0.22
"""How far a figure may stand from its place, in radii."""
ALIKE = 1.5
"""How much the heights of a dial's figures may differ."""
LEAST = 3
"""Figures in their places from which a circle is worth keeping."""


@dataclass(frozen=True, eq=False)
class Ring:
    """A dial's circle of numerals: `middle` and the plane's two axes (right and up, `(2, 2)` rows, one numeral radius long) in
    pixels.

    `turning` is 1 clockwise, -1 anticlockwise; `figures` how many numerals stand in their places, `score` the sum of how sure
    each is; `rival` is the score of the best ring there that runs the other way.
    """

    middle: Floats
    axes: Floats
    turning: int
    figures: int
    score: float
    rival: float

    @property
    def radius(self) -> float:
        """Mean radius of the circle of numerals, pixels."""
        return float(np.sqrt(abs(np.linalg.det(self.axes))))


@dataclass(frozen=True)
class _Figures:
    """Figures as complex numbers: places, upward directions of length 1, heights, digits, how sure each is."""

    at: Complex
    up: Complex
    height: Floats
    digit: NDArray[np.int64]
    sure: Floats


@dataclass(frozen=True)
class _Guess:
    """Circles guessed from two figures each: middle, and the way to 0 (`(n,)`, complex); the height of their figures."""

    middle: Complex
    zero: Complex
    height: Floats


def find_rings(spots: Spots) -> tuple[Ring, ...]:
    """Circles of numerals, the best first, none on another."""
    figures = _figures(spots)
    if len(figures.at) < LEAST:
        return ()
    found = [ring for turning in (1, -1) for ring in _rings(figures, turning)]
    found.sort(key=lambda ring: -ring.score)
    kept: list[Ring] = []
    for ring in found:
        if all(np.hypot(*(ring.middle - other.middle)) > 1.3 * min(ring.radius, other.radius) for other in kept):
            kept.append(_rivalled(ring, found))
    return tuple(kept)


def _rivalled(ring: Ring, found: list[Ring]) -> Ring:
    near = [
        other.score
        for other in found
        if other.turning != ring.turning and np.hypot(*(other.middle - ring.middle)) < 0.8 * ring.radius
    ]
    return Ring(ring.middle, ring.axes, ring.turning, ring.figures, ring.score, max(near, default=0.0))


def _figures(spots: Spots) -> _Figures:
    digits = spots.kinds[:, :10].argmax(1) if len(spots) else np.zeros(0, np.int64)
    sure = spots.score * spots.kinds[np.arange(len(spots)), digits]
    up, tall = spots.up[:, 0] + 1j * spots.up[:, 1], np.hypot(*spots.up.T)
    return _Figures(
        spots.centre[:, 0] + 1j * spots.centre[:, 1], up / np.maximum(tall, 1e-6), 2.0 * tall, digits, np.asarray(sure, float)
    )


def _rings(figures: _Figures, turning: int) -> list[Ring]:
    guess = _guessed(figures, turning)
    scores, members = _agreeing(figures, guess, turning)
    rings = []
    order = np.argsort(-scores)
    taken = np.zeros(len(scores), bool)
    for n in order:
        if taken[n] or (members[n] >= 0).sum() < LEAST:
            continue
        reach = abs(guess.zero[n])
        taken |= abs(guess.middle - guess.middle[n]) < 0.6 * reach
        rings.append(_fitted(figures, guess, members[n], turning, int(n)))
    return rings


def _guessed(figures: _Figures, turning: int) -> _Guess:
    """A circle for each two figures that can stand on one."""
    first, second = np.array(list(combinations(range(len(figures.at)), 2))).T
    steps = (figures.digit[second] - figures.digit[first] + 5) % 10 - 5
    height = np.sqrt(figures.height[first] * figures.height[second])
    ratio = figures.height[first] / figures.height[second]
    chord = abs(figures.at[second] - figures.at[first])
    fits = (steps != 0) & (abs(steps) <= STEPS) & (ratio < ALIKE) & (ratio > 1 / ALIKE) & (chord < 2 * RADIUS[1] * height)
    first, second, steps, height = first[fits], second[fits], steps[fits], height[fits]
    turn = np.exp(1j * np.radians(36.0 * turning * steps))
    middle = (figures.at[second] - turn * figures.at[first]) / (1 - turn)
    zero = (figures.at[first] - middle) * np.exp(-1j * np.radians(36.0 * turning * figures.digit[first]))
    reach, up = abs(zero) / height, figures.up[first] + figures.up[second]
    upright = abs(np.degrees(np.angle(zero * np.conj(up)))) < ASKEW
    right = upright & (reach > RADIUS[0]) & (reach < RADIUS[1])
    return _Guess(middle[right], zero[right], height[right])


def _agreeing(figures: _Figures, guess: _Guess, turning: int) -> tuple[Floats, NDArray[np.int64]]:
    """The score of each guess, and which figure stands in each of its ten places `(n, 10)`, -1 for none."""
    count = len(guess.middle)
    members, sures = np.full((count, 10), -1), np.zeros((count, 10))
    for digit in range(10):
        which = np.flatnonzero(figures.digit == digit)
        if not len(which):
            continue
        place = guess.middle + guess.zero * np.exp(1j * np.radians(36.0 * turning * digit))
        away = abs(figures.at[which][None] - place[:, None]) / abs(guess.zero)[:, None]
        ratio = figures.height[which][None] / guess.height[:, None]
        sure = np.where((away < NEAR) & (ratio < ALIKE) & (ratio > 1 / ALIKE), figures.sure[which] * (1 - away), 0.0)
        best = sure.argmax(1)
        sures[:, digit] = sure[np.arange(count), best]
        members[:, digit] = np.where(sures[:, digit] > 0, which[best], -1)
    return sures.sum(1), members


def _fitted(figures: _Figures, guess: _Guess, members: NDArray[np.int64], turning: int, n: int) -> Ring:
    """The plane through the figures in their places: an affine one where there are six, else the guessed circle."""
    digits = np.flatnonzero(members >= 0)
    sure = figures.sure[members[digits]]
    turns = np.radians(36.0 * turning * digits)
    plane = np.stack([np.sin(turns), np.cos(turns), np.ones(len(digits))], 1)
    at = figures.at[members[digits]]
    seen = np.stack([at.real, at.imag], 1)
    zero, middle = guess.zero[n], guess.middle[n]
    axes = np.array([[-zero.imag, zero.real], [zero.real, zero.imag]])
    centre = np.array([middle.real, middle.imag])
    if len(digits) >= 6:
        solved = np.linalg.lstsq(plane * sure[:, None], seen * sure[:, None], rcond=None)[0]
        axes, centre = solved[:2], solved[2]
    return Ring(centre, axes, turning, len(digits), float(sure.sum()), 0.0)
