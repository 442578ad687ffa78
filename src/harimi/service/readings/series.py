"""What a register showed and used over time, as columns: a year of hourly values without one model object.

Everything that pages show of a time is asked here, by register, start and end.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Avg, FloatField, Func, Max, Min
from django.db.models.sql.compiler import SQLCompiler

from harimi.service.meters.models import Register
from harimi.service.readings.models import TRUSTED, Reading, State, Usage
from harimi.service.readings.usage import total_between

SILENCE = 5.0
"""So many times the usual pause is a silence: the curve does not run across it."""
NIGHT = 2 * 3600.0
"""Shorter pauses are never a silence, in seconds."""


class Seconds(Func):
    """A moment as seconds since 1970: making thousands of them in the database is quicker than reading as many dates."""

    output_field = FloatField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any) -> tuple[str, tuple[str | int, ...]]:
        return self.as_sql(compiler, connection, template="CAST(strftime('%%%%s', %(expressions)s) AS REAL)")

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        return self.as_sql(compiler, connection, template="CAST(EXTRACT(EPOCH FROM %(expressions)s) AS DOUBLE PRECISION)")


class Point(NamedTuple):
    """A reading: seconds since 1970, its scaled value, its state, its evidence, and the stretch between two silences."""

    at: float
    value: int | None
    state: str
    attempt: int | None
    stretch: int = 0


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
    asked = Reading.objects.filter(register=register, at__gte=start, at__lt=end).order_by("at")
    good: list[Point] = []
    lost: list[Point] = []
    for row in asked.annotate(seconds=Seconds("at")).values_list("seconds", "value", "state", "attempt_id"):
        (good if row[1] is not None and row[2] in TRUSTED else lost).append(Point(*row))
    width = (end - start).total_seconds() / buckets
    return thinned(in_stretches(good), start.timestamp(), width, buckets), _one_each(lost, start.timestamp(), width, buckets)


def in_stretches(rows: list[Point]) -> list[Point]:
    """The same points, each with the number of its stretch."""
    steps = [later.at - earlier.at for earlier, later in pairwise(rows)]
    most = max(NIGHT, SILENCE * median(steps)) if steps else NIGHT
    stretch, found = 0, list(rows[:1])
    for one, step in zip(rows[1:], steps, strict=True):
        stretch += step > most
        found.append(Point(*one[:4], stretch) if stretch else one)
    return found


def thinned(rows: list[Point], start: float, width: float, buckets: int) -> list[Point]:
    """Of each bucket the lowest, the highest, the last and what a person corrected: no spike is lost."""
    if len(rows) <= 3 * buckets:
        return rows
    return [one for part in _parts(rows, start, width) for one in _kept(part)]


def _parts(rows: Iterable[Point], start: float, width: float) -> Iterator[list[Point]]:
    """The points of each bucket and stretch."""
    part: list[Point] = []
    place = None
    for one in rows:
        here = (int((one.at - start) / width), one.stretch)
        if part and here != place:
            yield part
            part = []
        place = here
        part.append(one)
    if part:
        yield part


def _kept(part: list[Point]) -> list[Point]:
    by_value = sorted(part, key=lambda one: one.value or 0)
    ends = {by_value[0].at, by_value[-1].at, part[-1].at}
    return [one for one in part if one.at in ends or one.state == State.CORRECTED]


def _one_each(rows: list[Point], start: float, width: float, buckets: int) -> list[Point]:
    return rows if len(rows) <= buckets // 2 else [part[0] for part in _parts(rows, start, width)]


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


def bounds(register: Register) -> tuple[datetime, datetime] | None:
    """When the first and the last trusted reading of a register were; None where there is none."""
    times = Reading.objects.filter(register=register, state__in=TRUSTED).exclude(value=None).values_list("at", flat=True)
    first, last = times.order_by("at").first(), times.order_by("-at").first()
    return None if first is None or last is None else (first, last)


def table(register: Register, start: datetime, end: datetime, *, skip: int, most: int) -> list[Reading]:
    """A page of readings, newest first, and one more where there is a next page."""
    asked = Reading.objects.filter(register=register, at__gte=start, at__lt=end).order_by("-at")
    return list(asked[skip : skip + most + 1])


def covers(reach: tuple[datetime, datetime] | None, start: datetime, end: datetime) -> bool:
    """Whether readings reach over a time but for a twentieth at either end, so that its usage can be compared."""
    slack: timedelta = (end - start) / 20
    return reach is not None and reach[0] <= start + slack and reach[1] >= end - slack
