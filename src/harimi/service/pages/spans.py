"""The day, month or year that a page shows, in the zone of the site."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

KINDS = ("day", "month", "year")
_USAGE = {"day": "hour", "month": "day", "year": "month"}


@dataclass(frozen=True, slots=True)
class Span:
    """`start` to `end` in UTC; `on`, `earlier` and `later` are dates for links; `later` is None where the future begins."""

    kind: str
    on: date
    start: datetime
    end: datetime
    earlier: date
    later: date | None

    @property
    def usage(self) -> str:
        """The period by which usage is shown."""
        return _USAGE[self.kind]

    @property
    def title(self) -> str:
        """The span in words."""
        if (get_language() or "ja").startswith("ja"):
            return {"day": f"{self.on:%Y}年{self.on.month}月{self.on.day}日", "month": f"{self.on:%Y}年{self.on.month}月"}.get(
                self.kind, f"{self.on:%Y}年"
            )
        return {"day": f"{self.on.day} {self.on:%B %Y}", "month": f"{self.on:%B %Y}"}.get(self.kind, f"{self.on:%Y}")


def span_of(kind: str, on: str, zone: ZoneInfo, now: datetime) -> Span:
    """The span that a page's address asks for; today's where it asks for nothing that is one."""
    kind = kind if kind in KINDS else "day"
    today = now.astimezone(zone).date()
    first = _first(kind, _date(on, today))
    after = _step(kind, first, 1)
    later = after if after <= today else None
    return Span(kind, first, midnight(first, zone), midnight(after, zone), _step(kind, first, -1), later)


def _date(on: str, today: date) -> date:
    try:
        found = date.fromisoformat(on)
    except ValueError:
        return today
    return min(max(found, date(2000, 1, 1)), today)


def _first(kind: str, on: date) -> date:
    return {"day": on, "month": on.replace(day=1)}.get(kind, on.replace(month=1, day=1))


def _step(kind: str, first: date, way: int) -> date:
    if kind == "day":
        return first + timedelta(days=way)
    months = first.year * 12 + first.month - 1 + way * (1 if kind == "month" else 12)
    return date(months // 12, months % 12 + 1, 1)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The beginning of a day, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
