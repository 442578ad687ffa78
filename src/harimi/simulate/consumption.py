"""What water meters count, hour by hour: households, offices, restaurants and processes that never rest, with seasons, holidays
and weeks away; and what goes wrong with them. All of it is made up, and comes out the same for the same seed.

Amounts are litres an hour, whole steps of what the meter resolves.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import jpholiday
import numpy as np
from numpy.typing import NDArray

Rng = np.random.Generator
Hours = NDArray[np.float64]
Rests = Callable[[date], bool]
DAY = 24
ARCHETYPES = ("household", "office", "restaurant", "process")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that went wrong from an hour on, for so many hours. `kind` is leak, burst, stuck or night; `size` its litres an
    hour."""

    kind: str
    start: int
    hours: int
    size: float


@dataclass(frozen=True, slots=True)
class Consumption:
    """What a meter counted in each hour from `start` on, in litres, and what went wrong."""

    archetype: str
    start: datetime
    litres: Sequence[int]
    events: tuple[Event, ...]


def consumption(archetype: str, start: datetime, days: int, seed: int, events: Sequence[Event] = ()) -> Consumption:
    """What a meter of that kind counts from midnight of a day on; `start` is local time, and knows no summer time."""
    rng = np.random.default_rng([seed, ARCHETYPES.index(archetype)])
    litres = _MADE[archetype](rng, start.date(), days)
    step = float(rng.choice([1, 1, 1, 10]))
    for event in events:
        _goes_wrong(litres, event, rng)
    return Consumption(archetype, start, _counted(litres, step), tuple(events))


def _counted(litres: Hours, step: float) -> list[int]:
    """As a meter shows it that moves on step by step."""
    total = np.floor(np.cumsum(litres) / step) * step
    return [int(one) for one in np.diff(total, prepend=0.0)]


def _goes_wrong(litres: Hours, event: Event, rng: Rng) -> None:
    span = slice(event.start, event.start + event.hours)
    if event.kind == "stuck":
        litres[span] = 0.0
    else:
        litres[span] += event.size * rng.normal(1.0, 0.05, len(litres[span])).clip(0.7, 1.3)


def _off(day: date) -> bool:
    new_year = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
    return day.weekday() >= 5 or new_year or jpholiday.is_holiday(day)


def _days(first: date, days: int) -> list[date]:
    return [first + timedelta(days=n) for n in range(days)]


def _season(day: date, strength: float) -> float:
    """More in August than in February."""
    return 1 + strength * float(np.cos((day.timetuple().tm_yday - 220) / 365 * 2 * np.pi))


_AT_HOME = np.array(
    [0.15, 0.06, 0.04, 0.04, 0.07, 0.3, 1.1, 1.6, 1.0, 0.6, 0.5, 0.5]
    + [0.6, 0.5, 0.4, 0.5, 0.7, 1.2, 1.7, 1.8, 1.7, 1.5, 1.0, 0.5]
)
_FREE_DAY = np.array(
    [0.2, 0.1, 0.05, 0.04, 0.05, 0.1, 0.4, 0.9, 1.4, 1.5, 1.3, 1.1]
    + [1.1, 1.0, 0.9, 0.9, 1.0, 1.3, 1.6, 1.7, 1.6, 1.4, 1.0, 0.5]
)
"""How much more or less is used in each hour of a day on which people work, and of one on which they rest."""
_DRAWS = ((0.55, 6.0, 0.3), (0.3, 3.0, 0.8), (0.1, 45.0, 0.4), (0.03, 110.0, 0.2), (0.02, 160.0, 0.15))
"""Flushes, taps, showers, washing machines and baths: how often, litres, and how much these differ."""


def _household(rng: Rng, first: date, days: int) -> Hours:
    people = int(rng.integers(1, 6))
    shifted = int(rng.integers(-2, 3))
    night = float(rng.choice([0.5, 1.0, 2.0]))
    strength, sociable = float(rng.uniform(0, 0.15)), float(rng.uniform(0, 0.06))
    gone = _weeks_away(rng, first, days, 0.012)
    litres = np.zeros(days * DAY)
    for n, day in enumerate(_days(first, days)):
        if n in gone:
            continue
        shape = np.roll(_FREE_DAY if _off(day) else _AT_HOME, shifted)
        rate = shape * people * 0.38 * _season(day, strength) * float(rng.gamma(12, 1 / 12))
        rate[1:5] *= night
        if rng.random() < sociable:
            rate[18:] *= 2.5
            rate[:3] *= 4
        litres[n * DAY : (n + 1) * DAY] = _drawn(rng, rate)
    return litres


def _drawn(rng: Rng, rate: Hours) -> Hours:
    litres = np.zeros(len(rate))
    for share, size, differs in _DRAWS:
        for hour, times in enumerate(rng.poisson(rate * share * 2)):
            litres[hour] += float(np.sum(size * rng.lognormal(0, differs, times)))
    return litres


def _weeks_away(rng: Rng, first: date, days: int, chance: float) -> set[int]:
    """Days on which nobody is there: more often around holidays."""
    gone: set[int] = set()
    for n, day in enumerate(_days(first, days)):
        more = 4.0 if jpholiday.is_holiday(day) or (day.month, day.day) in ((8, 13), (12, 30)) else 1.0
        if rng.random() < chance * more:
            gone |= set(range(n, n + int(rng.integers(2, 9))))
    return gone


def _office(rng: Rng, first: date, days: int) -> Hours:
    people = float(rng.uniform(10, 120))
    opens, closes = int(rng.integers(7, 10)), int(rng.integers(18, 22))
    summer_break = rng.random() < 0.5
    litres = np.zeros(days * DAY)
    for n, day in enumerate(_days(first, days)):
        closed = _off(day) or (summer_break and (8, 13) <= (day.month, day.day) <= (8, 16))
        there = people * (0.0 if closed else float(rng.normal(0.8, 0.08)))
        if closed and rng.random() < 0.08:
            there = people * float(rng.uniform(0.02, 0.1))
        hours = np.zeros(DAY)
        hours[opens:closes] = there * 3.5 * _season(day, 0.15)
        hours[12] *= 1.7
        late = closes + int(rng.geometric(0.5)) - 1
        hours[closes:late] = there * 0.4
        if day.weekday() == 5 and day.day <= 7:
            hours[9:12] += people * 2
        litres[n * DAY : (n + 1) * DAY] = hours * rng.gamma(15, 1 / 15, DAY)
        if not closed and rng.random() < 0.5:
            litres[n * DAY + int(rng.integers(5, 7))] += 20
    return litres


def _restaurant(rng: Rng, first: date, days: int) -> Hours:
    seats = float(rng.uniform(15, 80))
    closed_on = int(rng.integers(0, 7))
    ice = float(rng.choice([0.0, 4.0, 12.0]))
    litres = np.zeros(days * DAY)
    for n, day in enumerate(_days(first, days)):
        hours = np.full(DAY, ice)
        if day.weekday() != closed_on or jpholiday.is_holiday(day):
            busy = seats * float(rng.gamma(20, 1 / 20)) * (1.3 if day.weekday() >= 4 else 1.0)
            hours[9:11] += busy * 4
            hours[11:14] += busy * 9
            hours[14:17] += busy * 3
            hours[17:22] += busy * 10
            hours[22:24] += busy * 5
        litres[n * DAY : (n + 1) * DAY] = hours * rng.gamma(12, 1 / 12, DAY)
    return litres


def _process(rng: Rng, first: date, days: int) -> Hours:
    base = float(rng.uniform(80, 900))
    batch, every = float(rng.uniform(0, 2)) * base, int(rng.integers(4, 13))
    litres = base * rng.gamma(60, 1 / 60, days * DAY)
    litres[::every] += batch
    for n, day in enumerate(_days(first, days)):
        if day.day == 15:
            litres[n * DAY + 9 : n * DAY + 13] *= 0.05
        if day.weekday() == 6:
            litres[n * DAY : (n + 1) * DAY] *= 0.6
    return litres


_MADE: dict[str, Callable[[Rng, date, int], Hours]] = {
    "household": _household,
    "office": _office,
    "restaurant": _restaurant,
    "process": _process,
}
