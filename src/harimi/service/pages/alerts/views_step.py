"""What people do about an alert: they see to it, put it off, or say that it is over."""

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from harimi.service.alerts.models import Alert
from harimi.service.alerts.queries import changeable_alerts
from harimi.service.alerts.services import LONGEST_NOTE, acknowledge, end_by_hand, snooze
from harimi.service.pages.access import person
from harimi.service.pages.texts import text

MORNING = time(8)


@require_POST
@login_required
def alert_step(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """Does what a button says, and goes back to where it was pressed."""
    row = changeable_alerts(person(request)).filter(pk=alert_id).first()
    if row is None:
        raise Http404
    do = _STEPS.get(request.POST.get("step", ""))
    if do is not None:
        _say(request, do(request, row))
    return redirect("alerts") if "list" in request.POST else redirect("alert", row.pk)


def _say(request: HttpRequest, done: str) -> None:
    """What was done; where nothing was, somebody else was faster."""
    if done:
        messages.success(request, done)
    else:
        messages.warning(request, text("alert.too_late"))


def _acknowledge(request: HttpRequest, row: Alert) -> str:
    done = acknowledge(row, actor=person(request), words=_note(request))
    return text("alert.acknowledged") if done else ""


def _snooze(request: HttpRequest, row: Alert) -> str:
    until = _UNTIL.get(request.POST.get("until", ""), _hour)(row)
    return text("alert.snoozed") if snooze(row, until, actor=person(request), words=_note(request)) else ""


def _end(request: HttpRequest, row: Alert) -> str:
    return text("alert.ended") if end_by_hand(row, actor=person(request), words=_note(request)) else ""


def _note(request: HttpRequest) -> str:
    return request.POST.get("note", "").strip()[:LONGEST_NOTE]


def _hour(_: Alert) -> datetime:
    return timezone.now() + timedelta(hours=1)


def _week(_: Alert) -> datetime:
    return timezone.now() + timedelta(weeks=1)


def _morning(row: Alert) -> datetime:
    """Eight o'clock of tomorrow, by the clocks of the site."""
    zone = row.meter.site.zone
    return datetime.combine(timezone.now().astimezone(zone).date() + timedelta(days=1), MORNING, tzinfo=zone)


_UNTIL: Mapping[str, Callable[[Alert], datetime]] = {"hour": _hour, "morning": _morning, "week": _week}
_STEPS: Mapping[str, Callable[[HttpRequest, Alert], str]] = {"acknowledge": _acknowledge, "snooze": _snooze, "end": _end}
