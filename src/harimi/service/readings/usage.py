"""What was used by hour, day and month: differences of the counter's running total at the borders of each.

Between two readings the total is taken to rise evenly, rounded down to whole units of the last decimal. So the hours of a
day add up to the day, and the days of a month to the month, to the last unit.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from harimi.service.meters.models import Register
from harimi.service.readings.models import TRUSTED, Reading, Usage

Period = Usage.Period


def recompute(register: Register, at: datetime) -> None:
    """Usage anew in every hour, day and month that a reading at this moment can touch. Call it inside a transaction."""
    totals = _Totals(register)
    before, after = totals.last(at, inclusive=False), totals.first(at, inclusive=False)
    totals.remember([one for one in (before, totals.last(at), after) if one is not None])
    first, last = (before.at if before else at), (after.at if after else at)
    zone = register.meter.site.zone
    for period in Period:
        amounts = {start: totals.between(start, end) for start, end in periods(period, first, last, zone)}
        _write(register, period, amounts)


def total_between(register: Register, start: datetime, end: datetime) -> int | None:
    """What was counted between two moments, wherever they lie; None where no two readings reach into them."""
    return _Totals(register).between(start, end)


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


def _write(register: Register, period: Period, amounts: dict[datetime, int | None]) -> None:
    """All periods at once: a meter that was away for half a year has thousands of hours."""
    gone = [start for start, amount in amounts.items() if amount is None]
    if gone:
        Usage.objects.filter(register=register, period=period, start__in=gone).delete()
    Usage.objects.bulk_create(
        [Usage(register=register, period=period, start=start, amount=n) for start, n in amounts.items() if n is not None],
        update_conflicts=True,
        unique_fields=["register", "period", "start"],
        update_fields=["amount"],
        batch_size=200,
    )


class _Totals:
    """The running total of a counter at any moment: its value and what it carries."""

    def __init__(self, register: Register) -> None:
        self._trusted = Reading.objects.filter(register=register, state__in=TRUSTED).exclude(value=None)
        self._known: dict[datetime, int | None] = {}
        self._near: list[Reading] = []
        self._ends = self._trusted.order_by("at").first(), self._trusted.order_by("-at").first()

    def remember(self, near: list[Reading]) -> None:
        """Readings that follow each other: between them nothing need be asked of the database."""
        self._near = near

    def last(self, at: datetime, *, inclusive: bool = True) -> Reading | None:
        """The trusted reading before a moment, or at it."""
        earlier = self._trusted.filter(at__lte=at) if inclusive else self._trusted.filter(at__lt=at)
        return earlier.order_by("-at").first()

    def first(self, at: datetime, *, inclusive: bool = True) -> Reading | None:
        """The trusted reading after a moment, or at it."""
        later = self._trusted.filter(at__gte=at) if inclusive else self._trusted.filter(at__gt=at)
        return later.order_by("at").first()

    def between(self, start: datetime, end: datetime) -> int | None:
        """What was counted between two moments; None where no two readings reach into them."""
        earliest, latest = self._ends
        if earliest is None or latest is None or earliest.at == latest.at or earliest.at >= end or latest.at <= start:
            return None
        a, b = self.at(start), self.at(end)
        return None if a is None or b is None else b - a

    def at(self, moment: datetime) -> int | None:
        """The total at a moment; before the first and after the last reading it stands still."""
        if moment not in self._known:
            self._known[moment] = self._interpolated(moment)
        return self._known[moment]

    def _interpolated(self, moment: datetime) -> int | None:
        before, after = self._around(moment)
        if before is None or after is None:
            only = before or after
            return None if only is None else self._total(only)
        if before.at == after.at:
            return self._total(before)
        passed, whole = moment - before.at, after.at - before.at
        rise = self._total(after) - self._total(before)
        return self._total(before) + rise * _microseconds(passed) // _microseconds(whole)

    def _around(self, moment: datetime) -> tuple[Reading | None, Reading | None]:
        """The readings before and after a moment, or at it."""
        if self._near and self._near[0].at <= moment <= self._near[-1].at:
            earlier = [one for one in self._near if one.at <= moment]
            later = [one for one in self._near if one.at >= moment]
            return earlier[-1], later[0]
        return self.last(moment), self.first(moment)

    @staticmethod
    def _total(reading: Reading) -> int:
        return (reading.value or 0) + reading.carried


def _microseconds(span: timedelta) -> int:
    return span // timedelta(microseconds=1)
