"""A span beside another: the one before, the same a year ago, or another meter's."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from harimi.service.accounts.models import User
from harimi.service.meters.models import Register
from harimi.service.meters.queries import meters_of, natural
from harimi.service.meters.values import shown, unit_shown
from harimi.service.pages.spans import Span, span_on
from harimi.service.pages.texts import text
from harimi.service.readings.series import Reach, bounds, covers, summary, used

MOST = 100
"""Meters that can be chosen to compare with; a longer list is no choice."""


@dataclass(frozen=True, slots=True)
class Other:
    """What a span is compared with, and in words; `key` is how an address asks for it."""

    key: str
    register: Register
    span: Span
    words: str

    shift: float = 0.0
    """Seconds by which the other's times are moved to lie on our own."""


def other_of(key: str, register: Register, span: Span, others: Callable[[], list[Register]]) -> Other | None:
    """What an address asks to compare with; None where it asks for nothing, or for what is not among `others`."""
    if key in ("previous", "last_year"):
        moved = _before(span) if key == "previous" else _a_year_before(span)
        if moved is None:
            return None
        return Other(key, register, moved, text(_words(key, span.kind)), (span.start - moved.start).total_seconds())
    found = next((one for one in others() if str(one.pk) == key), None) if key else None
    return None if found is None else Other(key, found, span, found.meter.name)


def _words(key: str, kind: str) -> str:
    """The key of the words for the span before, or for that of last year."""
    return f"meter.before.{kind}" if key == "previous" else "meter.with_last_year"


def partners(register: Register, user: User) -> list[Register]:
    """Registers of the same unit and kind in other meters of the same site that the person may see, at most `MOST`; lamps are
    compared with nothing."""
    if register.is_state:
        return []
    site = meters_of(user).filter(site=register.meter.site_id, retired_at=None)
    alike = Register.objects.filter(meter__in=site.values("pk"), unit=register.unit, kind=register.kind).exclude(pk=register.pk)
    found = list(alike.select_related("meter").order_by("meter__name", "pk")[:MOST])
    return sorted(found, key=lambda one: natural(one.meter.name))


def _before(span: Span) -> Span | None:
    if span.earlier is not None:
        return span_on(span.kind, span.earlier, span.zone, span.on)
    if span.kind == "all":
        return None
    return Span("range", span.on, span.start - (span.end - span.start), span.start, span.zone)


def _a_year_before(span: Span) -> Span | None:
    if span.kind == "all":
        return None
    if span.kind in ("day", "month", "year"):
        return span_on(span.kind, _year_ago(span.on), span.zone, span.on)
    ago = timedelta(weeks=52)
    return Span(span.kind, span.on - ago, span.start - ago, span.end - ago, span.zone)


def _year_ago(on: date) -> date:
    return on.replace(year=on.year - 1, day=28) if (on.month, on.day) == (2, 29) else on.replace(year=on.year - 1)


def in_words(register: Register, span: Span, other: Other, reach: Reach | None) -> str:
    """How both compare: usage of counters, averages of gauges; until the same moment where ours is not over yet."""
    theirs = reach if other.register == register else bounds(other.register)
    if reach is None:
        return text("meter.compare_unknown")
    until = min(span.end, reach[1])
    then = other.span.start + (until - span.start) if until < span.end else other.span.end
    if not covers(reach, span.start, until) or not covers(theirs, other.span.start, then) or until <= span.start:
        return text("meter.compare_unknown")
    words = other.words + (text("meter.compare_until") if until < span.end else "")
    return _told(_figure(register, span.start, until), _figure(other.register, other.span.start, then), register, other, words)


def _figure(register: Register, start: datetime, end: datetime) -> float | None:
    return used(register, start, end) if register.counts_up else summary(register, start, end).average


def _told(own: float | None, theirs: float | None, register: Register, other: Other, words: str) -> str:
    if own is None or theirs is None:
        return text("meter.compare_unknown")
    scaled = round(theirs * 10 ** (register.figure_decimals - other.register.figure_decimals))
    kind = "used" if register.counts_up else "average"
    values = {
        "value": f"{shown(round(own), register.figure_decimals)} {unit_shown(register.unit)}".strip(),
        "other": f"{shown(scaled, register.figure_decimals)} {unit_shown(register.unit)}".strip(),
        "words": words,
    }
    said = text(f"meter.compare_{kind}", **values)
    if scaled <= 0:
        return said
    share = round(100 * (own - scaled) / scaled)
    way = "same" if share == 0 else "more" if share > 0 else "less"
    return said + text(f"meter.compare_{way}", share=abs(share))
