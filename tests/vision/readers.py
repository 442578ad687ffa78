"""Photographs of a counter as a reader with known faults sees them: no pictures, only what it would say of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np

from harimi.vision.history import Moment
from harimi.vision.observation import Alternative

START = datetime(2026, 4, 1, tzinfo=UTC)
Rng = np.random.Generator


@dataclass(frozen=True)
class Faults:
    """Shares of photographs that are torn between two digits, misread with a straight face, or show nothing."""

    torn: float = 0.15
    wrong: float = 0.02
    blind: float = 0.05


def household(rng: Rng, count: int, start: int = 123_400) -> list[int]:
    """Hourly readings in litres: nights without a drop, quick mornings, a garden now and then."""
    used = rng.exponential(12, count) * (rng.random(count) < 0.6)
    used += (rng.random(count) < 0.03) * rng.uniform(100, 400, count)
    return [int(v) for v in start + np.cumsum(used)]


def photographs(rng: Rng, values: list[int], digits: int, faults: Faults) -> Iterator[Moment]:
    """One moment an hour."""
    for n, value in enumerate(values):
        yield Moment(START + timedelta(hours=n), _rivals(rng, value, digits, faults))


def clear(value: int, probability: float = 0.99) -> tuple[Alternative, ...]:
    """What a reader says that is sure of itself, rightly or not."""
    return (Alternative(Decimal(value), probability),)


def misread(rng: Rng, value: int, digits: int) -> int:
    """The value with one digit, of any place, taken for another."""
    unit = 10 ** int(rng.integers(digits))
    digit = value // unit % 10
    return value + ((digit + int(rng.integers(1, 10))) % 10 - digit) * unit


def _rivals(rng: Rng, value: int, digits: int, faults: Faults) -> tuple[Alternative, ...]:
    draw = rng.random()
    if draw < faults.blind:
        return ()
    if draw < faults.blind + faults.wrong:
        return clear(misread(rng, value, digits), float(rng.uniform(0.9, 0.99)))
    if draw < faults.blind + faults.wrong + faults.torn:
        sure = float(rng.uniform(0.5, 0.9))
        pair = (value, misread(rng, value, digits)) if rng.random() < sure else (misread(rng, value, digits), value)
        return clear(pair[0], sure) + clear(pair[1], 0.98 - sure)
    return clear(value, float(rng.uniform(0.97, 0.999)))
