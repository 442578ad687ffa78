"""Reads a dial whose place and scale are known."""

import math
from dataclasses import dataclass

import numpy as np

from harimi.vision.displays.dial_hand import Angles, Contrast, Peak, apart, contrast, look, peaks
from harimi.vision.displays.dial_polar import from_plane
from harimi.vision.displays.dial_scale import Curve, curve
from harimi.vision.face import Dial
from harimi.vision.geometry import Image, Point, Quad, moved
from harimi.vision.observation import Hand, Mode, Sight
from harimi.vision.reasons import Reason, because

MODEL = "dial_hands 1"
TRUST = (-5.03, 4.35, -0.69, 3.48, 0.51, 0.26, -0.47)
"""Fitted by `training.dial_trust` on fonts and hands that the networks never saw; the order is that of `signs`."""
STOP = 0.03
"""A pointer may rest on a stop pin this share of the span outside the scale and still mean the end of it."""
GLARE = 0.1
"""Share of the dial under a reflection from which it is worth a word."""
TOO_SMALL = 20
"""Pixels across below which a dial is not read."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was measured on one dial before it became a value."""

    angles: Angles
    hands: tuple[Peak, ...]
    refined: float | None
    share: float
    glare: float


def read_dial(image: Image, display: Dial) -> Sight:
    """What the dial shows. The image is BGR or grey, the display's corners and points are in its pixels."""
    side = math.sqrt(_area(display.corners))
    if side < TOO_SMALL:
        return _sight(
            display, Hand(_middle(display), _middle(display), ()), (because("too_small", "display", pixels=round(side)),)
        )
    reading = measure(image, display.corners)
    return judged(display, curve(display), reading)


def measure(image: Image, corners: Quad) -> Reading:
    """Both readers on the dial in a square."""
    angles = look(image, corners)
    hands = peaks(angles.rings[0])
    relief: Contrast = contrast(image, corners)
    refined = relief.refined(hands[0].angle)
    return Reading(angles, tuple(hands), refined, relief.share(hands[0].angle), relief.glare)


def judged(display: Dial, scale: Curve, reading: Reading) -> Sight:
    """The sight of a measured dial."""
    angle = best_angle(reading)
    trust = confidence(reading)
    modes, outside = [], 0.0
    for index, peak in enumerate(reading.hands):
        value, away = scale.at(angle if index == 0 else peak.angle)
        outside = away if index == 0 else outside
        sigma = max(0.4, peak.sigma) * scale.per_degree
        rest = (1 - trust) * peak.mass / max(1e-6, 1 - reading.hands[0].mass)
        modes.append(Mode(_turned_in(value, scale), sigma, trust * fits(away, scale) if index == 0 else min(rest, 0.5)))
    hand = Hand(_middle(display), _tip(display, angle), tuple(sorted(modes, key=lambda mode: -mode.probability)))
    return _sight(display, hand, _reasons(reading, modes, outside, scale))


def best_angle(reading: Reading) -> float:
    """The tip's angle: the network's, moved to the hand's own axis where both are close."""
    angle = reading.hands[0].angle
    if reading.refined is None or abs(apart(reading.refined, angle)) > 3:
        return angle
    return (angle + 0.5 * apart(reading.refined, angle)) % 360


def signs(reading: Reading) -> tuple[float, ...]:
    """What tells a good reading from a bad one; `TRUST` weighs it."""
    first = reading.hands[0]
    off = 5.0 if reading.refined is None else min(5.0, abs(apart(reading.refined, first.angle)))
    rival = reading.hands[1].mass if len(reading.hands) > 1 else 0.0
    return (1.0, first.mass, rival, reading.angles.there, reading.share, off / 5, min(10.0, reading.angles.spread) / 10)


def confidence(reading: Reading) -> float:
    """The probability that the tip is within 2 % of a 270° scale."""
    return logistic(TRUST, signs(reading))


def logistic(weights: tuple[float, ...], values: tuple[float, ...]) -> float:
    """A probability from a weighted sum."""
    return 1 / (1 + math.exp(-sum(weight * value for weight, value in zip(weights, values, strict=True))))


def fits(away: float, scale: Curve) -> float:
    """How well an angle that lies `away` degrees outside the scale still means the scale's end, 0 to 1."""
    share = away / scale.turns[-1]
    return 1.0 if share <= STOP else max(0.0, 1 - (share - STOP) / (2 * STOP))


def _turned_in(value: float, scale: Curve) -> float:
    if scale.wraps is None:
        return value
    low = min(scale.values)
    return low + (value - low) % scale.wraps


def _reasons(reading: Reading, modes: list[Mode], outside: float, scale: Curve) -> tuple[Reason, ...]:
    reasons = []
    if reading.angles.there < 0.5:
        reasons.append(because("pointer_not_found", "display"))
    elif confidence(reading) < 0.5:
        reasons.append(because("illegible", "pointer"))
    if reading.glare > GLARE:
        reasons.append(because("glare", "pointer"))
    if len(modes) > 1 and modes[1].probability > 0.15:
        reasons.append(because("ambiguous", "pointer", rival=f"{modes[1].value:.4g}"))
    if reading.share < 0.5:
        reasons.append(because("disagree", "pointer"))
    if outside / scale.turns[-1] > STOP:
        reasons.append(because("off_scale"))
    return tuple(reasons)


def _sight(display: Dial, hand: Hand, reasons: tuple[Reason, ...]) -> Sight:
    return Sight(display.id, "dial", display.corners, (hand,), reasons, MODEL)


def _area(corners: tuple[Point, ...]) -> float:
    x, y = np.asarray(corners).T
    return abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2


def _middle(display: Dial) -> Point:
    return moved(((0.0, 0.0),), from_plane(display.corners))[0]


def _tip(display: Dial, angle: float) -> Point:
    turn = math.radians(angle)
    place = (0.85 * math.sin(turn), -0.85 * math.cos(turn))
    return moved((place,), from_plane(display.corners))[0]
