"""What is usual for a counter: learned for each hour of the week from the weeks before, so that it can be said in words.

A week like others decides nothing alone: of each hour a few of the largest values are left out, and neighbours of the same kind
of day are heard with it. So a leak of some days, or a week away, hardly changes what is usual.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from zoneinfo import ZoneInfo

from harimi.service.alerts.days import SATURDAY, weekday_of
from harimi.service.alerts.slots import DAY, WEEK, slot_of

WEEKS, LEAST = 10, 3
"""What is learned from at most, and what must be known before anything is said."""
REST = 2
"""Hours without a rise that are a rest."""
_HIGH, _OWN = 0.95, 0.9
"""The quantiles up to which an hour is usual: of all days of its kind, and of its own hour of the week."""


@dataclass(frozen=True, slots=True)
class Habit:
    """For each of the 168 hours of a week: the `usual` amount, the `high` one up to which nothing is odd, and how much it
    differs (`spread`); the same for its seven days. `most` is the largest hour of an ordinary week. All in units of usage.
    `flows` is for how many hours it flows without a rest at most, in weeks like most.
    """

    usual: Sequence[int]
    high: Sequence[int]
    spread: Sequence[int]
    days: Sequence[int]
    days_spread: int
    most: int
    flows: int
    weeks: int


@dataclass(frozen=True, slots=True)
class Hour:
    """What was used in the hour that begins then."""

    start: datetime
    amount: int


def learn(hours: Sequence[Hour], zone: ZoneInfo) -> Habit | None:
    """What hours in order of time make usual; None where they are of less than `LEAST` weeks."""
    weeks = _weeks(hours)
    if weeks < LEAST:
        return None
    by_slot: dict[int, list[int]] = defaultdict(list)
    for hour in hours:
        by_slot[slot_of(hour.start, zone)].append(hour.amount)
    kinds = {(kind, hour): _of_kind(by_slot, kind, hour) for kind in range(3) for hour in range(DAY)}
    floor = _floor(hours)
    usual, high, spread = [], [], []
    for slot in range(WEEK):
        own, pooled = sorted(by_slot[slot]), kinds[_kind(slot // DAY), slot % DAY]
        top = max(_quantile(own, _OWN), _quantile(pooled, _HIGH))
        middle = _trimmed(own or pooled)
        usual.append(round(middle))
        high.append(round(max(top, middle)))
        spread.append(round(max(floor, (top - _quantile(pooled, 0.5)) / 2, middle * 0.25)))
    days, differs = _days(hours, zone)
    return Habit(usual, high, spread, days, differs, _most(hours, zone), _flows(hours), weeks)


def _weeks(hours: Sequence[Hour]) -> int:
    return round(len(hours) / WEEK - 0.3) if hours else 0


def _kind(weekday: int) -> int:
    """Working days are alike; Saturdays and Sundays each for themselves."""
    return max(0, weekday - SATURDAY + 1)


def _of_kind(by_slot: dict[int, list[int]], kind: int, hour: int) -> list[int]:
    """That hour on all days of a kind, and the hours beside it, since people are early or late."""
    days = range(SATURDAY) if kind == 0 else (SATURDAY + kind - 1,)
    beside = (-1, 0, 1) if kind else (0,)
    return sorted(one for day in days for shift in beside for one in by_slot[(day * DAY + hour + shift) % WEEK])


def _quantile(ordered: Sequence[int], share: float) -> float:
    if not ordered:
        return 0.0
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def _trimmed(ordered: Sequence[int]) -> float:
    """The mean without the largest of ten."""
    if not ordered:
        return 0.0
    kept = sorted(ordered)[: max(1, len(ordered) - round(len(ordered) / 10))]
    return sum(kept) / len(kept)


def _floor(hours: Sequence[Hour]) -> float:
    """What is little for this meter: a thirtieth of an ordinary busy hour, and at least one unit."""
    busy = sorted(one.amount for one in hours if one.amount > 0)
    return max(1.0, _quantile(busy, 0.75) / 10)


def _most(hours: Sequence[Hour], zone: ZoneInfo) -> int:
    """The middle of the largest hours of each week."""
    tops: dict[tuple[int, int], int] = {}
    for hour in hours:
        year, week, _ = hour.start.astimezone(zone).date().isocalendar()
        tops[year, week] = max(tops.get((year, week), 0), hour.amount)
    return round(median(tops.values())) if tops else 0


def _days(hours: Sequence[Hour], zone: ZoneInfo) -> tuple[list[int], int]:
    """The middle of each weekday's whole days, and by how much days lie above it that are no longer ordinary."""
    totals: dict[date, list[int]] = defaultdict(list)
    for hour in hours:
        totals[hour.start.astimezone(zone).date()].append(hour.amount)
    whole = {day: sum(amounts) for day, amounts in totals.items() if len(amounts) >= DAY - 1}
    kinds = [[total for day, total in whole.items() if weekday_of(day) == n] for n in range(7)]
    middles = [round(median(one)) if one else 0 for one in kinds]
    above = sorted(max(0, total - middles[weekday_of(day)]) for day, total in whole.items())
    return middles, max(1, round(_quantile(above, _HIGH)), round(sum(middles) / 7 * 0.03))


def _flows(hours: Sequence[Hour]) -> int:
    """The longest run of hours without a rest, in each week; of these the second longest, so that one leak is not learned."""
    tops: dict[int, int] = defaultdict(int)
    run = still = 0
    for n, hour in enumerate(hours):
        still = 0 if hour.amount else still + 1
        run = 0 if still >= REST else run + 1
        tops[n // WEEK] = max(tops[n // WEEK], run)
    return sorted(tops.values())[-2]
