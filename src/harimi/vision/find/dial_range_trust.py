"""How far a dial's value is to be trusted where its numerals alone told its range: a logistic model, fitted on drawn ones."""

import numpy as np

from harimi.vision.displays.dial import best_angle, logistic
from harimi.vision.find.dial_locate import MARKS, Found
from harimi.vision.find.dial_own_range import OwnRange
from harimi.vision.find.dial_ranges import Ranged
from harimi.vision.find.dial_takes import Taken
from harimi.vision.find.dial_trust import NUMBERED, backwards, nines, numbered_signs
from harimi.vision.find.dial_values import bent

UNSAID = (
    *(-8.13, 0.63),
    *(0.75, 1.5, -0.27, 0.73, 0.65, 0.84, -1.07, 2.4, 0.94, 0.45, -0.53, -0.58, -1.29),
    *(-1.27, -4.15, 1.42, 3.49, 0.02, -0.19, -0.05, 0.94, -0.08, 1.57, -0.92),
)
"""Fitted by `training.dial_unsaid` on drawn photographs from mild to harsh; the order is that of `unsaid_signs`."""
SAME = 4.0
"""Degrees within which two ranges have a value at the same place."""
Told = tuple[float, ...]


def unsaid(found: Found, told: OwnRange) -> float:
    """The probability that the value is within 5 % of the dial's span where its range was told by its numerals alone."""
    return logistic(UNSAID, unsaid_signs(found, told))


def unsaid_signs(found: Found, told: OwnRange) -> Told:
    """The signs where nobody said the range: how sure all else is, what speaks for the likeliest range and for others, how its
    numerals read, and whether the pointer stands where they are.
    """
    chance = min(0.999, max(0.001, logistic(NUMBERED, numbered_signs(found, told.best, told.other, told.numbers))))
    return (1.0, float(np.log(chance / (1 - chance))) / 4, *_range_signs(told, chance), *_reading_signs(found, told))


def _range_signs(told: OwnRange, chance: float) -> Told:
    """What speaks for the likeliest range; one that reads the same value is no rival."""
    first, numbers = told.known[0], told.numbers
    low, high = (float(end) for end in first.ends)
    rivals = [one.worth for one in told.known[1:] if not _agree(first, one)]
    ahead = min(4.0, first.worth - max(rivals, default=0.0)) / 4
    return (
        ahead,
        min(6, numbers.count) / 6,
        numbers.cover,
        float(0.0 in (low, high) or low == -high),
        min(1.0, first.step / (high - low) * 4),
        nines(chance) * ahead,
        min(5, told.rest) / 5,
        first.printed,
        float(np.clip(first.pointed, -1, 1)),
        float(np.clip(np.log10(high - low) - 2, 0, 3)) / 3,
        numbers.count / max(1, numbers.of),
        min(4.0, numbers.error) / 4,
        min(0.5, abs(numbers.sweep / told.best.placed.sweep - 1)) * 2,
    )


def _reading_signs(found: Found, told: OwnRange) -> Told:
    """How sure the pointer is, and how far from the numerals: the value of an end that no numeral has is a guess."""
    best, shares = told.best, [share for share, _ in told.numbers.knots]
    outside = max(0.0, min(shares) - best.share, best.share - max(shares))
    return (
        min(0.3, outside) / 0.3,
        min(0.1, _beyond(best)) * 10,
        float(not 0.01 < best.share < 0.99),
        best.reading.hands[0].mass,
        nines(best.reading.hands[0].mass),
        nines(best.reading.angles.there),
        backwards(best),
        min(5, best.marks) / 5,
        min(0.2, found.plane.residual) / 0.2,
        float(found.trust[MARKS].min()),
        min(0.1, abs(told.other.share - best.share)) * 10,
    )


def _beyond(taken: Taken) -> float:
    """How far outside of the scale the pointer stands, as a share of it."""
    start, sweep = taken.placed.start, taken.placed.sweep
    turned, full = (best_angle(taken.reading) - start) * np.sign(sweep) % 360 / abs(sweep), 360 / abs(sweep)
    turned = turned if turned < (1 + full) / 2 else turned - full
    return float(max(0.0, -turned, turned - 1))


def _agree(one: Ranged, other: Ranged) -> bool:
    """Whether two ranges give the same value everywhere, one being only longer: their numerals stand at the same angles."""
    values = np.array([float(end) for end in one.ends])
    low, high = (float(end) for end in other.ends)
    places = other.numbers.start + other.numbers.sweep * bent((values - low) / (high - low), other.numbers.bend)
    own = one.numbers.start + one.numbers.sweep * np.array([0.0, 1.0])
    return bool(np.abs((places - own + 180) % 360 - 180).max() < SAME)
