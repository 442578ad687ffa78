"""The photographs of a meter as a film strip, day by day, newest first."""

from datetime import UTC, datetime
from itertools import groupby
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from harimi.service.pages.meter_frame import framed_for_all
from harimi.service.readings.queries import ONLY, moments

MOST = 48


@require_safe
@login_required
def photographs(request: HttpRequest, meter_id: UUID) -> HttpResponse:
    """A stretch of photographs before a moment, all of them or those of one state."""
    found = framed_for_all(request, meter_id)
    only = request.GET.get("only", "")
    listed = moments(found.register, MOST + 1, seen=found.seen, before=_before(request.GET.get("before", "")), only=only)
    shown = listed[:MOST]
    context = found.context(
        "photographs",
        only=only if only in ONLY else "",
        choices=ONLY,
        days=[(day, list(group)) for day, group in groupby(shown, lambda one: one["at"].astimezone(found.zone).date())],
        older=shown[-1]["at"].isoformat() if len(listed) > MOST else "",
        newer="before" in request.GET,
    )
    return render(request, "pages/meter_photographs.html", context)


def _before(asked: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(asked)
        at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return at if timezone.is_aware(at) else None
