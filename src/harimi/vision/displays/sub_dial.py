"""Reads a dial that goes round: the sub-dials of water meters, the clock dials of electricity and gas meters, sweep hands."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from harimi.vision.displays.dial_hand import BURNT, Peak, apart, peaks, scaled
from harimi.vision.displays.dial_polar import from_plane, normalised, upright
from harimi.vision.displays.dial_scale import Curve, curve
from harimi.vision.displays.sub_dial_shape import shape_angle
from harimi.vision.face import Dial
from harimi.vision.geometry import Image, Point, Quad, moved
from harimi.vision.models import run
from harimi.vision.observation import Hand, Mode, Sight
from harimi.vision.reasons import Reason, because

MODEL = "sub_dial 1"
SIDE = 64
BINS = 100
LOOKS = (((0.93, 1), (1.07, 2)), ((1.0, 0), (1.0, 3)))
"""Sizes of the square and quarter turns with which the network looks: what holds for one of them only is not to be trusted.
The second pair is for dials that are not clear after the first one."""
CLEAR = 0.98
"""What the network must believe of one hand, and of a hand being there at all, to look no further."""
TRUST = (-1.26, 3.12, -0.2, 0.59, -0.07, -0.43, 0.45, -0.23)
"""Fitted by `training.sub_dial_trust` on fonts and hands that the network never saw; the order is that of `signs`."""
AGREE = 12.0
"""Degrees, a third of a division, within which both readers mean the same tip."""
SHAPE = 0.2
"""How often the shape alone was right where the network was wrong, on hands it never saw."""
GLARE = 0.1
"""Share of the dial under a reflection from which it is worth a word."""
TOO_SMALL = 14
"""Pixels across below which a dial is not read."""
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Look:
    """What the network saw once: the probabilities of each angle `(100,)`, turned back, of a hand being there, the glare."""

    ring: Floats
    there: float
    glare: float


@dataclass(frozen=True, slots=True)
class Turn:
    """What was measured on one dial before it became a value.

    `hands` are the network's peaks over the angles, `there` how surely it sees a hand at all, `spread` how far its looks
    lie apart in degrees; `shape` is the tip by the second reader, degrees; `glare` the share of the dial that is burnt out.
    """

    hands: tuple[Peak, ...]
    there: float
    spread: float
    shape: float | None
    glare: float


def read_sub_dial(image: Image, display: Dial) -> Sight:
    """What a dial that wraps shows. The image is BGR or grey, the display's corners and points are in its pixels."""
    middle = moved(((0.0, 0.0),), from_plane(display.corners))[0]
    side = math.sqrt(_area(display.corners))
    if side < TOO_SMALL:
        return _sight(display, Hand(middle, middle, ()), (because("too_small", "display", pixels=round(side)),))
    turn = measure(image, display.corners)
    modes = _modes(turn, curve(display))
    return _sight(display, Hand(middle, _tip(display, turn.hands[0].angle), modes), _reasons(turn, modes))


def measure(image: Image, corners: Quad) -> Turn:
    """Both readers on the dial in a square."""
    shape = shape_angle(image, corners)
    views: list[Look] = []
    for looks in LOOKS:
        views += _looked(image, corners, looks)
        turn = _turn(views, shape)
        if _clear(turn):
            break
    return turn


def _looked(image: Image, corners: Quad, looks: tuple[tuple[float, int], ...]) -> list[Look]:
    patches = np.stack([np.rot90(upright(image, scaled(corners, size), SIDE), -turns) for size, turns in looks])
    logits, there = run("sub_dial", normalised(patches))
    heat = np.exp(logits.astype(np.float64) - logits.max(-1, keepdims=True))
    heat /= heat.sum(-1, keepdims=True)
    rings = [np.roll(ring, -turns * BINS // 4) for ring, (_, turns) in zip(heat, looks, strict=True)]
    return [Look(*seen) for seen in zip(rings, 1 / (1 + np.exp(-there.astype(np.float64))), map(_burnt, patches), strict=True)]


def _burnt(patch: Image) -> float:
    """The share that is burnt out, unless the whole dial is white."""
    return float((patch.min(-1) >= BURNT).mean()) if np.median(patch) < BURNT - 8 else 0.0


def _turn(looks: list[Look], shape: float | None) -> Turn:
    hands = tuple(peaks(np.mean([look.ring for look in looks], axis=0)))
    spread = max(abs(apart(peaks(look.ring, 1)[0].angle, hands[0].angle)) for look in looks)
    return Turn(hands, float(np.mean([look.there for look in looks])), spread, shape, looks[0].glare)


def _clear(turn: Turn) -> bool:
    """Whether further looks would hardly change what is seen."""
    return turn.hands[0].mass > CLEAR and turn.there > CLEAR and turn.spread < AGREE / 3 and agree(turn)


def signs(turn: Turn) -> tuple[float, ...]:
    """What tells a good reading from a bad one; `TRUST` weighs it."""
    first = turn.hands[0]
    rival = turn.hands[1].mass if len(turn.hands) > 1 else 0.0
    looks, width = math.log1p(min(turn.spread, 90.0)), min(first.sigma, 8.0) / 4
    return (1.0, _nines(first.mass), rival, _nines(turn.there), looks, width, float(agree(turn)), min(turn.glare, 0.3) * 10)


def _nines(share: float) -> float:
    """How many nines a probability has: what a network is sure of differs in them alone."""
    return -math.log10(1 - share + 2e-3)


def agree(turn: Turn) -> bool:
    """Whether both readers see the tip in the same place."""
    return turn.shape is not None and abs(apart(turn.shape, turn.hands[0].angle)) < AGREE


def confidence(turn: Turn) -> float:
    """The probability that the hand is read within a fifth of a division."""
    return 1 / (1 + math.exp(-sum(weight * sign for weight, sign in zip(TRUST, signs(turn), strict=True))))


def _modes(turn: Turn, scale: Curve) -> tuple[Mode, ...]:
    """The network's best peak with its trust; what is left goes to its other peaks and to a tip that only the shape shows."""
    trust = confidence(turn)
    rest = (1 - trust) / max(1e-6, 1 - turn.hands[0].mass)
    shares = [trust, *(min(rest * peak.mass * (1 - SHAPE), 0.5) for peak in turn.hands[1:])]
    modes = [_mode(peak.angle, peak.sigma, share, scale) for peak, share in zip(turn.hands, shares, strict=True)]
    if turn.shape is not None and all(abs(apart(turn.shape, peak.angle)) > 2 * AGREE for peak in turn.hands):
        modes.append(_mode(turn.shape, AGREE / 4, (1 - trust) * SHAPE, scale))
    return tuple(sorted(modes, key=lambda mode: -mode.probability))


def _mode(angle: float, sigma: float, share: float, scale: Curve) -> Mode:
    low = min(scale.values)
    value = low + (scale.at(angle)[0] - low) % (scale.wraps or math.inf)
    return Mode(value, max(0.8, 0.8 * sigma) * scale.per_degree, share)


def _reasons(turn: Turn, modes: tuple[Mode, ...]) -> tuple[Reason, ...]:
    reasons = []
    if turn.there < 0.5:
        reasons.append(because("pointer_not_found", "display"))
    elif confidence(turn) < 0.5:
        reasons.append(because("illegible", "pointer"))
    if turn.glare > GLARE:
        reasons.append(because("glare", "pointer"))
    if len(modes) > 1 and modes[1].probability > 0.15:
        reasons.append(because("ambiguous", "pointer", rival=f"{modes[1].value:.4g}"))
    if not agree(turn):
        reasons.append(because("disagree", "pointer"))
    return tuple(reasons)


def _sight(display: Dial, hand: Hand, reasons: tuple[Reason, ...]) -> Sight:
    return Sight(display.id, "dial", display.corners, (hand,), reasons, MODEL)


def _area(corners: Quad) -> float:
    x, y = np.asarray(corners).T
    return abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2


def _tip(display: Dial, angle: float) -> Point:
    turn = math.radians(angle)
    return moved(((0.85 * math.sin(turn), -0.85 * math.cos(turn)),), from_plane(display.corners))[0]
