"""Two ways to take a dial that was located: by its points' plane, and as a circle seen straight on; each put right and read."""

import math
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from harimi.vision.displays.dial import Reading, best_angle, measure
from harimi.vision.displays.dial_hand import apart, look, peaks
from harimi.vision.displays.dial_polar import angle_of, from_plane, to_plane
from harimi.vision.displays.dial_scale import curve
from harimi.vision.face import Dial, ScalePoint
from harimi.vision.find.dial_circle import eased, rounded
from harimi.vision.find.dial_fit import Plane
from harimi.vision.geometry import Image, Point, Quad, moved, quad

NEAR = 14.0
"""Degrees within which the second network's end of the scale is believed to be the first one's."""
CLEAR = 0.6
"""Probability at the second network's peak from which it is believed further away too."""
CLOSED = 352.0
"""A scale that sweeps more degrees than this has its end on its start."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A dial's square and its scale within: the angles where it starts and how far it sweeps, clockwise where positive.

    `change` is how much the square was put right, `aside` by how many degrees the networks differ on the ends.
    """

    corners: Quad
    start: float
    sweep: float
    bend: float
    change: float = 0.0
    aside: float = 0.0


@dataclass(frozen=True, slots=True)
class Taken:
    """One way to take a find: where the scale is, what was measured there, the pointer's share of the scale, and how sharp
    the second network sees the scale's ends.
    """

    placed: Placed
    reading: Reading
    share: float
    ends: float


def takes(image: Image, plane: Plane) -> tuple[Taken, Taken]:
    """The find as the points' plane has it and as a circle seen straight on, the one with the clearer ends first."""
    pair = [_take(image, settled(image, placed)) for placed in (placed_by(plane), straight(plane))]
    pair.sort(key=lambda taken: -(taken.ends - 0.3 * taken.placed.aside / NEAR - 2 * taken.placed.change))
    return pair[0], pair[1]


def _take(image: Image, placed: Placed) -> Taken:
    reading = measure(image, placed.corners)
    placed = snapped(placed, reading)
    ends = min(peaks(reading.angles.rings[k], 1)[0].mass for k in (1, 2))
    scale = curve(dial_of(placed, (Decimal(0), Decimal(1))))
    return Taken(placed, reading, scale.at(best_angle(reading))[0], ends)


def straight(plane: Plane) -> Placed:
    """The dial as if it were seen straight on: a circle around the pivot."""
    marks = np.array([plane.at(k / 4) for k in range(5)])
    pivot = np.array(moved(((0.0, 0.0),), plane.matrix)[0])
    radius = float(np.median(np.hypot(*(marks - pivot).T)))
    corners = quad(pivot + np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * radius)
    start = _angle(corners, plane.at(0))
    return Placed(corners, start, plane.sweep + apart(_angle(corners, plane.at(1)) - start, plane.sweep), plane.bend)


def placed_by(plane: Plane) -> Placed:
    """What the points alone say."""
    corners = plane.corners()
    return Placed(corners, _angle(corners, plane.at(0)), plane.sweep, plane.bend)


def _angle(corners: Quad, place: Point) -> float:
    return angle_of(moved((place,), to_plane(corners))[0])


def settled(image: Image, placed: Placed) -> Placed:
    """The square put right twice by the circle that the second network sees; the scale's ends stay where they were."""
    back = from_plane(placed.corners)
    ends = [math.radians(placed.start + part * placed.sweep) for part in (0, 1)]
    first, last = moved(tuple((math.sin(end), -math.cos(end)) for end in ends), back)
    corners, change = eased(placed.corners), 0.0
    for _ in range(2):
        corners, step = rounded(corners, look(image, corners).circle)
        change = max(change, step)
    start = _angle(corners, first)
    sweep = placed.sweep + apart(_angle(corners, last) - start, placed.sweep)
    return replace(placed, corners=corners, start=start, sweep=sweep, change=change)


def dial_of(placed: Placed, ends: tuple[Decimal, Decimal]) -> Dial:
    """The display: nine points from the lowest to the highest value."""
    low, high = ends
    closed = abs(placed.sweep) > CLOSED
    back = from_plane(placed.corners)
    marks = []
    for k in range(8 if closed else 9):
        turned = k / 8 + placed.bend * (k / 8) * (k / 8 - 1)
        angle = math.radians(placed.start + turned * placed.sweep)
        place = moved(((math.sin(angle), -math.cos(angle)),), back)[0]
        marks.append(ScalePoint(at=place, value=low + (high - low) * k / 8))
    return Dial(corners=placed.corners, points=tuple(marks), wraps=high - low if closed else None)


def snapped(placed: Placed, reading: Reading) -> Placed:
    """The scale's ends moved to where the second network sees them, where it sees them near."""
    moves, aside = [], 0.0
    for ring, angle in ((1, placed.start), (2, placed.start + placed.sweep)):
        peak = peaks(reading.angles.rings[ring], 1)[0]
        off = apart(peak.angle, angle)
        believed = min(1.0, 1.3 * peak.mass) if abs(off) < NEAR or peak.mass > CLEAR else 0.0
        moves.append(off * believed)
        aside = max(aside, min(2 * NEAR, abs(off)))
    return replace(placed, start=placed.start + moves[0], sweep=placed.sweep + moves[1] - moves[0], aside=aside)
