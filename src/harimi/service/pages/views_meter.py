"""The first page of a meter: its curve, its usage, what both compare with, and its table."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from harimi.service.meters.models import Register
from harimi.service.pages.access import person
from harimi.service.pages.bands import bands, lit
from harimi.service.pages.charts import bars
from harimi.service.pages.charts import curve as drawn
from harimi.service.pages.comparing import Other, in_words, other_of, partners
from harimi.service.pages.curves import columns, curve_of
from harimi.service.pages.meter_frame import Framed, framed_for_all
from harimi.service.pages.slots import beside, slots_of
from harimi.service.pages.spans import KINDS, Span, asked_span
from harimi.service.pages.used import figures
from harimi.service.pages.vendor import has_uplot
from harimi.service.readings.queries import moments
from harimi.service.readings.series import Reach, bounds, table
from harimi.service.readings.spells import spells

ROWS = 50


@require_safe
@login_required
def meter(request: HttpRequest, meter_id: UUID) -> HttpResponse:
    """The page of a meter for one time of its site."""
    found = framed_for_all(request, meter_id)
    register, reach = found.register, bounds(found.register)
    span, others = _span(request, found, reach), _partners(request, found)
    other = _other(request, found, span, lambda: others)
    slots = slots_of(register, span, found.seen) if register.counts_up else []
    if slots and other is not None:
        finer = register.usage_decimals - other.register.usage_decimals
        slots = beside(slots, slots_of(other.register, other.span), finer)
    if register.is_state:
        return render(request, "pages/meter.html", _panel(found, span) | _table(request, found, span))
    line = curve_of(register, span, found.seen, other, buckets=200)
    context = found.context(
        "curve",
        span=span,
        kinds=KINDS,
        other=other,
        partners=others,
        compared=in_words(register, span, other, reach) if other is not None else "",
        curve=drawn(line.seen, line.lost, register, span, other=line.other, flags=line.flags),
        flags=line.flags,
        bars=bars(slots, register, span),
        slots=[one for one in slots[::-1] if one.amount is not None or one.other is not None],
        figures=figures(register, *found.seen.cut(span.start, span.end), reach),
        moments=moments(register, most=6, seen=found.seen),
        uplot=has_uplot(),
        **_table(request, found, span),
    )
    return render(request, "pages/meter.html", context)


def _panel(found: Framed, span: Span) -> dict[str, Any]:
    """What the page says of lamps and flags instead of a curve."""
    register = found.register
    stood = spells(register, *found.seen.cut(span.start, span.end))
    return found.context(
        "curve",
        span=span,
        kinds=KINDS,
        bands=bands(stood, register, span),
        figures=lit(stood, register),
        moments=moments(register, most=6, seen=found.seen),
    )


@require_safe
@login_required
def curve(request: HttpRequest, meter_id: UUID) -> JsonResponse:
    """The curve's points as columns, for the script that draws it; nothing between keeps them."""
    found = framed_for_all(request, meter_id)
    span = _span(request, found, bounds(found.register) if request.GET.get("span") == "all" else None)
    other = _other(request, found, span, lambda: _partners(request, found))
    line = curve_of(found.register, span, found.seen, other, buckets=300)
    answer = JsonResponse(columns(line, found.register, span))
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _partners(request: HttpRequest, found: Framed) -> list[Register]:
    return partners(found.register, person(request)) if found.member else []


def _other(request: HttpRequest, found: Framed, span: Span, others: Callable[[], list[Register]]) -> Other | None:
    """What the span is compared with; a tenant compares nothing, since what was before may be somebody else's."""
    return other_of(request.GET.get("with", ""), found.register, span, others) if found.member else None


def _span(request: HttpRequest, found: Framed, reach: Reach | None) -> Span:
    return asked_span(request.GET, found.zone, timezone.now(), found.seen.cut(*reach)[0] if reach else None)


def _table(request: HttpRequest, found: Framed, span: Span) -> dict[str, Any]:
    """One page of the readings' table."""
    asked = request.GET.get("page", "")
    page = min(int(asked), 10_000) if asked.isascii() and asked.isdigit() else 0
    rows = table(found.register, *found.seen.cut(span.start, span.end), skip=page * ROWS, most=ROWS)
    more = page + 1 if len(rows) > ROWS else None
    return {"readings": rows[:ROWS], "page": page, "newer": page - 1 if page else None, "older": more}
