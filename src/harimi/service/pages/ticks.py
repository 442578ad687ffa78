"""Where a chart's grid stands in time, in the site's own zone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from harimi.service.meters.days import midnight
from harimi.service.pages.spans import Span, step
from harimi.service.pages.texts import spoken


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the grid with its label, in the drawing's units."""

    at: float
    label: str


def times(span: Span) -> Iterator[tuple[datetime, str]]:
    """Moments with their labels: hours, days, months or years, by how long the span is."""
    length = (span.end - span.start) / timedelta(days=1)
    if length <= 3:
        return _hours(span, 1 if length <= 0.3 else 3 if length <= 0.8 else 6 if length <= 1.1 else 12)
    if length <= 70:
        return _days(span, 1 if length <= 10 else 5 if length <= 35 else 10)
    return _months(span, 1 if length <= 200 else 2 if length <= 500 else 12 * max(1, round(length / 365 / 8)))


def _hours(span: Span, every: int) -> Iterator[tuple[datetime, str]]:
    at = midnight(span.start.astimezone(span.zone).date(), span.zone)
    while at <= span.end:
        local = at.astimezone(span.zone)
        if at >= span.start and local.hour % every == 0:
            yield at, f"{local.hour}:00" if local.hour or every == 6 else f"{local.month}/{local.day}"
        at += timedelta(hours=1)


def _days(span: Span, every: int) -> Iterator[tuple[datetime, str]]:
    day = span.start.astimezone(span.zone).date()
    while (at := midnight(day, span.zone)) < span.end:
        if at >= span.start and (every == 1 or (day.day % every == 1 and day.day < 31)):
            yield at, f"{day.month}/{day.day}"
        day += timedelta(days=1)


def _months(span: Span, every: int) -> Iterator[tuple[datetime, str]]:
    month = span.start.astimezone(span.zone).date().replace(day=1)
    while (at := midnight(month, span.zone)) < span.end:
        if at >= span.start and (month.year * 12 + month.month - 1) % every == 0:
            yield at, _label(at.astimezone(span.zone), every)
        month = step("month", month, 1)


def _label(local: datetime, every: int) -> str:
    if every >= 12 or local.month == 1:
        return f"{local.year}"
    return f"{local.month}月" if spoken() == "ja" else f"{local:%b}"
