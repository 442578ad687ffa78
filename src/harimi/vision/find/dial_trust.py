"""How far a found dial's value is to be trusted: two logistic models, fitted on drawn scenes that the networks never saw."""

import numpy as np

from harimi.vision.displays.dial import best_angle, logistic
from harimi.vision.displays.dial_hand import BINS, apart
from harimi.vision.displays.dial_polar import angle_of, to_plane
from harimi.vision.find.dial_locate import MARKS, Found
from harimi.vision.find.dial_takes import NARROW, NEAR, Taken
from harimi.vision.find.dial_values import Numbered
from harimi.vision.geometry import moved

MARKED = (-3.86, -0.89, -1.21, 1.22, 0.27, 0.94, 2.7, 1.83, -0.78, 0.59, 1.07, -1.16, -0.53, -1.0, 0.32, -0.22)
"""Fitted by `training.dial_trust` on scales of more than `NARROW` degrees whose numerals were not read, in fonts and hands that
the networks never saw; the order is that of `marked_signs`.
"""
NUMBERED = (
    -0.71,
    0.27,
    0.08,
    -0.19,
    -0.3,
    0.49,
    1.52,
    0.31,
    -1.1,
    -0.85,
    0.03,
    -0.14,
    0.93,
    -0.06,
    -0.78,
    -4.09,
    -0.04,
    -0.95,
    -0.62,
    1.25,
    1.6,
    0.83,
    -1.63,
    0.84,
    0.69,
)
"""The same where numerals were read, panel meters among them; the order is that of `numbered_signs`."""
UNEVEN = 0.8
"""The most that a panel meter is trusted whose numerals were not read: many of them crowd their values in ways that the marks
alone do not tell.
"""


def trust(found: Found, best: Taken, other: Taken) -> float:
    """The probability that the find's value is within 2 % of its span."""
    if best.numbers is not None:
        return logistic(NUMBERED, numbered_signs(found, best, other, best.numbers))
    chance = logistic(MARKED, marked_signs(found, best, other))
    return min(chance, UNEVEN) if abs(best.placed.sweep) < NARROW else chance


def common_signs(found: Found, best: Taken) -> tuple[float, ...]:
    """What tells a good find from a bad one, however its scale was found: agreement of the looks and of both networks."""
    reading, placed = best.reading, best.placed
    return (
        1.0,
        min(0.3, found.spread) / 0.3,
        min(0.15, placed.change) / 0.15,
        best.ends,
        float(found.trust[MARKS].min()),
        float(found.trust[1]),
        reading.hands[0].mass,
        reading.angles.there,
        min(10.0, reading.angles.spread) / 10,
        tips_apart(found, best),
        backwards(best),
    )


def marked_signs(found: Found, best: Taken, other: Taken) -> tuple[float, ...]:
    """The signs where only the marks tell the scale; `MARKED` weighs them."""
    shares = np.clip(found.shares, 0, 1)
    return (
        *common_signs(found, best),
        min(0.2, found.plane.residual) / 0.2,
        best.placed.aside / (2 * NEAR),
        min(0.15, abs(float(np.median(shares)) - best.share)) / 0.15,
        min(0.15, float(np.median(np.abs(shares - np.median(shares))))) / 0.15,
        min(0.15, abs(best.share - other.share)) / 0.15,
    )


def numbered_signs(found: Found, best: Taken, other: Taken, numbers: Numbered) -> tuple[float, ...]:
    """The signs where numerals tell it: how many fit and how well, by how much they changed the value, and what of all that
    still matters where numerals with steady marks cover the whole range.
    """
    mass, there = best.reading.hands[0].mass, best.reading.angles.there
    moved_, error = min(0.15, best.moved) / 0.15, min(4.0, numbers.error) / 4
    bumps = min(3.0, best.bumps) / 3
    proof = numbers.cover * min(5, best.marks) / 5 * (1 - bumps)
    return (
        *common_signs(found, best),
        min(4, numbers.count - 3) / 4,
        numbers.cover,
        bumps,
        error,
        moved_,
        numbers.count / max(1, numbers.of),
        float(abs(best.placed.sweep) < NARROW),
        min(0.1, abs(other.share - best.share)) / 0.1,
        proof,
        proof * moved_,
        proof * error,
        tips_apart(found, best) * (1 - mass),
        nines(mass),
        nines(there),
    )


def nines(chance: float) -> float:
    """How near to certainty a probability is: 0 at none, a third for each nine, 1 from 0.999 on."""
    return float(np.clip(-np.log10(max(1e-3, 1 - chance)), 0, 3)) / 3


def tips_apart(found: Found, best: Taken) -> float:
    """How far the two networks' pointers differ, 1 from 20 degrees on."""
    (place,) = moved((found.tip,), to_plane(best.placed.corners))
    return min(20.0, abs(apart(angle_of(place), best_angle(best.reading)))) / 20


def backwards(best: Taken) -> float:
    """How much the second network sees of a tip on the other side of the pivot, 1 from a fifth on."""
    opposite = round((best_angle(best.reading) + 180) % 360 * BINS / 360)
    near = (opposite + np.arange(-4, 5)) % BINS
    return min(0.2, float(best.reading.angles.rings[0][near].sum())) / 0.2
