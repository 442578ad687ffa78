"""The readings of a meter's span as a CSV, as long as it may be: written as the database hands the rows out."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from io import StringIO
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from harimi.service.pages.meter_frame import Framed, framed_for_all
from harimi.service.pages.reads import reads
from harimi.service.pages.reports.table import MARK, MEDIA
from harimi.service.pages.spans import Span, asked_span
from harimi.service.pages.texts import text
from harimi.service.readings.models import Reading, State
from harimi.service.readings.series import bounds
from harimi.service.readings.stated import stated
from harimi.service.readings.totals import Totals

AT_ONCE = 500
HEAD = ("meter.time", "meter.value", "meter.counted_total", "reports.unit", "meter.state", "meter.confidence")


@dataclass(frozen=True, slots=True)
class Words:
    """In the reader's language: rows are written when nobody knows it any more."""

    head: list[str]
    states: Mapping[str, str]


@require_safe
@login_required
def readings_csv(request: HttpRequest, meter_id: UUID) -> StreamingHttpResponse:
    """Each reading with its total and its state, in the site's own time with its distance from UTC."""
    found = framed_for_all(request, meter_id)
    reach = bounds(found.register)
    span = asked_span(request.GET, found.zone, timezone.now(), found.seen.cut(*reach)[0] if reach else None)
    words = Words([text(key) for key in HEAD], {one.value: text(f"state.{one.value}") for one in State})
    answer = StreamingHttpResponse(_lines(found, span, words), content_type=MEDIA)
    name = f"{found.register.meter.name} {span.start.astimezone(found.zone):%Y-%m-%d}.csv"
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _lines(found: Framed, span: Span, words: Words) -> Iterator[bytes]:
    start, end = found.seen.cut(span.start, span.end)
    asked = Reading.objects.filter(register=found.register, at__gte=start, at__lt=end).order_by("at")
    totals = Totals(found.register)
    yield (MARK + _line(words.head)).encode()
    for one in asked.iterator(chunk_size=AT_ONCE):
        yield _line(_row(found, one, totals, words)).encode()


def _row(found: Framed, reading: Reading, totals: Totals, words: Words) -> list[str]:
    reading.attempt = None  # its evidence is not told
    told, register = stated(found.register, reading, totals), found.register
    value = reads(reading.value, register) if register.is_state and told.value is not None else _number(told.value)
    at = reading.at.astimezone(found.zone).isoformat(timespec="seconds")
    return [at, value, _number(told.total), register.unit, words.states[told.state], f"{told.confidence:.3f}"]


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"


def _line(cells: list[str]) -> str:
    made = StringIO()
    csv.writer(made, lineterminator="\r\n").writerow(cells)
    return made.getvalue()
