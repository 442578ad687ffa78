"""Two ways to take a dial that was located: by its points' plane, and as a circle seen straight on; each put right and read."""

import math
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from harimi.vision.displays.dial import Reading, best_angle, measure
from harimi.vision.displays.dial_hand import FloatArray, apart, look, peaks
from harimi.vision.displays.dial_polar import angle_of, from_plane, to_plane
from harimi.vision.displays.dial_scale import curve
from harimi.vision.face import Dial, ScalePoint
from harimi.vision.find.dial_circle import eased, rounded
from harimi.vision.find.dial_fit import Plane
from harimi.vision.find.dial_values import Numbered, bent
from harimi.vision.find.dial_views import View
from harimi.vision.geometry import Image, Point, Quad, moved, points, quad

NEAR = 14.0
"""Degrees within which the second network's end of the scale is believed to be the first one's."""
CLEAR = 0.6
"""Probability at the second network's peak from which it is believed further away too."""
NARROW = 140.0
"""Degrees of sweep below which a scale is a panel meter's: those often crowd their low values."""
SCALE_IN_VIEW = 0.3
"""Radius of a scale in a view around its dial, as a share of the view's side: the view leaves some room."""
USUAL = (-135.0, 270.0)
"""Start and sweep of most gauges, degrees."""
CLOSED = 352.0
"""A scale that sweeps more degrees than this has its end on its start."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A dial's square and its scale within: the angles where it starts and how far it sweeps, clockwise where positive.

    `change` is how much the square was put right, `aside` by how many degrees the networks differ on the ends. `bend` and the
    `knots` of a `Numbered` tell how an uneven scale runs between its ends.
    """

    corners: Quad
    start: float
    sweep: float
    bend: float
    change: float = 0.0
    aside: float = 0.0
    knots: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """One way to take a find: where the scale is, what was measured there, the pointer's share of the scale, and how sharp
    the second network sees the scale's ends. `numbers` is what the numerals say, `marks` how many of them have a mark of their
    own, `bumps` how unsteadily they follow each other (degrees), `moved` by how much they changed the share.
    """

    placed: Placed
    reading: Reading
    share: float
    ends: float
    numbers: Numbered | None = None
    marks: int = 0
    bumps: float = 0.0
    moved: float = 0.0


def takes(image: Image, plane: Plane) -> tuple[Taken, Taken]:
    """The find as the points' plane has it and as a circle seen straight on, the one with the clearer ends first."""
    pair = [_take(image, settled(image, placed)) for placed in (placed_by(plane), straight(plane))]
    pair.sort(key=lambda taken: -(taken.ends - 0.3 * taken.placed.aside / NEAR - 2 * taken.placed.change))
    return pair[0], pair[1]


def outlined(image: Image, view: View) -> Taken:
    """A dial of which nothing but its area is sure: a circle seen straight on, its scale as most gauges have it."""
    radius = view.side * SCALE_IN_VIEW
    corners = quad(np.array([view.x, view.y]) + np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * radius)
    return _take(image, settled(image, Placed(corners, *USUAL, bend=0.0)))


def _take(image: Image, placed: Placed) -> Taken:
    reading = measure(image, placed.corners)
    placed = snapped(placed, reading)
    ends = min(peaks(reading.angles.rings[k], 1)[0].mass for k in (1, 2))
    return Taken(placed, reading, share_of(placed, reading), ends)


def share_of(placed: Placed, reading: Reading) -> float:
    """Where on the scale the pointer stands, 0 to 1."""
    return curve(dial_of(placed, (Decimal(0), Decimal(1)))).at(best_angle(reading))[0]


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
    """The display: nine points from the lowest to the highest value, more on a scale that is not even."""
    low, high = ends
    closed = abs(placed.sweep) > CLOSED
    steps = 32 if placed.knots else 8
    back = from_plane(placed.corners)
    shares = np.arange(steps if closed else steps + 1) / steps
    angles = np.radians(placed.start + _turned(placed, shares) * placed.sweep)
    places = moved(points(np.stack([np.sin(angles), -np.cos(angles)], 1)), back)
    marks = tuple(ScalePoint(at=place, value=low + (high - low) * k / steps) for k, place in enumerate(places))
    return Dial(corners=placed.corners, points=marks, wraps=high - low if closed else None)


def _turned(placed: Placed, shares: FloatArray) -> FloatArray:
    """The share of the sweep at which each share of the range stands; it never runs backwards."""
    turned = bent(shares, placed.bend)
    if placed.knots:
        at, ahead = np.array([(0.0, 0.0), *placed.knots, (1.0, 0.0)]).T
        turned = turned + np.interp(shares, at, ahead)
    return np.asarray(np.maximum.accumulate(turned))


def snapped(placed: Placed, reading: Reading) -> Placed:
    """The scale's ends moved to where the second network sees them, where it sees them near."""
    moves, aside = [], 0.0
    for ring, angle in ((1, placed.start), (2, placed.start + placed.sweep)):
        peak = peaks(reading.angles.rings[ring], 1)[0]
        off = apart(peak.angle, angle)
        believed = min(1.0, 1.3 * peak.mass) if abs(off) < NEAR or peak.mass > CLEAR else 0.0
        moves.append(off * believed)
        aside = max(aside, min(2 * NEAR, abs(off)))
    sweep = placed.sweep + moves[1] - moves[0]
    once = sweep - np.sign(sweep) * 360 if abs(sweep) > 362 else sweep
    return replace(placed, start=placed.start + moves[0], sweep=float(once), aside=aside)
