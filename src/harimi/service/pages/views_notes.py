"""Notes about a meter are written, changed and deleted by those who may change it."""

from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from harimi.service.pages.access import changeable_meter, note_of, person
from harimi.service.pages.texts import text
from harimi.service.readings.annotating import EmptyError, Note, annotate, rewrite


@require_POST
@login_required
def add(request: HttpRequest, meter_id: UUID) -> HttpResponse:
    """A new note."""
    meter = changeable_meter(request, meter_id)
    try:
        annotate(meter, _typed(request, meter.site.zone), actor=person(request))
        messages.success(request, text("note.kept"))
    except (EmptyError, ValueError, OverflowError):
        messages.error(request, text("note.bad"))
    return redirect("meter_events", meter.pk)


@require_POST
@login_required
def change(request: HttpRequest, meter_id: UUID, note_id: int) -> HttpResponse:
    """A note says something else, or nothing any more."""
    meter = changeable_meter(request, meter_id)
    note = note_of(meter, note_id)
    if request.POST.get("action") == "delete":
        note.delete()
        messages.success(request, text("note.deleted"))
        return redirect("meter_events", meter.pk)
    try:
        rewrite(note, _typed(request, meter.site.zone), actor=person(request))
        messages.success(request, text("note.kept"))
    except (EmptyError, ValueError, OverflowError):
        messages.error(request, text("note.bad"))
    return redirect("meter_events", meter.pk)


def _typed(request: HttpRequest, zone: ZoneInfo) -> Note:
    """What the form says; its time is the site's own."""
    at = datetime.fromisoformat(request.POST.get("at", "")).replace(tzinfo=zone).astimezone(UTC)
    return Note(at, request.POST.get("text", ""))
