"""The hours of a week: 168 of them, from Monday's first on. A holiday's are those of a Sunday."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from harimi.service.alerts.days import weekday_of

HOUR = timedelta(hours=1)
DAY, WEEK = 24, 168


@lru_cache(maxsize=65_536)
def slot_of(start: datetime, zone: ZoneInfo) -> int:
    """Which hour of the week begins then."""
    local = start.astimezone(zone)
    return weekday_of(local.date()) * DAY + local.hour


def slots_of(start: datetime, zone: ZoneInfo) -> tuple[int, ...]:
    """All hours of the week that it may be lived like: nobody knows whether a place closes on a holiday or works on."""
    local = start.astimezone(zone)
    return tuple({weekday_of(local.date()) * DAY + local.hour, local.weekday() * DAY + local.hour})


def monday(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def hour_of(at: datetime) -> datetime:
    """The beginning of the hour that a moment lies in; zones whose hours begin at other minutes share those of UTC."""
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
