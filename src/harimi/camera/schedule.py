"""When photographs are due: wall-clock times in the site's zone, right across changes of its clocks.

A time of day that a day does not have, because clocks are put forward, comes when they are put forward. One that a day has
twice comes twice where photographs come every so many minutes, and the first time only where it is named in `at`.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from harimi.camera.settings import Settings

_DAY = timedelta(days=1)
_AHEAD = 3
"""Days in which the next photograph is looked for; a day may be missing from a calendar."""


def next_due(settings: Settings, after: datetime) -> datetime | None:
    """The first moment later than `after` (UTC); None where the settings name none."""
    first = after.astimezone(settings.zone).date() - _DAY
    for n in range(_AHEAD + 1):
        found = [moment for moment in moments(settings, first + n * _DAY) if moment > after]
        if found:
            return found[0]
    return None


def last_due(settings: Settings, after: datetime, until: datetime) -> datetime | None:
    """The last moment later than `after` and not later than `until` (UTC)."""
    latest = until.astimezone(settings.zone).date() + _DAY
    earliest = max(after.astimezone(settings.zone).date() - _DAY, latest - _AHEAD * _DAY)
    while latest >= earliest:
        found = [moment for moment in moments(settings, latest) if after < moment <= until]
        if found:
            return found[-1]
        latest -= _DAY
    return None


def moments(settings: Settings, day: date) -> list[datetime]:
    """All moments of a day of the site, in UTC and in order."""
    zone = settings.zone
    regular = (moment for at in _regular(settings) for moment in _both(day, at, zone))
    named = (_instant(datetime.combine(day, at), zone) for at in settings.at)
    return sorted({*regular, *named})


def _regular(settings: Settings) -> Iterator[time]:
    if settings.every_minutes:
        for minute in range(0, 24 * 60, settings.every_minutes):
            at = time(*divmod(minute, 60))
            if _inside(at, settings.windows):
                yield at


def _inside(at: time, windows: tuple[tuple[time, time], ...]) -> bool:
    """Whether a time is in a window, both ends included; without windows it always is."""
    return not windows or any(begin <= at <= end if begin <= end else at >= begin or at <= end for begin, end in windows)


def _both(day: date, at: time, zone: ZoneInfo) -> Iterator[datetime]:
    """A wall-clock time in UTC, twice where the day has it twice."""
    wall = datetime.combine(day, at)
    first = _instant(wall, zone)
    yield first
    again = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    if again > first and again.astimezone(zone).replace(tzinfo=None) == wall:
        yield again


def _instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """A wall-clock time in UTC; the first where there are two, and the change of the clocks where there is none."""
    moment = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall:
        return moment
    return _change(wall.replace(tzinfo=zone, fold=1).astimezone(UTC), moment, zone)


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The second in which the offset changes between two moments, by halving."""
    old = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after
