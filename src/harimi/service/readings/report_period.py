"""The month or the year of a report, in a site's own zone, and what it is compared with."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from harimi.service.meters.days import midnight
from harimi.service.readings.models import Usage

KINDS = ("month", "year")
FAR = date(2199, 12, 31)
"""A day that is always to come."""


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day on, a month or a year long."""

    kind: str
    first: date
    zone: ZoneInfo

    @property
    def after(self) -> date:
        """The first day of the next one."""
        return _moved(self.first, 1 if self.kind == "month" else 12)

    @property
    def start(self) -> datetime:
        """When it begins, in UTC."""
        return midnight(self.first, self.zone)

    @property
    def end(self) -> datetime:
        """When it is over, in UTC."""
        return midnight(self.after, self.zone)

    @property
    def before(self) -> "Period":
        """The one before."""
        return Period(self.kind, _moved(self.first, -1 if self.kind == "month" else -12), self.zone)

    @property
    def year_ago(self) -> "Period":
        """The same of last year."""
        return Period(self.kind, _moved(self.first, -12), self.zone)

    @property
    def slot(self) -> str:
        """By what its usage is shown."""
        return Usage.Period.DAY if self.kind == "month" else Usage.Period.MONTH

    @property
    def slots(self) -> list[datetime]:
        """The beginnings of its days or months."""
        if self.kind == "year":
            return [midnight(_moved(self.first, n), self.zone) for n in range(12)]
        return [midnight(self.first + timedelta(days=n), self.zone) for n in range((self.after - self.first).days)]

    def until(self, now: datetime) -> date | None:
        """The day that is not over yet; None where all of the period is."""
        today = now.astimezone(self.zone).date()
        return max(today, self.first) if now < self.end else None

    def so_far(self, own: "Period", until: date | None) -> datetime:
        """When this one had gone as far as our own had by a day."""
        if until is None:
            return self.end
        if self.kind == "month":
            return midnight(min(self.first + (until - own.first), self.after), self.zone)
        months = 12 * (self.first.year - own.first.year)
        moved = _moved(until.replace(day=1), months)
        return midnight(min(moved + timedelta(days=until.day - 1), _moved(moved, 1)), self.zone)


def period_of(kind: str, day: date, zone: ZoneInfo) -> Period:
    """The month or year that holds a day."""
    return Period(kind, day.replace(day=1) if kind == "month" else day.replace(month=1, day=1), zone)


def period_named(typed: str, today: date) -> tuple[str, date] | None:
    """The kind and the first day of 2026-11, or of 2026; None for what is neither, and for what has not begun."""
    for kind, form in (("month", "%Y-%m"), ("year", "%Y")):
        try:
            found = datetime.strptime(typed, form).date()  # noqa: DTZ007 - a month has no time zone
        except ValueError:
            continue
        if found.year >= 2000 and found <= today:
            return kind, found
    return None


def _moved(first: date, months: int) -> date:
    counted = first.year * 12 + first.month - 1 + months
    return date(counted // 12, counted % 12 + 1, 1)
