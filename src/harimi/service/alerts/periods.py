"""Hours, days, weeks and months of a site, as usage is judged by them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from harimi.service.alerts.slots import HOUR, hour_of, monday
from harimi.service.meters.days import midnight


class Period(StrEnum):
    """Over what usage is added up. A week begins on a Monday."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


def begun(period: Period, at: datetime, zone: ZoneInfo) -> datetime:
    """The beginning of the period that a moment lies in, in UTC."""
    if period == Period.HOUR:
        return hour_of(at)
    day = at.astimezone(zone).date()
    return midnight(_first(period, day), zone)


def _first(period: Period, day: date) -> date:
    if period == Period.WEEK:
        return monday(day)
    return day.replace(day=1) if period == Period.MONTH else day


def after(period: Period, start: datetime, zone: ZoneInfo) -> datetime:
    """The beginning of the next one."""
    if period == Period.HOUR:
        return start + HOUR
    days = {Period.DAY: 1, Period.WEEK: 7, Period.MONTH: 32}[period]
    return begun(period, midnight(start.astimezone(zone).date() + timedelta(days=days), zone), zone)


def before(period: Period, start: datetime, zone: ZoneInfo, *, back: int = 1) -> datetime:
    """The beginning of the one so many before."""
    for _ in range(back):
        start = begun(period, (start - timedelta(minutes=1)).astimezone(UTC), zone)
    return start


def between(period: Period, first: datetime, last: datetime, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """Start and end of each one that touches a time."""
    start = begun(period, first, zone)
    while start <= last:
        end = after(period, start, zone)
        yield start, end
        start = end
