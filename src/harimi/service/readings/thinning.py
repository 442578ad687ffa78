"""A long curve as few points, chosen by the database: a year of hours never reaches Python row by row.

Of each bucket of time the first, the lowest, the highest and the last point are kept: drawn on so many pixels the line is the
same as that of all points (M4, Jugel and others, VLDB 2014). What a person corrected stays too.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby, pairwise
from math import ceil
from statistics import median
from typing import Any, NamedTuple

from django.db import connection

from harimi.service.meters.models import Register
from harimi.service.readings.models import Reading

SILENCE = 5.0
"""So many times the usual pause is a silence: the curve does not run across it."""
NIGHT = 2 * 3600.0
"""Shorter pauses are never a silence, in seconds."""
SECONDS = {
    "sqlite": "CAST(strftime('%%s', {at}) AS INTEGER)",
    "postgresql": "CAST(FLOOR(EXTRACT(EPOCH FROM {at})) AS BIGINT)",
}
"""A moment as whole seconds since 1970: made in the database they are quicker than as many dates."""
_ROWS = "FROM readings_reading WHERE register_id = %(register)s AND at >= %(start)s AND at < %(end)s AND "
_GOOD = _ROWS + "value IS NOT NULL AND state IN ('estimated', 'confirmed', 'corrected')"
_LOST = _ROWS + "(value IS NULL OR state IN ('rejected', 'unreadable'))"
_CHOSEN = """
WITH ends AS (
  SELECT ({seconds} - %(begun)s) / %(width)s AS bucket, MIN(at) AS since, MAX(at) AS until, MIN(value) AS low,
  MAX(value) AS high, COUNT(*) AS n {good} GROUP BY 1
), kept AS (
  SELECT since AS moment, n FROM ends UNION SELECT until, n FROM ends
  UNION SELECT (SELECT at {good} AND at BETWEEN since AND until AND value = low ORDER BY at LIMIT 1), n FROM ends
  UNION SELECT (SELECT at {good} AND at BETWEEN since AND until AND value = high ORDER BY at LIMIT 1), n FROM ends
  UNION SELECT at, 0 {good} AND state = 'corrected'
), once AS (SELECT moment, MAX(n) AS n FROM kept GROUP BY moment)
SELECT {seconds}, value, state, attempt_id, n FROM once JOIN readings_reading ON at = moment
WHERE register_id = %(register)s ORDER BY at
"""
_ONE_EACH = """
SELECT {seconds}, value, state, attempt_id FROM readings_reading WHERE register_id = %(register)s AND at IN (
  SELECT first FROM (SELECT ({seconds} - %(begun)s) / %(width)s AS bucket, MIN(at) AS first {lost} GROUP BY 1) AS firsts
) ORDER BY at
"""


class Point(NamedTuple):
    """A reading: seconds since 1970, its scaled value, its state, its evidence, and the stretch between two silences."""

    at: float
    value: int | None
    state: str
    attempt: int | None
    stretch: int = 0


class Buckets(NamedTuple):
    """A register's time from `start` to `end` in so many equal parts."""

    register: Register
    start: datetime
    end: datetime
    parts: int

    @property
    def begun(self) -> int:
        """The start, in seconds since 1970."""
        return int(self.start.timestamp())

    @property
    def width(self) -> int:
        """How long each is, in seconds."""
        return max(1, ceil((self.end - self.start).total_seconds() / self.parts))


def chosen(asked: Buckets) -> list[Point]:
    """The trusted readings that are drawn."""
    rows = _fetched(_CHOSEN, asked)
    parts = [list(part) for _, part in groupby(rows, lambda row: (row[0] - asked.begun) // asked.width)]
    return list(_in_stretches(parts, most(_pauses(parts))))


def one_each(asked: Buckets) -> list[Point]:
    """Of the moments without a value that counts the first of each bucket."""
    return [Point(*row) for row in _fetched(_ONE_EACH, asked)]


def most(pauses: list[float]) -> float:
    """The longest pause that is no silence."""
    return max(NIGHT, SILENCE * median(pauses)) if pauses else NIGHT


def in_stretches(rows: list[Point]) -> list[Point]:
    """All points of a short curve, each with the number of its stretch."""
    steps = [later.at - earlier.at for earlier, later in pairwise(rows)]
    longest, stretch, found = most(steps), 0, list(rows[:1])
    for one, step in zip(rows[1:], steps, strict=True):
        stretch += step > longest
        found.append(one._replace(stretch=stretch))
    return found


def _in_stretches(parts: Iterable[list[tuple[Any, ...]]], longest: float) -> Iterator[Point]:
    """Silences are looked for between buckets: one that fits into a bucket is no wider than the line."""
    stretch, before = 0, None
    for part in parts:
        stretch += before is not None and part[0][0] - before > longest
        before = part[-1][0]
        yield from (Point(*row[:4])._replace(stretch=stretch) for row in part)


def _pauses(parts: Iterable[list[tuple[Any, ...]]]) -> list[float]:
    """The usual pause in each bucket, whose points' last column is how many readings it has."""
    counted = ((part, max(row[4] for row in part)) for part in parts)
    return [(part[-1][0] - part[0][0]) / (n - 1) for part, n in counted if n > 1]


def _fetched(query: str, asked: Buckets) -> list[tuple[Any, ...]]:
    values = {
        "register": Reading._meta.get_field("register").get_db_prep_value(asked.register.pk, connection),
        "start": connection.ops.adapt_datetimefield_value(asked.start),
        "end": connection.ops.adapt_datetimefield_value(asked.end),
        "begun": asked.begun,
        "width": asked.width,
    }
    with connection.cursor() as cursor:
        cursor.execute(query.format(seconds=SECONDS[connection.vendor].format(at="at"), good=_GOOD, lost=_LOST), values)
        return cursor.fetchall()
