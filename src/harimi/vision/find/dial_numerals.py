"""The numerals printed on a dial: figures found by a network, joined to numbers, each with what it may be worth."""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from harimi.vision.displays.dial_polar import from_plane
from harimi.vision.find.segment_spots import Spots, spots_in, together
from harimi.vision.geometry import Image, Quad, cut, moved, points, quad

FloatArray = NDArray[np.float64]
MODEL = "dial_numerals"
REACH = 1.45
"""How far the picture reaches from the pivot, in radii of the scale: panel meters print their numerals outside of it."""
SIDES = (512, 320)
"""Pixels of the pictures: the network knows figures 13 to 38 pixels high."""
ENLARGED = 1.6
"""No picture shows the dial more times larger than the photograph does."""
LEAST = 0.3
"""Fainter figures are not looked at."""
MINUS = 10
"""The kind that is a minus; 0 to 9 are the digits."""
STEP = (0.25, 1.25)
"""Distance from figure to figure of one number, in their height, a point between them included."""
BESIDE, ALIKE = 0.3, 1.45
"""How far off the line the next figure may be, as a share of its height, and how much two may differ in height."""
LONGEST = 6


@dataclass(frozen=True, slots=True)
class Numeral:
    """A printed number: its middle in the dial's plane (pivot 0, scale radius 1), its height there, and what it may be worth.

    `values` are pairs of a value and how likely it is to be meant, 0 to 1: points are easily lost, and a minus is. `dotted` is
    how surely a point was seen between its figures; the default says nothing.
    """

    x: float
    y: float
    height: float
    text: str
    values: tuple[tuple[float, float], ...]
    dotted: float = 0.27


def find_numerals(image: Image, corners: Quad) -> tuple[Numeral, ...]:
    """The numbers printed around a dial whose square is `corners`; `image` is BGR or grey."""
    grey = image if image.ndim == 2 else np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)
    plane = np.array([[-REACH, -REACH], [REACH, -REACH], [REACH, REACH], [-REACH, REACH]])
    around = quad(moved(points(plane), from_plane(corners)))
    native = float(np.sqrt(cv2.contourArea(np.asarray(around, np.float32))))
    sides = [side for side in SIDES if side <= ENLARGED * native] or [SIDES[-1]]
    found = together(*(_seen(grey, around, side) for side in sides))
    return tuple(_numeral(found, members) for members in numbers_of(found))


def _seen(grey: Image, around: Quad, side: int) -> Spots:
    """The figures in the plane of the dial, as the network sees them at one size."""
    spots, unit = spots_in(cut(grey, around, side, side), LEAST, MODEL), 2 * REACH / side
    return replace(spots, centre=(spots.centre + 0.5) * unit - REACH, up=spots.up * unit, right=spots.right * unit)


def numbers_of(spots: Spots) -> list[list[int]]:
    """Indices of the figures of each number, from left to right."""
    following = [_next(spots, n) for n in range(len(spots))]
    taken = [n for n in range(len(spots)) if following[n] is not None and following.count(following[n]) > 1]
    for n in taken:
        rivals = [m for m in taken if following[m] == following[n]]
        if n != min(rivals, key=lambda m: _gap(spots, m, following[n])):
            following[n] = None
    starts = [n for n in range(len(spots)) if n not in following]
    return [_chain(n, following) for n in starts]


def _chain(start: int, following: list[int | None]) -> list[int]:
    chain, here = [start], following[start]
    while here is not None and here not in chain and len(chain) < LONGEST:
        chain.append(here)
        here = following[here]
    return chain


def _gap(spots: Spots, here: int, there: int | None) -> float:
    return float(np.hypot(*(spots.centre[there] - spots.centre[here])))


def _next(spots: Spots, here: int) -> int | None:
    """The figure to the right of one, of the same number."""
    up = spots.up[here]
    tall = 2 * float(np.hypot(*up))
    right = np.array([-up[1], up[0]]) * 2 / tall
    away = spots.centre - spots.centre[here]
    along, beside = away @ right, np.abs(away @ (up * 2 / tall))
    ratio = np.hypot(*spots.up.T) * 2 / tall
    near = (along > STEP[0] * tall) & (along < STEP[1] * tall) & (beside < BESIDE * tall)
    near &= (ratio < ALIKE) & (ratio > 1 / ALIKE) & ((spots.up @ up) > 0.5 * (up @ up))
    near[here] = False
    return int(np.argmin(np.where(near, along, np.inf))) if near.any() else None


def _numeral(spots: Spots, members: list[int]) -> Numeral:
    kinds = spots.kinds[members].argmax(1)
    sure = float(np.prod(spots.kinds[members].max(1)) * spots.score[members].min() ** 0.5)
    figures = "".join("0123456789-"[kind] if kind <= MINUS else "?" for kind in kinds)
    corners = np.concatenate([spots.centre[members] + side * spots.right[members] for side in (-1, 1)])
    x, y = (corners.min(0) + corners.max(0)) / 2
    height = 2 * float(np.median(np.hypot(*spots.up[members].T)))
    pointed = next((n for n, member in enumerate(members[:-1]) if spots.point[member] > 0.5), None)
    dotted = max((float(spots.point[member]) for member in members[:-1]), default=0.0)
    return Numeral(float(x), float(y), height, figures, tuple(values_of(figures, pointed, sure)), dotted)


def values_of(figures: str, pointed: int | None, sure: float) -> list[tuple[float, float]]:
    """What a number may be worth: its point where one was seen, or lost; its minus likewise."""
    signed, digits = figures.startswith("-"), figures.lstrip("-")
    if not digits.isdecimal():
        return []
    place = None if pointed is None else len(digits) - 1 - (pointed - int(signed))
    found = []
    for places in range(len(digits) if int(digits) else 1):
        expected = places == (place or 0) or (place is None and places == len(digits) - 1 and digits[0] == "0")
        value = int(digits) / 10**places
        if len(digits) - places > 1 and digits[0] == "0" and int(digits):
            continue
        likely = sure if expected else 0.4 * sure
        found.append((-value if signed else value, likely))
        if value:
            found.append((value if signed else -value, 0.5 * likely))
    return found
