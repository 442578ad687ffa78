"""Photographs are read again on request: how many, how far it is, and what changed."""

from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from harimi.service.meters.models import Meter
from harimi.service.pages.access import changeable_meter, the_register
from harimi.service.pages.moments import exact, moment_of, typed_as
from harimi.service.pages.texts import text
from harimi.service.readings.rereading import BEGINNING, ask_again, changes, progress, trusted_between

WEEK = timedelta(days=7)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def reread_face(request: HttpRequest, meter_id: UUID) -> HttpResponse:
    """The form, and below it how far the photographs are that were asked for last; the address says which."""
    meter = changeable_meter(request, meter_id)
    if request.method == "POST":
        return _asked(request, meter)
    register, zone = the_register(meter), meter.site.zone
    begin, end, asked = (exact(request.GET.get(name, "")) for name in ("from", "to", "asked"))
    now = timezone.now()
    context = {"meter": meter, "register": register, "zone": zone}
    context |= {"low": typed_as(now - WEEK, zone), "high": typed_as(now, zone), "progress": None}
    if begin is not None and end is not None and asked is not None:
        had = request.GET.get("had", "")
        context["progress"] = progress(register, begin, end)
        context["changes"] = changes(register, begin, end, asked)
        context["had"] = had if had.isascii() and had.isdigit() and len(had) < 10 else ""
        context["has"] = trusted_between(register, begin, end)
    return render(request, "pages/face_reread.html", context)


def _asked(request: HttpRequest, meter: Meter) -> HttpResponse:
    span = _span(request, meter)
    if span is None:
        messages.error(request, text("face.bad_time"))
        return redirect("reread_face", meter.pk)
    register, (begin, end), asked = the_register(meter), span, timezone.now()
    had = trusted_between(register, begin, end)
    ask_again(register, begin, end)
    told = {"from": begin.isoformat(), "to": end.isoformat(), "asked": asked.isoformat(), "had": had}
    return redirect(f"{reverse('reread_face', args=[meter.pk])}?{urlencode(told)}")


def _span(request: HttpRequest, meter: Meter) -> tuple[datetime, datetime] | None:
    if request.POST.get("range") == "all":
        return BEGINNING, timezone.now()
    begin, end = (moment_of(request.POST.get(name, ""), meter.site.zone) for name in ("from", "to"))
    if begin is None or end is None or begin >= end:
        return None
    return begin, end + timedelta(minutes=1)
