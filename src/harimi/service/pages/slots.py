"""The hours, days, months or years of a span with what was used in each, and in the same one of another span."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from harimi.service.meters.models import Register
from harimi.service.meters.seeing import EVERYTHING, Window
from harimi.service.pages.spans import Span, span_on, step
from harimi.service.pages.texts import spoken
from harimi.service.readings.models import Usage
from harimi.service.readings.series import amounts, used
from harimi.service.readings.usage import periods


@dataclass(frozen=True, slots=True)
class Slot:
    """From `start` to `end` so much was used, and so much in the slot it is compared with; None where not known."""

    start: datetime
    end: datetime
    words: str
    amount: int | None
    other: int | None = None
    other_words: str = ""


def slots_of(register: Register, span: Span, seen: Window = EVERYTHING) -> list[Slot]:
    """All slots of a span in order of time, empty ones among them; of one that a window cuts, the part inside."""
    known = _known(register, span)
    return [
        Slot(start, end, _words(start, span), _seen(register, start, end, known.get(start), seen))
        for start, end in _borders(span)
    ]


def _seen(register: Register, start: datetime, end: datetime, amount: int | None, seen: Window) -> int | None:
    first, last = seen.cut(start, end)
    if (first, last) == (start, end):
        return amount
    return used(register, first, last) if first < last else None


def beside(own: list[Slot], other: list[Slot], finer: int) -> list[Slot]:
    """Each slot with the one at the same place of the other span, whose register has so many decimals fewer than ours."""
    pairs = zip(own, [*other, *[None] * len(own)], strict=False)
    return [one if two is None else replace(one, other=_scaled(two.amount, finer), other_words=two.words) for one, two in pairs]


def _scaled(amount: int | None, finer: int) -> int | None:
    return None if amount is None else round(amount * 10**finer)


def _known(register: Register, span: Span) -> dict[datetime, int]:
    if span.usage != "year":
        return {one.start: one.amount for one in amounts(register, span.usage, span.start, span.end)}
    by_year: dict[datetime, int] = {}
    first = span_on("year", span.start.astimezone(span.zone).date(), span.zone, span.on).start
    for one in amounts(register, "month", first, span.end):
        start = span_on("year", one.start.astimezone(span.zone).date(), span.zone, span.on).start
        by_year[start] = by_year.get(start, 0) + one.amount
    return by_year


def _borders(span: Span) -> Iterator[tuple[datetime, datetime]]:
    if span.usage != "year":
        found = periods(Usage.Period(span.usage), span.start, span.end, span.zone)
        return ((start, end) for start, end in found if start < span.end)
    return _years(span)


def _years(span: Span) -> Iterator[tuple[datetime, datetime]]:
    day = span.start.astimezone(span.zone).date()
    while (year := span_on("year", day, span.zone, day)).start < span.end:
        yield year.start, year.end
        day = step("year", year.on, 1)


def _words(start: datetime, span: Span) -> str:
    local, ja = start.replace(tzinfo=UTC).astimezone(span.zone), spoken() == "ja"
    if span.usage == "hour":
        return f"{local.month}月{local.day}日 {local:%H:%M}" if ja else f"{local.day} {local:%b %H:%M}"
    if span.usage == "day":
        return (
            f"{local.month}月{local.day}日({'月火水木金土日'[local.weekday()]})" if ja else f"{local:%a} {local.day} {local:%b}"
        )
    if span.usage == "month":
        return f"{local.year}年{local.month}月" if ja else f"{local:%b %Y}"
    return f"{local.year}年" if ja else f"{local.year}"
