"""Wheels and hands that are geared to each other, decoded as one number.

Each place of the counter turns ten times as fast as the one above it. So what a wheel shows is not one of ten pictures but
an angle that the lower places fix: a hand between 3 and 4 tells how far, and a drum stands still until the drum below
goes from 9 to 0. The search starts at the lowest place and keeps the best partial numbers.
"""

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from harimi.vision.face import Dial, Drums
from harimi.vision.observation import PHASES, Alternative, Hand, Sight, Wheel

Floats = NDArray[np.float64]

_BEAM = 400
_FLOOR = 1e-3
"""Probability left to "the network is wrong altogether", spread over all phases."""
_SLACK: dict[str, float] = {"drum": 0.22, "hand": 0.3}
"""Standard deviation of a wheel against its gears, in digits: drums hang or turn early, small hands sit askew."""
_EARLY = 0.2
"""A lowest drum that has turned so far to the next digit is read as that digit."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a counter: what a digit of it is worth, and how probable each of its `PHASES` is."""

    unit: Decimal
    kind: Literal["drum", "hand"]
    phases: Floats


def places_of(display: Drums | Dial, sight: Sight) -> tuple[Place, ...]:
    """The places of one display, highest first. A hand without a pointer is a place that says nothing."""
    if isinstance(display, Drums):
        top = display.digits - 1 - display.decimals
        return tuple(
            Place(display.weight * Decimal(10) ** (top - k), "drum", _trusted(np.array(wheel.phases), wheel.legible))
            for k, wheel in enumerate(sight.elements)
            if isinstance(wheel, Wheel)
        )
    turn = display.wraps or Decimal(10)
    hands = [element for element in sight.elements if isinstance(element, Hand)]
    return tuple(Place(display.weight * turn / 10, "hand", _hand_phases(hand, float(turn))) for hand in hands)


def decode_counter(places: tuple[Place, ...], most: int = 8) -> tuple[Alternative, ...]:
    """The numbers that `places` may show. Two that differ by the roll of the lowest place alone count as one."""
    ordered = sorted(places, key=lambda place: place.unit)
    numbers, scores = _lowest(ordered[0])
    for below, place in pairwise(ordered):
        numbers, scores = _extended(numbers, scores, below, place, ordered[0].unit)
    chances = np.exp(scores - scores.max())
    return _alternatives(numbers, chances / chances.sum(), ordered[0], most)


def _trusted(phases: Floats, legible: float) -> Floats:
    share = max(0.0, min(1.0, legible)) * (1 - _FLOOR)
    return share * phases + (1 - share) / PHASES


def _hand_phases(hand: Hand, turn: float) -> Floats:
    bins = np.arange(PHASES) / 10
    phases = np.zeros(PHASES)
    for mode in hand.modes:
        bell = _bell(bins, 10 * mode.value / turn, max(10 * mode.sigma / turn, 0.05))
        phases += mode.probability * bell / bell.sum()
    missing = max(0.0, 1 - sum(mode.probability for mode in hand.modes))
    return _trusted(phases + missing / PHASES, 1.0)


def _bell(bins: Floats, centre: float | Floats, width: float) -> Floats:
    away = (bins - centre + 5) % 10 - 5
    return np.exp(-0.5 * (away / width) ** 2)


def _lowest(place: Place) -> tuple[Floats, Floats]:
    """Every phase of the lowest place as a number in its own unit, with its log probability."""
    return np.arange(PHASES) / 10, np.log(place.phases)


def _extended(numbers: Floats, scores: Floats, below: Place, place: Place, lowest: Decimal) -> tuple[Floats, Floats]:
    step = float(place.unit / lowest)
    fraction = numbers / step
    likely = np.stack([_likely(place, below, fraction, digit) for digit in range(10)])
    joined = scores[None, :] + np.log(likely)
    longer = numbers[None, :] + step * np.arange(10)[:, None]
    keep = np.argsort(joined, axis=None)[::-1][:_BEAM]
    return longer.ravel()[keep], joined.ravel()[keep]


def _likely(place: Place, below: Place, fraction: Floats, digit: int) -> Floats:
    """How well `place` fits `digit` when the places below it have gone through `fraction` (0 to 1) of their turn."""
    if place.kind == "hand":
        return _seen(place, digit + fraction)
    jumping = _seen(place, digit + np.clip((fraction - 0.9) / 0.1, 0, 1))
    if below.kind == "drum":
        return jumping
    return 0.5 * jumping + 0.5 * _seen(place, digit + fraction)


def _seen(place: Place, expected: Floats) -> Floats:
    bins = np.arange(PHASES) / 10
    away = (bins[None, :] - expected[:, None] + 5) % 10 - 5
    fits = np.exp(-0.5 * (away / _SLACK[place.kind]) ** 2)
    fits = fits / fits.sum(axis=1, keepdims=True)
    return fits @ place.phases


def _alternatives(numbers: Floats, chances: Floats, lowest: Place, most: int) -> tuple[Alternative, ...]:
    """Groups numbers within one roll of the lowest place around the most probable ones."""
    found: list[Alternative] = []
    left = chances.copy()
    while len(found) < most and left.max() > 1e-4:
        best = numbers[int(np.argmax(left))]
        near = np.abs(numbers - best) <= 0.6
        found.append(Alternative(_value(best, lowest), float(left[near].sum())))
        left[near] = 0.0
    return tuple(sorted(found, key=lambda one: -one.probability))


def _value(number: float, lowest: Place) -> Decimal:
    early = _EARLY if lowest.kind == "drum" else 0.05
    return int(np.floor(number + early + 1e-9)) * lowest.unit
