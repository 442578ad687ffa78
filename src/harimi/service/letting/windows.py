"""Times of use: which hours cost what, and how much was used in them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import jpholiday

Window = Mapping[str, Any]
HOUR = timedelta(hours=1)
SATURDAY = 5


def window_at(local: datetime, windows: Sequence[Window]) -> int | None:
    """The first window that an hour of the site's clocks lies in; None where it lies in none."""
    return next((n for n, one in enumerate(windows) if _in(local, one)), None)


Run = tuple[datetime, datetime, int | None]


def runs(start: datetime, end: datetime, windows: Sequence[Window], zone: ZoneInfo) -> Iterator[Run]:
    """A time in parts, each with its window: hours of one window that follow each other are one part."""
    since, of = start, window_at(start.astimezone(zone), windows)
    here = start.astimezone(zone).replace(minute=0, second=0, microsecond=0).astimezone(UTC) + HOUR
    while here < end:
        now = window_at(here.astimezone(zone), windows)
        if now != of:
            yield since, here.astimezone(UTC), of
            since, of = here.astimezone(UTC), now
        here += HOUR
    yield since, end, of


def _in(local: datetime, window: Window) -> bool:
    if not _on(local.date(), window["days"]):
        return False
    begin, end = window["from"], window["to"]
    return begin <= local.hour < end if begin < end else local.hour >= begin or local.hour < end


@lru_cache(maxsize=4096)
def _on(day: date, days: str) -> bool:
    """`working` and `off` know Japan's public holidays; to `weekday` and `weekend` they are days like others."""
    if days == "all":
        return True
    free = day.weekday() >= SATURDAY or (days in ("working", "off") and jpholiday.is_holiday(day))
    return free == (days in ("weekend", "off"))
