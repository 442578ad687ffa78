"""Finds a dial of a declared range in a photograph, and reads it."""

from dataclasses import replace
from decimal import Decimal

import cv2
import numpy as np

from harimi.vision.displays.dial import judged, logistic
from harimi.vision.displays.dial_scale import curve
from harimi.vision.face import Dial
from harimi.vision.find.dial_fit import sound
from harimi.vision.find.dial_locate import MARKS, Found, locate, promising
from harimi.vision.find.dial_takes import NEAR, Taken, dial_of, takes
from harimi.vision.find.proposal import Declared, Proposal
from harimi.vision.geometry import Image
from harimi.vision.observation import Hand, Sight
from harimi.vision.reasons import because

TRUST = (-5.01, -0.96, -0.15, -1.69, -0.42, 0.2, -0.37, -0.34, -0.01, 1.75, 0.38, 1.96, 3.04, 1.38, -0.45)
"""Fitted by `training.dial_trust` on scales of more than `NARROW` degrees in fonts and hands that the networks never saw;
the order is that of `signs_of`.
"""
SMALLEST, SLIMMEST = 24, 16
"""Pixels of the shorter side, and how many times longer the longer one may be, for a photograph to be looked at."""
NARROW, UNEVEN = 140.0, 0.8
"""Degrees of sweep below which a scale is a panel meter's, and the most that such a find is trusted: many of them crowd
their values in ways that the marks alone do not tell, and a face with a few points is what they need.
"""
PLAIN = 0.8
"""Score of the most promising candidate from which the next one is not looked at."""
REST = 0.008
"""Share of a closed scale within which its end is taken for its start."""


def find_dial(image: Image, declared: Declared) -> tuple[Proposal, ...]:
    """Dials with their scale's ends, best first, each with its sight; nothing without a declared range."""
    height, width = image.shape[:2]
    if declared.range is None or min(height, width) < max(SMALLEST, max(height, width) / SLIMMEST):
        return ()
    colour = image if image.ndim == 3 else cv2.cvtColor(image, cv2.COLOR_GRAY2BGR)
    proposals: list[Proposal] = []
    for view in promising(colour):
        found = locate(colour, view)
        if sound(found.plane, max(height, width)):
            proposals.append(_proposal(colour, found, declared.range))
        if proposals and proposals[0].score > PLAIN:
            break
    return tuple(sorted(proposals, key=lambda proposal: -proposal.score))


def _proposal(image: Image, found: Found, ends: tuple[Decimal, Decimal]) -> Proposal:
    best, other = takes(image, found.plane)
    display = dial_of(best.placed, ends)
    sight = _at_rest(judged(display, curve(display), best.reading), display)
    chance = logistic(TRUST, signs_of(found, best, other))
    if abs(best.placed.sweep) < NARROW:
        chance = min(chance, UNEVEN)
    return Proposal(display, chance, _weighed(sight, chance))


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


def signs_of(found: Found, best: Taken, other: Taken) -> tuple[float, ...]:
    """What tells a good find from a bad one; `TRUST` weighs it."""
    shares = np.clip(found.shares, 0, 1)
    reading, placed = best.reading, best.placed
    return (
        1.0,
        min(0.15, abs(float(np.median(shares)) - best.share)) / 0.15,
        min(0.15, float(np.median(np.abs(shares - np.median(shares))))) / 0.15,
        min(0.15, abs(best.share - other.share)) / 0.15,
        min(0.2, found.plane.residual) / 0.2,
        min(0.3, found.spread) / 0.3,
        placed.aside / (2 * NEAR),
        min(0.15, placed.change) / 0.15,
        abs(placed.bend),
        best.ends,
        float(found.trust[MARKS].min()),
        float(found.trust[1]),
        reading.hands[0].mass,
        reading.angles.there,
        min(10.0, reading.angles.spread) / 10,
    )
