"""Which range a dial has of which nobody said it: the steady run of values that most of its numerals lie on.

A run is a line through two numerals of the value over the turn; where the scale crowds its low values, over the turn as it
would be without. Its ends are the outermost numerals, or one step further where the marks go on: the numeral of an end is often
lost.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations, product
from math import floor, hypot, log10

import numpy as np
from numpy.typing import NDArray

from harimi.vision.find.dial_numerals import Numeral
from harimi.vision.find.dial_printing import meant, pointed, printed
from harimi.vision.find.dial_takes import NARROW, USUAL, Placed
from harimi.vision.find.dial_values import BENDS, FEWEST, RING, Numbered, number_scale, turn_of

FloatArray = NDArray[np.float64]
Ends = tuple[Decimal, Decimal]
EVEN = 1e-3
"""Crowding of a scale that has none."""
NEAR = 0.03
"""Share of the sweep by which a numeral may lie off a run."""
RUNS, RANGES = 8, 12
"""How many runs are looked at closer, and how many ranges of them are weighed."""
OFF, INSIDE = 0.06, 0.35
"""How far a number may be from what its place on a scale is worth, as a share of the range, and still be the scale's; and the
radius, in those of the scale, within which numbers are types and years."""
STEPS = tuple(m * 10.0**p for p in range(-4, 5) for m in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8))
"""Steps from numeral to numeral that scales have."""
STEADY = 0.04
"""Share of a step by which the numerals of a run may miss it."""
GAP = 0.4
"""How many numerals it costs that one is missing between two others: few scales leave every second one out."""
START, SWEEP = 0.1, 0.15
"""How far a range's ends may lie from those that the marks show, as shares of the sweep (deviations)."""
PRINTED = 0.4
"""Share of what a numeral is worth that it loses where it is not printed as its value would be."""
POINTED = 0.1
"""How many numerals it is worth that the points seen say so, by their log-odds."""
TENS = (Decimal("0.1"), Decimal("0.01"), Decimal(10))
"""The best ranges are weighed with their point elsewhere too."""
BEST, OTHERWISE = 3, 0.3
"""How many of them, and how many numerals it costs."""
MANY = 4
"""Numerals from which another scale, further out, is the one that is meant."""
FROM_ZERO = 0.7
"""How many numerals it is worth that a range begins or ends at 0, as most do, or has as much below it as above."""


@dataclass(frozen=True, slots=True)
class Ranged:
    """A range with the scale that its numerals make, what it is worth in numerals, the `step` between them, the radius of
    their `ring`, the share of them that read as they would be `printed`, and what the points seen say for it (`pointed`,
    log-odds by numeral)."""

    ends: Ends
    numbers: Numbered
    worth: float
    step: float
    ring: float = 0.0
    printed: float = 0.0
    pointed: float = 0.0


def ranges(numerals: tuple[Numeral, ...], placed: Placed) -> list[Ranged]:
    """The ranges that the numerals of a dial may mean, the likeliest first; none where too few lie on any run.

    Of two scales the outer one comes first, as it is the one that most are sold by.
    """
    found = _weighed(numerals, placed)
    if not found:
        return []
    other = _weighed(beside(numerals, found[0]), placed)
    outer = bool(other) and other[0].numbers.count >= MANY and other[0].ring > found[0].ring + RING
    return [other[0], *found] if outer else found


def _weighed(numerals: tuple[Numeral, ...], placed: Placed) -> list[Ranged]:
    guesses = ((placed.start, placed.sweep), USUAL)
    found: dict[Ends, Ranged] = {}
    for start, sweep in guesses:
        for ends, step in _ends_of(numerals, start, sweep):
            if ends not in found:
                ranged = _ranged(numerals, ends, step, placed, (start, sweep))
                if ranged is not None:
                    found[ends] = ranged
    for one, ten in product(sorted(found.values(), key=lambda one: -one.worth)[:BEST], TENS):
        ends = (_decimal(float(one.ends[0] * ten)), _decimal(float(one.ends[1] * ten)))
        guess = (one.numbers.start, one.numbers.sweep)
        ranged = None if ends in found else _ranged(numerals, ends, one.step * float(ten), placed, guess)
        if ranged is not None:
            found[ends] = replace(ranged, worth=ranged.worth - OTHERWISE)
    return sorted(found.values(), key=lambda one: -one.worth)[:RANGES]


def beside(numerals: tuple[Numeral, ...], first: Ranged) -> tuple[Numeral, ...]:
    """The numbers along the scale that do not lie on it: those of another scale if they are many."""
    low, high = (float(end) for end in first.ends)
    found = []
    for numeral in numerals:
        turn, off = _off(numeral, first.numbers, low, high)
        if off > OFF and -NEAR < turn < 1 + NEAR and hypot(numeral.x, numeral.y) > INSIDE:
            found.append(numeral)
    rings, most = [hypot(one.x, one.y) for one in found], list[Numeral]()
    for middle in rings:
        group = [one for one, ring in zip(found, rings, strict=True) if abs(ring - middle) < RING]
        most = max(most, group, key=lambda numbers: len(numbers))
    return tuple(most)


def _off(numeral: Numeral, numbers: Numbered, low: float, high: float) -> tuple[float, float]:
    """Where along a scale a number stands, and how far what it is worth is from what its place is, in shares of the range."""
    turn = turn_of(numeral, numbers.start, numbers.sweep)
    here = low + (high - low) * _unbent(turn, numbers.bend)
    return turn, min((abs(value - here) for value, _ in numeral.values), default=high - low) / (high - low)


def second(numerals: tuple[Numeral, ...], first: Ranged, placed: Placed) -> Ranged | None:
    """The other scale of a dial that has two, where enough of its numerals were read."""
    other = _weighed(beside(numerals, first), placed)
    return other[0] if other and other[0].ends != first.ends else None


def value_on(ranged: Ranged, angle: float) -> float:
    """What a pointer at an angle, in degrees, shows on a scale."""
    low, high = (float(end) for end in ranged.ends)
    turned = (angle - ranged.numbers.start) * np.sign(ranged.numbers.sweep) % 360 / abs(ranged.numbers.sweep)
    full = 360 / abs(ranged.numbers.sweep)
    turned = turned if turned < (1 + full) / 2 else turned - full
    return low + (high - low) * _unbent(float(np.clip(turned, 0, 1)), ranged.numbers.bend)


def _ranged(
    numerals: tuple[Numeral, ...], ends: Ends, step: float, placed: Placed, guess: tuple[float, float]
) -> Ranged | None:
    low, high = float(ends[0]), float(ends[1])
    numbers = number_scale(numerals, (low, high), *guess, panel=abs(guess[1]) < NARROW)
    if numbers is None:
        return None
    members = [one for one in numerals if _off(one, numbers, low, high)[1] < OFF / 2]
    begins = abs((numbers.start - placed.start + 180) % 360 - 180) / abs(placed.sweep)
    longer = abs(numbers.sweep / placed.sweep - 1)
    off = 0.5 * ((begins / START) ** 2 + (longer / SWEEP) ** 2)
    usual = FROM_ZERO if 0.0 in (low, high) or low == -high else 0.0
    places = [low + (high - low) * _unbent(turn_of(one, numbers.start, numbers.sweep), numbers.bend) for one in members]
    values = meant(members, places)
    alike = printed(members, values) if members else 0.0
    dots = POINTED * pointed(members, values)
    worth = numbers.count * (1 - PRINTED + PRINTED * alike) - 0.3 * numbers.error - min(2.0, off) + usual + dots
    ring = float(np.median([hypot(one.x, one.y) for one in members])) if members else 0.0
    return Ranged(ends, numbers, worth, step, ring, alike, pointed(members, values) / max(1, len(members)))


def _ends_of(numerals: tuple[Numeral, ...], start: float, sweep: float) -> Iterator[tuple[Ends, float]]:
    """The ranges of the best runs, each with its step."""
    bends = BENDS if abs(sweep) < NARROW else (0.0,)
    runs = [run for bend in bends for run in _runs(numerals, start, sweep, bend)]
    for _, values in sorted(runs, key=lambda run: -run[0])[:RUNS]:
        even = _lattice(values)
        if even is None:
            continue
        kept, step = even
        low, high = kept[0], kept[-1]
        for below, above in product((0, 1), (0, 1)):
            yield (_decimal(low - below * step), _decimal(high + above * step)), step


def _runs(numerals: tuple[Numeral, ...], start: float, sweep: float, bend: float) -> Iterator[tuple[float, list[float]]]:
    """Runs through every two numerals: what they explain, and the values that lie on them, rising."""
    rows = [(n, value, chance) for n, numeral in enumerate(numerals) for value, chance in numeral.values]
    if len(rows) < FEWEST:
        return
    owner = np.array([n for n, _, _ in rows])
    value, weight = np.array([v for _, v, _ in rows]), np.array([chance for _, _, chance in rows])
    turns = np.array([_unbent(turn_of(numeral, start, sweep), bend) for numeral in numerals])[owner]
    for i, j in combinations(range(len(rows)), 2):
        if owner[i] == owner[j] or value[i] == value[j] or abs(turns[i] - turns[j]) < NEAR:
            continue
        slope = (value[j] - value[i]) / (turns[j] - turns[i])
        if slope <= 0:
            continue
        miss = np.abs((value - value[i]) / slope + turns[i] - turns)
        on = miss < NEAR
        best: dict[int, int] = {}
        for n in np.flatnonzero(on):
            mine = int(owner[n])
            if mine not in best or weight[n] > weight[best[mine]]:
                best[mine] = int(n)
        kept = list(best.values())
        values = sorted({float(value[n]) for n in kept})
        if len(values) >= FEWEST:
            yield float((weight[kept] * (1 - miss[kept] / NEAR / 2)).sum()), values


def _unbent(turn: float, bend: float) -> float:
    """The share of the range at a turn of a scale that crowds its low values."""
    if abs(bend) < EVEN or turn <= 0:
        return turn
    a, b = bend, 1 - bend
    return float((-b + np.sqrt(max(0.0, b * b + 4 * a * turn))) / (2 * a))


def _lattice(values: list[float]) -> tuple[list[float], float] | None:
    """Those of the values, and the step, that follow each other most evenly with fewest gaps; None where no three do."""
    found: tuple[float, list[float], float] | None = None
    for a, b in combinations(values, 2):
        step = min(STEPS, key=lambda one: abs(one / (b - a) - 1))
        origin = _round(a, step)
        if origin is None or abs(step / (b - a) - 1) > STEADY:
            continue
        turns = (np.array(values) - origin) / step
        on = np.abs(turns - np.round(turns)) < STEADY
        kept = sorted({float(origin + round(turn) * step) for turn, fits in zip(turns, on, strict=True) if fits})
        if len(kept) < FEWEST:
            continue
        gaps = round((kept[-1] - kept[0]) / step) + 1 - len(kept)
        worth = len(kept) - GAP * gaps
        if found is None or (worth, step) > (found[0], found[2]):
            found = worth, kept, step
    return None if found is None else found[1:]


def _round(value: float, step: float) -> float | None:
    """The value as it is printed on a scale of such steps: a multiple of half a step, or of its power of ten."""
    for unit in (step / 2, 10 ** floor(log10(step) + 1e-9)):
        if abs(value / unit - round(value / unit)) < 2 * STEADY:
            return float(round(value / unit) * unit)
    return None


def _decimal(value: float) -> Decimal:
    return Decimal(f"{round(value, 6):.10g}") + Decimal(0)
