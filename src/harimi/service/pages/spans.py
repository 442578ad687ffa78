"""The time that a page shows: a day, week, month or year of the site, all of it, or any part that somebody zoomed into."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import QueryDict

from harimi.service.meters.days import midnight
from harimi.service.pages.texts import spoken, text

KINDS = ("day", "week", "month", "year", "all")
_USAGE = {"day": "hour", "week": "day", "month": "day", "year": "month", "all": "year"}
SHORTEST, LONGEST = timedelta(minutes=10), timedelta(days=100 * 366)


@dataclass(frozen=True, slots=True)
class Span:
    """`start` to `end` in UTC; `on`, `earlier` and `later` are dates for links, None where there is nothing that way."""

    kind: str
    on: date
    start: datetime
    end: datetime
    zone: ZoneInfo
    earlier: date | None = None
    later: date | None = None

    @property
    def usage(self) -> str:
        """The period by which usage is shown."""
        if self.kind in _USAGE:
            return _USAGE[self.kind]
        length = self.end - self.start
        return "hour" if length <= timedelta(days=3) else "day" if length <= timedelta(days=93) else "month"

    @property
    def title(self) -> str:
        """The span in words."""
        first, last = self.start.astimezone(self.zone), (self.end - timedelta(seconds=1)).astimezone(self.zone)
        if self.kind == "all":
            return text("meter.all_title")
        if self.kind == "range":
            return f"{_day(first)} {first:%H:%M} – {_day(last)} {last:%H:%M}"
        if self.kind == "week":
            return f"{_day(first)} – {_day(last)}"
        return {"day": _day, "month": _month}.get(self.kind, _year)(first)

    @property
    def query(self) -> str:
        """What leads here again."""
        if self.kind == "range":
            return f"from={self.start:%Y-%m-%dT%H:%M:%SZ}&to={self.end:%Y-%m-%dT%H:%M:%SZ}"
        return f"span={self.kind}&on={self.on}"


def _day(at: datetime) -> str:
    return f"{at.year}年{at.month}月{at.day}日" if spoken() == "ja" else f"{at.day} {at:%b %Y}"


def _month(at: datetime) -> str:
    return f"{at.year}年{at.month}月" if spoken() == "ja" else f"{at:%B %Y}"


def _year(at: datetime) -> str:
    return f"{at.year}年" if spoken() == "ja" else f"{at.year}"


def asked_span(asked: QueryDict, zone: ZoneInfo, now: datetime, first: datetime | None) -> Span:
    """The span that an address asks for; today's where it asks for nothing that is one. `first` is the first reading's time."""
    zoomed = _range(asked.get("from", ""), asked.get("to", ""), zone)
    if zoomed is not None:
        return zoomed
    return span_of(asked.get("span", ""), asked.get("on", ""), zone, now, first)


def span_of(kind: str, on: str, zone: ZoneInfo, now: datetime, first: datetime | None = None) -> Span:
    """The day, week, month or year that holds a date, or all there is."""
    kind = kind if kind in KINDS else "day"
    today = now.astimezone(zone).date()
    day = _date(on, today)
    if kind == "all":
        return Span(
            "all", day, midnight((first or now).astimezone(zone).date(), zone), midnight(today + timedelta(days=1), zone), zone
        )
    return span_on(kind, day, zone, today)


def span_on(kind: str, day: date, zone: ZoneInfo, today: date) -> Span:
    """The span of a kind that holds a day."""
    begun = _first(kind, day)
    after = step(kind, begun, 1)
    return Span(
        kind,
        begun,
        midnight(begun, zone),
        midnight(after, zone),
        zone,
        step(kind, begun, -1),
        after if after <= today else None,
    )


def _range(start: str, end: str, zone: ZoneInfo) -> Span | None:
    try:
        first, last = (_moment(one, zone) for one in (start, end))
        day = first.astimezone(zone).date()
    except (ValueError, OverflowError):
        return None
    if not (first.year > 1970 and last.year < 9000) or not SHORTEST <= last - first <= LONGEST:
        return None
    return Span("range", day, first, last, zone)


def _moment(typed: str, zone: ZoneInfo) -> datetime:
    at = datetime.fromisoformat(typed)
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def _date(on: str, today: date) -> date:
    try:
        found = date.fromisoformat(on)
    except ValueError:
        return today
    return min(max(found, date(2000, 1, 1)), today)


def _first(kind: str, on: date) -> date:
    if kind == "week":
        return on - timedelta(days=on.weekday())
    return {"day": on, "month": on.replace(day=1)}.get(kind, on.replace(month=1, day=1))


def step(kind: str, first: date, way: int) -> date:
    """The first day of the next span, or of one so many before or after."""
    if kind in ("day", "week"):
        return first + timedelta(days=way * (1 if kind == "day" else 7))
    months = first.year * 12 + first.month - 1 + way * (1 if kind == "month" else 12)
    return date(months // 12, months % 12 + 1, 1)
