"""Finds a dial of a declared range in a photograph, and reads it."""

import math
from dataclasses import dataclass, replace
from decimal import Decimal

import cv2
import numpy as np

from harimi.vision.displays.dial import Reading, best_angle, judged, logistic, measure
from harimi.vision.displays.dial_hand import apart, peaks
from harimi.vision.displays.dial_hand import look as angles_of
from harimi.vision.displays.dial_polar import angle_of, from_plane, to_plane
from harimi.vision.displays.dial_scale import curve
from harimi.vision.face import Dial, ScalePoint
from harimi.vision.find.dial_circle import rounded
from harimi.vision.find.dial_fit import Plane, fit_plane
from harimi.vision.find.dial_views import FloatArray, View, around, candidates, look
from harimi.vision.find.proposal import Declared, Proposal
from harimi.vision.geometry import Image, Point, Quad, moved
from harimi.vision.observation import Hand, Sight
from harimi.vision.reasons import because

LOOKS = ((1.2, 0.0), (1.35, 7.0), (1.35, -7.0), (1.55, 0.0), (1.75, 3.0))
"""Room around the dial and turn of the final looks."""
MARKS = [0, 2, 3, 4, 5, 6]
"""The network's points that lie still on the dial: pivot and scale."""
NEAR = 14.0
"""Degrees within which the second network's end of the scale is believed to be the first one's."""
TRUST = (2.0, -6.0, -3.0, -4.0, -5.0, -2.0, -2.0, -1.0, 1.0, 2.0, 0.5, 1.0, 1.0, -2.0)
"""Fitted by `training.dial_trust` on fonts and hands that the networks never saw; the order is that of `signs_of`."""
REST = 0.008
"""Share of a closed scale within which its end is taken for its start."""
CLOSED = 352.0
"""A scale that sweeps more degrees than this has its end on its start."""


@dataclass(frozen=True, slots=True)
class Found:
    """A dial's plane, what each look saw of the pointer as a share of the scale, and how far the looks agree."""

    plane: Plane
    shares: FloatArray
    trust: FloatArray
    spread: float


def find_dial(image: Image, declared: Declared) -> tuple[Proposal, ...]:
    """Dials with their scale's ends, best first, each with its sight; nothing without a declared range."""
    if declared.range is None:
        return ()
    colour = image if image.ndim == 3 else cv2.cvtColor(image, cv2.COLOR_GRAY2BGR)
    proposals = [_proposal(colour, locate(colour, view), declared.range) for view in promising(colour)]
    return tuple(sorted(proposals, key=lambda proposal: -proposal.score))


def promising(image: Image, most: int = 2) -> list[View]:
    """The candidates in which the network is surest of its points, each centred on what it saw; at most `most`."""
    views = candidates(image)
    if not views:
        return []
    places, seen = look(image, views)
    trust = seen.trust[:, MARKS].mean(1)
    order = np.argsort(-trust)
    return [around(*_extent(places[k])) for k in order[:most] if trust[k] > 0.6 * trust[order[0]]]


def locate(image: Image, view: View) -> Found:
    """The dial in a candidate's view: centred once more, looked at in several ways, and fitted."""
    places, _ = look(image, [view])
    middle, size = _extent(places[0])
    places, seen = look(image, [around(middle, size, turn, room) for room, turn in LOOKS])
    joint = np.stack([_median(places[:, k], seen.trust[:, k] + 1e-3) for k in range(7)])
    trust = np.median(seen.trust, 0)
    plane = fit_plane(joint[MARKS], trust[MARKS])
    radius = max(1.0, float(np.median(np.hypot(*(joint[2:] - joint[0]).T))))
    spread = float(np.median(np.hypot(*np.moveaxis(places - joint, -1, 0)), 0).max() / radius)
    return Found(plane, np.array([_share(place) for place in places]), trust, spread)


def _share(places: FloatArray) -> float:
    plane = fit_plane(places[MARKS], np.ones(6))
    return plane.share((float(places[1, 0]), float(places[1, 1])))


def _extent(places: FloatArray) -> tuple[FloatArray, float]:
    marks = places[MARKS]
    plane = fit_plane(marks, np.ones(6))
    arc = np.array([plane.at(share) for share in np.linspace(0, 1, 9)])
    box = np.concatenate([arc, places[:1]])
    low, high = box.min(0), box.max(0)
    return (low + high) / 2, float(max(high - low))


def _median(places: FloatArray, weights: FloatArray) -> FloatArray:
    """The weighted median of points, coordinate by coordinate."""
    out = []
    for axis in range(2):
        order = np.argsort(places[:, axis])
        total = np.cumsum(weights[order])
        out.append(float(places[order[int(np.searchsorted(total, total[-1] / 2))], axis]))
    return np.array(out)


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


def _proposal(image: Image, found: Found, ends: tuple[Decimal, Decimal]) -> Proposal:
    placed = settled(image, placed_by(found.plane))
    reading = measure(image, placed.corners)
    placed = snapped(placed, reading)
    display = dial_of(placed, ends)
    sight = _at_rest(judged(display, curve(display), reading), display)
    chance = logistic(TRUST, signs_of(found, reading, placed, display))
    return Proposal(display, chance, _weighed(sight, chance))


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
    corners, change = placed.corners, 0.0
    for _ in range(2):
        corners, step = rounded(corners, angles_of(image, corners).circle)
        change = max(change, step)
    start = _angle(corners, first)
    sweep = placed.sweep + apart(_angle(corners, last) - start, placed.sweep)
    return replace(placed, corners=corners, start=start, sweep=sweep, change=change)


def _at_rest(sight: Sight, display: Dial) -> Sight:
    """On a scale that closes, a hand a hair before the full circle rests at its start."""
    if display.wraps is None:
        return sight
    (hand,) = (element for element in sight.elements if isinstance(element, Hand))
    low, span = float(display.points[0].value), float(display.wraps)
    modes = [replace(mode, value=low) if mode.value > low + (1 - REST) * span else mode for mode in hand.modes]
    return replace(sight, elements=(replace(hand, modes=tuple(modes)),))


def _weighed(sight: Sight, chance: float) -> Sight:
    """The sight with its first mode as probable as the whole find is trusted, the others by what is left."""
    (hand,) = (element for element in sight.elements if isinstance(element, Hand))
    first = hand.modes[0].probability
    rest = max(1e-6, sum(mode.probability for mode in hand.modes[1:]))
    share = min(1.0, (1 - chance) * 0.5 / rest)
    modes = [replace(hand.modes[0], probability=min(first, chance))]
    modes += [replace(mode, probability=mode.probability * share) for mode in hand.modes[1:]]
    reasons = sight.reasons if chance > 0.5 else (*sight.reasons, because("scale_not_found"))
    return replace(sight, elements=(replace(hand, modes=tuple(modes)),), reasons=reasons)


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
    if abs(placed.sweep) > CLOSED:
        return placed
    shifts = []
    for ring, angle in ((1, placed.start), (2, placed.start + placed.sweep)):
        peak = peaks(reading.angles.rings[ring], 1)[0]
        off = apart(peak.angle, angle)
        shifts.append(off * min(1.0, 1.3 * peak.mass) if abs(off) < NEAR else 2 * NEAR)
    moves = [shift if abs(shift) < NEAR else 0.0 for shift in shifts]
    aside = min(NEAR, max(abs(shift) for shift in shifts))
    return replace(placed, start=placed.start + moves[0], sweep=placed.sweep + moves[1] - moves[0], aside=aside)


def signs_of(found: Found, reading: Reading, placed: Placed, display: Dial) -> tuple[float, ...]:
    """What tells a good find from a bad one; `TRUST` weighs it."""
    scale = curve(display)
    low, high = scale.values[0], scale.values[-1]
    share = (scale.at(best_angle(reading))[0] - low) / (high - low)
    shares = np.clip(found.shares, 0, 1)
    ends = 1.0 if display.wraps is not None else min(peaks(reading.angles.rings[k], 1)[0].mass for k in (1, 2))
    return (
        1.0,
        min(0.15, abs(float(np.median(shares)) - share)) / 0.15,
        min(0.15, float(np.median(np.abs(shares - np.median(shares))))) / 0.15,
        min(0.2, found.plane.residual) / 0.2,
        min(0.3, found.spread) / 0.3,
        placed.aside / NEAR,
        min(0.15, placed.change) / 0.15,
        abs(placed.bend),
        ends,
        float(found.trust[MARKS].min()),
        float(found.trust[1]),
        reading.hands[0].mass,
        reading.angles.there,
        min(10.0, reading.angles.spread) / 10,
    )
