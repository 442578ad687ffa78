"""What was used by hour, day and month: differences of the counter's running total at the borders of each.

Between two readings the total is taken to rise evenly, rounded down to whole units of the last decimal. So the hours of a
day add up to the day, and the days of a month to the month, to the last unit.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from harimi.service.meters.models import Register
from harimi.service.readings.models import Usage
from harimi.service.readings.totals import Totals

Period = Usage.Period


@dataclass(frozen=True, slots=True)
class Touched:
    """From the first to the last moment whose readings changed."""

    register: Register
    first: datetime
    last: datetime


def recompute(touched: Iterable[Touched]) -> None:
    """Usage anew in every hour, day and month that changed readings can touch. Call it inside a transaction."""
    found = [_amounts(one) for one in touched]
    for amounts in found:
        _forget([slot for slot, amount in amounts.items() if amount is None])
    _write({slot: amount for amounts in found for slot, amount in amounts.items() if amount is not None})


def recompute_between(register: Register, first: datetime, last: datetime) -> None:
    """The same for the readings of one register."""
    recompute([Touched(register, first, last)])


def recompute_within(register: Register, start: datetime, end: datetime) -> None:
    """Usage anew in every period that begins between two moments, whatever stood there. Call it inside a transaction."""
    Usage.objects.filter(register=register, start__gte=start, start__lt=end).delete()
    totals = Totals(register)
    totals.reach(start, end)
    amounts = _in(register, totals, start, end)
    _write({slot: amount for slot, amount in amounts.items() if amount is not None and start <= slot[2] < end})


def reach(touched: Touched) -> tuple[datetime, datetime]:
    """Between which moments usage hangs on readings that changed: from the one before them to the one after them."""
    return Totals(touched.register).reach(touched.first, touched.last)


Slot = tuple[Register, Usage.Period, datetime]


def _amounts(touched: Touched) -> dict[Slot, int | None]:
    totals = Totals(touched.register)
    return _in(touched.register, totals, *totals.reach(touched.first, touched.last))


def _in(register: Register, totals: Totals, start: datetime, end: datetime) -> dict[Slot, int | None]:
    """What was used in each period that touches the time between two moments."""
    zone = register.meter.site.zone
    slots = [(period, *slot) for period in Period for slot in periods(period, start, end, zone)]
    totals.know(border for _, *borders in slots for border in borders)
    return {(register, period, since): totals.between(since, until) for period, since, until in slots}


def total_between(register: Register, start: datetime, end: datetime) -> int | None:
    """What was counted between two moments, wherever they lie; None where no two readings reach into them."""
    return Totals(register).between(start, end)


def periods(period: Period, first: datetime, last: datetime, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """Start and end, in UTC, of each period that touches `first` to `last`."""
    start = _FLOORS[period](first.astimezone(zone))
    while start.astimezone(UTC) <= last:
        end = _NEXT[period](start)
        yield start.astimezone(UTC), end.astimezone(UTC)
        start = end


def _hour(local: datetime) -> datetime:
    return local.replace(minute=0, second=0, microsecond=0)


def _day(local: datetime) -> datetime:
    return local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)


def _month(local: datetime) -> datetime:
    return _day(local).replace(day=1)


def _next_hour(local: datetime) -> datetime:
    """An hour of real time later: where clocks change, a day has 23 or 25 of them."""
    return (local.astimezone(UTC) + timedelta(hours=1)).astimezone(local.tzinfo)


def _next_day(local: datetime) -> datetime:
    return _day(local + timedelta(days=1))


def _next_month(local: datetime) -> datetime:
    return _month(local + timedelta(days=32))


_FLOORS: dict[Period, Callable[[datetime], datetime]] = {Period.HOUR: _hour, Period.DAY: _day, Period.MONTH: _month}
_NEXT: dict[Period, Callable[[datetime], datetime]] = {
    Period.HOUR: _next_hour,
    Period.DAY: _next_day,
    Period.MONTH: _next_month,
}


def _forget(slots: list[Slot]) -> None:
    """Of one register."""
    for period in Period:
        gone = [start for _, one, start in slots if one == period]
        if gone:
            Usage.objects.filter(register=slots[0][0], period=period, start__in=gone).delete()


def _write(amounts: dict[Slot, int]) -> None:
    """All periods at once: a meter that was away for half a year has thousands of hours."""
    Usage.objects.bulk_create(
        [Usage(register=register, period=period, start=at, amount=n) for (register, period, at), n in amounts.items()],
        update_conflicts=True,
        unique_fields=["register", "period", "start"],
        update_fields=["amount"],
        batch_size=200,
    )
