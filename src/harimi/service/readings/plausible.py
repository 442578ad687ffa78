"""Whether a value that somebody types asks for a second look. It never keeps them from saying it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal

from harimi.service.meters.models import Register
from harimi.service.meters.values import plain
from harimi.service.readings.carrying import last_trusted
from harimi.service.readings.models import Attempt

Doubt = Literal["falls", "much", "differs"]
FAR = 3
"""From so many times the usual on, usage asks for a second look."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Expected:
    """What is known before somebody reads: the last value with its moment, and what is usually counted since."""

    value: int
    at: datetime
    usual: Decimal | None


def usual_a_day(register: Register) -> Decimal | None:
    """What the register usually counts in a day, in its own unit."""
    standing = getattr(register, "standing", None)
    if standing is None or not standing.usual_until or not register.counts_up or not register.multiplier:
        return None
    return plain(standing.usual_until[24], register.usage_decimals) / register.multiplier


def expected(register: Register, at: datetime) -> Expected | None:
    """The last value before a moment; None where nothing was read."""
    last = last_trusted(register, at)
    if last is None or last.value is None:
        return None
    daily = usual_a_day(register)
    usual = None if daily is None else daily * Decimal((at - last.at) / DAY)
    return Expected(last.value, last.at, usual)


def doubts(register: Register, exact: int, at: datetime, seen: Attempt | None = None) -> list[Doubt]:
    """What speaks against a value: it falls, it rose far more than usual, or its photograph clearly shows another."""
    found: list[Doubt] = []
    before = expected(register, at)
    if register.counts_up and before is not None:
        rise = _rise(register, before.value, exact)
        if rise < 0:
            found.append("falls")
        elif _much(register, rise, before, at):
            found.append("much")
    if seen is not None and _clearly_another(register, exact, seen):
        found.append("differs")
    return found


def _rise(register: Register, last: int, exact: int) -> int:
    round_of_it = register.rolls_over_at
    through = round_of_it is not None and last - exact > round_of_it // 2
    return exact - last + (round_of_it or 0 if through else 0)


def _much(register: Register, rise: int, before: Expected, at: datetime) -> bool:
    """A part of a day counts as a whole one: usage comes in lumps."""
    most, hours = register.max_per_hour, max(timedelta(hours=1), at - before.at) / timedelta(hours=1)
    if most is not None and rise > most * hours:
        return True
    daily = usual_a_day(register)
    return bool(daily) and plain(rise, register.decimals) > FAR * (daily or 0) * Decimal(max(DAY, at - before.at) / DAY)


def _clearly_another(register: Register, exact: int, seen: Attempt) -> bool:
    """Decimals that somebody left out, or that moved on meanwhile, are no other value."""
    sure = seen.guess is not None and seen.confidence >= 0.9
    return sure and abs((seen.guess or 0) - exact) >= 10**register.decimals
