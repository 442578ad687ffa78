"""What a register showed and used over time, as columns: a year of hourly values without one model object.

Everything that pages show of a time is asked here, by register, start and end.
"""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Avg, BigIntegerField, Count, Func, Max, Min, Q, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from harimi.service.meters.models import Register
from harimi.service.readings.models import TRUSTED, Reading, Usage
from harimi.service.readings.thinning import SECONDS, Buckets, Point, chosen, in_stretches, one_each
from harimi.service.readings.usage import total_between

Reach = tuple[datetime, datetime]
"""When the first and the last trusted reading of a register were."""
GOOD = Q(state__in=TRUSTED, value__isnull=False)


class Seconds(Func):
    """See `SECONDS`."""

    output_field = BigIntegerField()

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any) -> tuple[str, Any]:  # type: ignore[override]
        template = SECONDS[connection.vendor].replace("%", "%%").format(at="%(expressions)s")
        return super().as_sql(compiler, connection, template=template)


class Amount(NamedTuple):
    """What was used from a moment on, scaled."""

    start: datetime
    amount: int


class Summary(NamedTuple):
    """The lowest, the highest and the average trusted value of a time; None where there was none."""

    low: int | None
    high: int | None
    average: float | None


def points(register: Register, start: datetime, end: datetime, buckets: int) -> tuple[list[Point], list[Point]]:
    """The curve, thinned to `buckets` where it is long, and the moments without a value that counts."""
    asked = Reading.objects.filter(register=register, at__gte=start, at__lt=end)
    counts = asked.aggregate(good=Count("at", filter=GOOD), lost=Count("at", filter=~GOOD))
    parts = Buckets(register, start, end, buckets)
    good = chosen(parts) if counts["good"] > 3 * buckets else in_stretches(_all(asked.filter(GOOD)))
    return good, one_each(parts) if counts["lost"] > buckets // 2 else _all(asked.exclude(GOOD))


def _all(asked: QuerySet[Reading]) -> list[Point]:
    rows = asked.order_by("at").annotate(seconds=Seconds("at")).values_list("seconds", "value", "state", "attempt_id")
    return [Point(*row) for row in rows]


def amounts(register: Register, period: str, start: datetime, end: datetime) -> list[Amount]:
    """Usage by hour, day or month in order of time."""
    asked = Usage.objects.filter(register=register, period=period, start__gte=start, start__lt=end).order_by("start")
    return [Amount(*row) for row in asked.values_list("start", "amount")]


def used(register: Register, start: datetime, end: datetime) -> int | None:
    """What was counted in a time, to its last unit; None where no two readings reach into it."""
    return total_between(register, start, end)


def summary(register: Register, start: datetime, end: datetime) -> Summary:
    """See `Summary`."""
    trusted = Reading.objects.filter(register=register, at__gte=start, at__lt=end, state__in=TRUSTED)
    found = trusted.aggregate(low=Min("value"), high=Max("value"), average=Avg("value"))
    return Summary(found["low"], found["high"], None if found["average"] is None else float(found["average"]))


def bounds(register: Register) -> Reach | None:
    """See `Reach`; None where there is none."""
    times = Reading.objects.filter(register=register, state__in=TRUSTED).exclude(value=None).values_list("at", flat=True)
    first, last = times.order_by("at").first(), times.order_by("-at").first()
    return None if first is None or last is None else (first, last)


def table(register: Register, start: datetime, end: datetime, *, skip: int, most: int) -> list[Reading]:
    """A page of readings, newest first, and one more where there is a next page."""
    asked = Reading.objects.filter(register=register, at__gte=start, at__lt=end).order_by("-at")
    return list(asked[skip : skip + most + 1])


def covers(reach: Reach | None, start: datetime, end: datetime) -> bool:
    """Whether readings reach over a time but for a twentieth at either end, so that its usage can be compared."""
    slack: timedelta = (end - start) / 20
    return reach is not None and reach[0] <= start + slack and reach[1] >= end - slack
