"""What was used by hour, day and month: differences of the counter's running total at the borders of each.

Between two readings the total is taken to rise evenly, rounded down to whole units of the last decimal. So the hours of a
day add up to the day, and the days of a month to the month, to the last unit.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from harimi.service.meters.models import Register
from harimi.service.readings.models import Usage
from harimi.service.readings.totals import Totals

Period = Usage.Period


def recompute_between(register: Register, first: datetime, last: datetime) -> None:
    """Usage anew in every hour, day and month that readings from `first` to `last` can touch. Call it inside a transaction."""
    totals, zone = Totals(register), register.meter.site.zone
    start, end = totals.reach(first, last)
    slots = [(period, *slot) for period in Period for slot in periods(period, start, end, zone)]
    totals.know(border for _, *borders in slots for border in borders)
    _write(register, {(period, since): totals.between(since, until) for period, since, until in slots})


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


def _write(register: Register, amounts: dict[tuple[Period, datetime], int | None]) -> None:
    """All periods at once: a meter that was away for half a year has thousands of hours."""
    for period in Period:
        gone = [start for (one, start), amount in amounts.items() if one == period and amount is None]
        if gone:
            Usage.objects.filter(register=register, period=period, start__in=gone).delete()
    Usage.objects.bulk_create(
        [Usage(register=register, period=period, start=at, amount=n) for (period, at), n in amounts.items() if n is not None],
        update_conflicts=True,
        unique_fields=["register", "period", "start"],
        update_fields=["amount"],
        batch_size=200,
    )
