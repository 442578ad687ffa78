"""Reads a straight scale whose place is known: the surface of a liquid, the end of a bar, the middle of a float."""

import numpy as np

from harimi.vision.displays.dial import logistic
from harimi.vision.displays.scale_strip import Place, Strip, look
from harimi.vision.face import Scale
from harimi.vision.geometry import Image, Point, points
from harimi.vision.observation import Hand, Mode, Sight
from harimi.vision.reasons import Reason, because

MODEL = "scale_strip 1"
TRUST = {"surface": (4.16, 0.1, 1.05, -0.03, -5.34), "float": (3.07, 2.54, 0.68, -1.88, -3.28)}
"""Fitted by `training.scale_trust` on drawn scales; the order is that of `signs`."""
TOO_SHORT = 24
"""Pixels of a strip below which it is not read."""
APART = 0.03
"""Share of the strip from which the two ways of seeing disagree."""
FINEST = 0.4
"""Pixels that a border is known by at best."""


def read_scale(image: Image, display: Scale) -> Sight:
    """What the scale shows. The image is BGR or grey, the display's corners and points are in its pixels."""
    strip = look(image, display.strip(), floats=display.shows == "float")
    if strip.length < TOO_SHORT:
        return _sight(display, (), 0.5, (because("too_small", "display", pixels=round(strip.length)),))
    if not strip.places:
        return _sight(display, (), 0.5, (because("level_not_found", "display"),))
    trust = confidence(strip, display.shows)
    first, rest = strip.places[0], strip.places[1:3]
    modes = [_mode(display, first, strip, trust)]
    whole = sum(place.score for place in rest)
    modes += [_mode(display, place, strip, (1 - trust) * 0.8 * place.score / whole) for place in rest if whole > 0]
    ranked = tuple(sorted(modes, key=lambda mode: -mode.probability))
    return _sight(display, ranked, first.at, _reasons(strip, trust))


def signs(strip: Strip) -> tuple[float, ...]:
    """What tells a good reading from a bad one; `TRUST` weighs it."""
    first = strip.places[0]
    rival = strip.places[1].score / max(first.score, 1e-6) if len(strip.places) > 1 else 0.0
    return (1.0, first.plain, first.explained, min(1.0, abs(strip.parted - first.at) / APART), rival)


def confidence(strip: Strip, shows: str) -> float:
    """The probability that the likeliest place is within 2 % of the strip."""
    return logistic(TRUST[shows], signs(strip))


def value_at(display: Scale, place: float) -> float:
    """The value at a place along the strip, 0 to 1; beyond the outer marks the scale goes on as between the nearest two."""
    places, values = np.array(display.places()), np.array([float(point.value) for point in display.points])
    order = np.argsort(places)
    places, values = places[order], values[order]
    n = int(np.clip(np.searchsorted(places, place), 1, len(places) - 1))
    share = (place - places[n - 1]) / (places[n] - places[n - 1])
    return float(values[n - 1] + share * (values[n] - values[n - 1]))


def _mode(display: Scale, place: Place, strip: Strip, probability: float) -> Mode:
    blur = max(FINEST, 0.0015 * strip.length) / strip.length
    sigma = abs(value_at(display, place.at + blur) - value_at(display, place.at - blur)) / 2
    return Mode(value_at(display, place.at), sigma, probability)


def _reasons(strip: Strip, trust: float) -> tuple[Reason, ...]:
    first = strip.places[0]
    reasons = [because("illegible", "level")] if trust < 0.5 else []
    if abs(strip.parted - first.at) > APART:
        reasons.append(because("disagree", "level"))
    if len(strip.places) > 1 and strip.places[1].score > 0.7 * first.score:
        reasons.append(because("several_levels", "display"))
    return tuple(reasons)


def _sight(display: Scale, modes: tuple[Mode, ...], at: float, reasons: tuple[Reason, ...]) -> Sight:
    return Sight(display.id, "scale", display.corners, (Hand(*_line(display, at), modes),), reasons, MODEL)


def _line(display: Scale, at: float) -> tuple[Point, Point]:
    """Both ends of the line across the strip at a place along it, in the photograph."""
    a, b, c, d = np.asarray(display.strip())
    left, right = points([a + at * (d - a), b + at * (c - b)])
    return left, right
