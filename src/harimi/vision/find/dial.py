"""Finds a dial of a declared range in a photograph, and reads it."""

import math
from dataclasses import dataclass, replace
from decimal import Decimal

import cv2
import numpy as np

from harimi.vision.displays.dial import Reading, best_angle, confidence, measure
from harimi.vision.displays.dial_hand import apart, peaks
from harimi.vision.displays.dial_polar import angle_of, to_plane
from harimi.vision.displays.dial_scale import curve
from harimi.vision.displays.dial import judged
from harimi.vision.face import Dial, ScalePoint
from harimi.vision.find.dial_fit import Plane, fit_plane
from harimi.vision.find.dial_views import FloatArray, View, around, candidates, look
from harimi.vision.find.proposal import Declared, Proposal
from harimi.vision.geometry import Image, moved

LOOKS = ((1.2, 0.0), (1.35, 7.0), (1.35, -7.0), (1.55, 0.0), (1.75, 3.0))
"""Room around the dial and turn of the final looks."""
CLOSED = 352.0
"""A scale that sweeps more degrees than this has its end on its start."""


@dataclass(frozen=True, slots=True)
class Found:
    """A dial's plane, what each look saw of the pointer as a share of the scale, and how far the looks agree."""

    plane: Plane
    shares: FloatArray
    trust: FloatArray
    spread: float
    area: float


def find_dial(image: Image, declared: Declared) -> tuple[Proposal, ...]:
    """Dials with their scale's ends, best first, each with its sight; nothing without a declared range."""
    if declared.range is None:
        return ()
    colour = image if image.ndim == 3 else cv2.cvtColor(image, cv2.COLOR_GRAY2BGR)
    found = [locate(colour, view) for view in candidates(colour)]
    proposals = [_proposal(colour, each, declared.range) for each in found]
    return tuple(sorted(proposals, key=lambda proposal: -proposal.score))


def locate(image: Image, view: View) -> Found:
    """The dial in a candidate's view: looked at, centred, looked at again in several ways, and fitted."""
    for _ in range(2):
        places, _ = look(image, [view])
        view = around(*_extent(places[0]))
    middle, size = np.array([view.x, view.y]), view.side / 1.35
    places, seen = look(image, [around(middle, size, turn, room) for room, turn in LOOKS])
    weights = seen.trust + 1e-3
    joint = np.stack([_median(places[:, k], weights[:, k]) for k in range(7)])
    plane = fit_plane(joint[[0, 2, 3, 4, 5, 6]], np.median(seen.trust, 0)[[0, 2, 3, 4, 5, 6]])
    shares = np.array([_share(place) for place in places])
    radius = float(np.median(np.hypot(*(joint[2:] - joint[0]).T)))
    spread = float(np.median(np.hypot(*np.moveaxis(places - joint, -1, 0)), 0).max() / max(radius, 1))
    return Found(plane, shares, np.median(seen.trust, 0), spread, 1.0)


def _share(places: FloatArray) -> float:
    plane = fit_plane(places[[0, 2, 3, 4, 5, 6]], np.ones(6))
    return plane.share((float(places[1, 0]), float(places[1, 1])))


def _extent(places: FloatArray) -> tuple[FloatArray, float]:
    marks = places[[0, 2, 3, 4, 5, 6]]
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


def _proposal(image: Image, found: Found, ends: tuple[Decimal, Decimal]) -> Proposal:
    display = dial_of(found.plane, ends)
    reading = measure(image, display)
    display = _snapped(display, reading, found)
    sight = judged(display, curve(display), reading)
    chance = trust_of(found, reading, display)
    hand = sight.elements[0]
    modes = tuple(replace(mode, probability=mode.probability * chance) for mode in hand.modes)  # type: ignore[union-attr]
    return Proposal(display, chance, replace(sight, elements=(replace(hand, modes=modes),)))  # type: ignore[call-arg]


def dial_of(plane: Plane, ends: tuple[Decimal, Decimal]) -> Dial:
    """The display for a plane: five points from the lowest to the highest value."""
    low, high = ends
    closed = abs(plane.sweep) > CLOSED
    places = [ScalePoint(at=plane.at(k / 4), value=low + (high - low) * k / 4) for k in range(4 if closed else 5)]
    return Dial(corners=plane.corners(), points=tuple(places), wraps=high - low if closed else None)


def _snapped(display: Dial, reading: Reading, found: Found) -> Dial:
    return display


def trust_of(found: Found, reading: Reading, display: Dial) -> float:
    """The probability that plane and scale's ends are right."""
    scale = curve(display)
    low, high = scale.values[0], scale.values[-1]
    value, _ = scale.at(best_angle(reading))
    share = (value - low) / (high - low)
    off = float(np.median(np.abs(np.clip(found.shares, -0.05, 1.05) - share)))
    ring = [peaks(reading.angles.rings[k], 1)[0] for k in (1, 2)]
    ends = [angle_of(p) for p in moved((display.points[0].at, display.points[-1].at), to_plane(display.corners))]
    aside = max(abs(apart(peak.angle, end)) for peak, end in zip(ring, ends, strict=True)) if display.wraps is None else 0.0
    score = 4.0 - 60 * off - 8 * found.plane.residual - 15 * found.spread - 0.15 * min(20.0, aside) - 3 * (1 - found.trust.min())
    return 1 / (1 + math.exp(-score))
