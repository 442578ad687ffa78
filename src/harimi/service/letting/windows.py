"""Times of use: which hours cost what, and how much was used in them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

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
    if window["days"] != "all" and (window["days"] == "weekend") != (local.weekday() >= SATURDAY):
        return False
    begin, end = window["from"], window["to"]
    return begin <= local.hour < end if begin < end else local.hour >= begin or local.hour < end
