"""Where a dial is: candidates of the whole photograph, looked at closer and closer, and the plane of the best."""

from dataclasses import dataclass

import numpy as np

from harimi.vision.find.dial_fit import Plane, fit_plane
from harimi.vision.find.dial_views import FloatArray, View, around, candidates, look
from harimi.vision.geometry import Image, Point

LOOKS = ((1.2, 0.0), (1.35, 7.0), (1.35, -7.0), (1.55, 0.0), (1.75, 3.0))
"""Room around the dial and turn of the final looks."""
MARKS = [0, 2, 3, 4, 5, 6]
"""The network's points that lie still on the dial: pivot and scale."""


@dataclass(frozen=True, slots=True)
class Found:
    """A dial's plane, where the pointer's tip is, what each look saw of it as a share of the scale, how far the looks agree."""

    plane: Plane
    tip: Point
    shares: FloatArray
    trust: FloatArray
    spread: float


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
    tip = (float(joint[1, 0]), float(joint[1, 1]))
    return Found(plane, tip, np.array([_share(place) for place in places]), trust, spread)


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
