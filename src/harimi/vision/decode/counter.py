"""Wheels and hands that are geared to each other, decoded as one number.

Each place of the counter turns ten times as fast as the one above it. So what a wheel shows is not one of ten pictures but
an angle that the lower places fix: a hand between 3 and 4 tells how far, and a drum stands still until the drum below
goes from 9 to 0. The search starts at the lowest place and keeps the best partial numbers.
"""

from dataclasses import dataclass, replace
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
_SHARPER = 0.8
"""The power that a wheel's phases are raised to: below 1 so that one wheel, however sure, cannot outvote all others. Of the
powers tried on counters in fonts that no network has seen, this one has fewest wrong readings among the surest ones.
"""
DOUBT = 1.35
"""The power of the doubt about a row of drums that makes it honest. `training.faced --fit` asks for 1.9, under which too much
of what is said with 99 % would be wrong. Height, legibility, the least sure wheel and its distance from its gears were
tried beside it: they tell nothing that the doubt does not.
"""
_SLACK: dict[str, float] = {"drum": 0.22, "hand": 0.25}
"""Standard deviation of a wheel against its gears, in digits: drums hang or turn early, small hands sit askew."""
_EARLY = 0.2
"""A lowest drum that lacks so little to the next digit is read as that digit."""
_ZERO = 3.0
"""How much more often than another digit a zero stands before a number: counters are built for more than they ever count."""
_SAME = 0.6
"""Numbers so near to each other, in units of the lowest place, are one reading of a place that turns."""


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
            Place(display.weight * Decimal(10) ** (top - k), "drum", _weighed(wheel))
            for k, wheel in enumerate(sight.elements)
            if isinstance(wheel, Wheel)
        )
    turn = display.wraps or Decimal(10)
    hands = [element for element in sight.elements if isinstance(element, Hand)]
    return tuple(Place(display.weight * turn / 10, "hand", _hand_phases(hand, float(turn))) for hand in hands)


def decode_counter(places: tuple[Place, ...], most: int = 16) -> tuple[Alternative, ...]:
    """The numbers that `places` may show. Two that differ by the roll of the lowest place alone count as one."""
    ordered = sorted(places, key=lambda place: place.unit)
    rows = _lowest(ordered[0])
    for below, place in pairwise(ordered):
        rows = _extended(rows, below, place, float(place.unit / ordered[0].unit))
    turn = 10 * float(ordered[-1].unit / ordered[0].unit)
    scores = rows.scores + np.log(_ZERO) * _leading_zeros(rows.numbers, turn)
    chances = np.exp(scores - scores.max())
    if len(ordered) > 1 and all(place.kind == "hand" for place in ordered):
        return _alternatives(_passed(rows.numbers), chances / chances.sum(), replace(ordered[0], kind="drum"), turn, most)
    found = _alternatives(rows.numbers, chances / chances.sum(), ordered[0], turn, most)
    return honest(found) if any(place.kind == "drum" for place in places) else found


def honest(found: tuple[Alternative, ...]) -> tuple[Alternative, ...]:
    """The best number as probable as such numbers were right (`DOUBT`); the others share what it gains or loses."""
    doubt = max(1 - found[0].probability, 1e-9)
    rest = doubt ** (DOUBT - 1)
    best = replace(found[0], probability=1 - doubt * rest)
    return (best, *(replace(one, probability=rest * one.probability) for one in found[1:]))


def _passed(numbers: Floats) -> Floats:
    """A row of clock dials alone is read as utilities read it: as drums, by the figure that the lowest hand has passed.

    A hand that stands on a figure leaves two readings, and each has its own probability.
    """
    return np.floor(numbers + 1e-6)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Partial numbers, `(n,)` each: in units of the lowest place, the phase their highest place has, log probability."""

    numbers: Floats
    phases: Floats
    scores: Floats

    def best(self) -> "_Rows":
        keep = np.argsort(self.scores)[::-1][:_BEAM]
        return _Rows(self.numbers[keep], self.phases[keep], self.scores[keep])


def _weighed(wheel: Wheel) -> Floats:
    """A wheel's phases as far as they are worth in a counter; see `_SHARPER`."""
    sharper = np.array(wheel.phases) ** _SHARPER
    return _trusted(sharper / sharper.sum(), 1 - (1 - wheel.legible) ** 2)


def _trusted(phases: Floats, legible: float) -> Floats:
    share = max(0.0, min(1.0, legible)) * (1 - _FLOOR)
    return share * phases + (1 - share) / PHASES


def _hand_phases(hand: Hand, turn: float) -> Floats:
    """A hand's phases. Its own doubt is that of being right within a sixth of a division; in a counter half a division will
    do, and unseen hands in training's test showed that this doubt is then about the square of the other one.
    """
    best = hand.modes[0].probability if hand.modes else 0.0
    doubt = 1 - best
    shares = [1 - doubt**2, *(mode.probability * doubt for mode in hand.modes[1:])]
    bins, phases = np.arange(PHASES) / 10, np.zeros(PHASES)
    for mode, share in zip(hand.modes, shares, strict=False):
        bell = _bell(bins, 10 * mode.value / turn, max(10 * mode.sigma / turn, 0.05))
        phases += share * bell / bell.sum()
    return _trusted(phases + max(0.0, 1 - phases.sum()) / PHASES, 1.0)


def _bell(bins: Floats, centre: float | Floats, width: float) -> Floats:
    away = (bins - centre + 5) % 10 - 5
    return np.exp(-0.5 * (away / width) ** 2)


def _lowest(place: Place) -> _Rows:
    """Every phase of the lowest place with its log probability."""
    phases = np.arange(PHASES) / 10
    return _Rows(phases, phases, np.log(place.phases))


def _extended(rows: _Rows, below: Place, place: Place, step: float) -> _Rows:
    """All rows with each digit of `place` before them, of which one unit is `step` units of the lowest place."""
    likely, digits = _likely(place), np.arange(10)[:, None]
    grown = []
    for start, weight in _gears(below, place):
        phases = digits + np.clip((rows.phases - start) / (10 - start), 0, 1)
        scores = rows.scores + np.log(weight * np.interp(phases, *likely, period=10))
        grown.append(np.stack([rows.numbers + step * digits, phases, scores]).reshape(3, -1))
    return _Rows(*np.concatenate(grown, axis=1)).best()


def _gears(below: Place, place: Place) -> tuple[tuple[float, float], ...]:
    """How `place` may be geared to the one below it: where in that one's turn it starts to move, and how likely that is.

    A hand always moves. A drum moves while what is below goes from 9 to 0; above a hand, a few makers let
    it creep all the time.
    """
    if place.kind == "hand":
        return ((0.0, 1.0),)
    return ((9.0, 1.0),) if below.kind == "drum" else ((9.0, 0.95), (0.0, 0.05))


def _likely(place: Place) -> tuple[Floats, Floats]:
    """Phases, and how probable each is when the gears have their play."""
    bins = np.arange(PHASES) / 10
    play = _bell(bins, 0.0, _SLACK[place.kind])
    loose = np.fft.irfft(np.fft.rfft(place.phases) * np.fft.rfft(play / play.sum()), PHASES)
    return bins, np.maximum(loose, 1e-9)


def _leading_zeros(numbers: Floats, turn: float) -> Floats:
    """How many of the highest places of each number are zero, at least one place being left."""
    return np.floor(np.log10(turn) - np.log10(np.maximum(numbers, 1.0)) - 1e-9)


def _alternatives(numbers: Floats, chances: Floats, lowest: Place, turn: float, most: int) -> tuple[Alternative, ...]:
    """Groups numbers within one roll of the lowest place around the most probable ones; the highest number is next to zero."""
    found: list[Alternative] = []
    left = chances.copy()
    while len(found) < most and left.max() > 1e-4:
        best = numbers[int(np.argmax(left))]
        near = np.abs((numbers - best + turn / 2) % turn - turn / 2) <= _SAME
        found.append(Alternative(_value(best, lowest, turn), float(left[near].sum())))
        left[near] = 0.0
    return tuple(sorted(found, key=lambda one: -one.probability))


def _value(number: float, lowest: Place, turn: float) -> Decimal:
    """Whole digits where the lowest place is a drum; a hand is read to a tenth of its division."""
    if lowest.kind == "hand":
        return round(number * 10) % round(turn * 10) * lowest.unit.scaleb(-1)
    return int(np.floor(number + _EARLY + 1e-9) % turn) * lowest.unit
