"""Months by the calendar that the operator goes by, and days of customers."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from harimi.service.meters.days import midnight
from harimi.service.privacy.manifest import current


def zone() -> ZoneInfo:
    """Where the operator's days begin."""
    return ZoneInfo(current().deadlines.time_zone)


def first_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def last_of(month: date) -> date:
    """The last day of a month."""
    return month.replace(day=monthrange(month.year, month.month)[1])


def next_of(month: date, count: int = 1) -> date:
    """The first day of the month so many months later, or earlier."""
    months = month.year * 12 + month.month - 1 + count
    return date(months // 12, months % 12 + 1, 1)


def months(first: date, last: date) -> Iterator[date]:
    """All months from one to another, both included."""
    while first <= last:
        yield first
        first = next_of(first)


def day_of(moment: datetime) -> date:
    """The day it was for the operator."""
    return moment.astimezone(zone()).date()


def moments(month: date) -> tuple[datetime, datetime]:
    """When a month begins and ends."""
    return midnight(month, zone()), midnight(next_of(month), zone())


def days(first: date, last: date) -> int:
    """How many days from one to another, both included; 0 where there is none."""
    return max(0, (last - first) // timedelta(days=1) + 1)
