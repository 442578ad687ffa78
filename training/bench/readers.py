"""Photographs of a counter as a reader with known faults sees them: no pictures, only what it would say of each.

So what time adds can be measured on long histories, apart from how well anything is read.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np

from harimi.vision.decode.settle import settle
from harimi.vision.history import Limits, Moment
from harimi.vision.observation import Alternative
from training.bench.table import share

START = datetime(2026, 4, 1, tzinfo=UTC)
Rng = np.random.Generator


@dataclass(frozen=True)
class Faults:
    """Shares of photographs that are torn between two digits, misread with 0.9 to 0.99 confidence, or show nothing."""

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


READERS = (Faults(), Faults(torn=0.3, wrong=0.05), Faults(wrong=0.0))
FAR = 20
"""Units of the lowest digit; a reading that is off by fewer has one of its last digits wrong, which leaves hardly a trace."""


def histories_table(households: int, count: int) -> str:
    """Markdown: of `count` hourly photographs of each household that show anything, what is said at once and what stands."""
    lines = [
        "| torn, misread, blind | n | published at once | wrong | far off | stands in the end | wrong | far off |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    return "\n".join([*lines, *(_line(faults, households, count) for faults in READERS)]) + "\n"


def _line(faults: Faults, households: int, count: int) -> str:
    shown, at_once, final = 0, list[int](), list[int]()
    for seed in range(households):
        rng = np.random.default_rng([41, seed])
        values = household(rng, count)
        moments = list(photographs(rng, values, 6, faults))
        for value, moment, one in zip(values, moments, settle(moments, Decimal(1), Limits()), strict=True):
            shown += bool(moment.rivals)
            if one.at_once.state == "published" and one.at_once.value is not None:
                at_once.append(abs(int(one.at_once.value) - value))
            if one.state in ("published", "confirmed", "corrected") and one.value is not None:
                final.append(abs(int(one.value) - value))
    named = f"{faults.torn:.0%}, {faults.wrong:.0%}, {faults.blind:.0%}"
    return f"| {named} | {shown} | {_shares(at_once, shown)} | {_shares(final, shown)} |"


def _shares(off: list[int], shown: int) -> str:
    wrong, far = sum(one > 0 for one in off), sum(one > FAR for one in off)
    cells = ((len(off), shown, 0), (wrong, len(off), 1), (far, len(off), 1))
    return " | ".join(share(hits, n, side, 2) for hits, n, side in cells)
