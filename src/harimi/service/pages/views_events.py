"""What happened to a meter, and the notes about it."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from harimi.service.accounts.access import Action, may
from harimi.service.pages.happened import in_words
from harimi.service.pages.meter_frame import framed
from harimi.service.readings.annotating import LONGEST
from harimi.service.readings.happened import happened, happened_by


@require_safe
@login_required
def events(request: HttpRequest, meter_id: UUID) -> HttpResponse:
    """The list, and for those who may change the meter the form of a note."""
    found = framed(request, meter_id)
    now = timezone.now().astimezone(found.zone)
    told = happened_by if may(request.user, found.meter.site.organization, Action.SEE_PEOPLE) else happened
    listed = [in_words(one) for one in told(found.meter)]
    context = found.context("events", events=listed, now=f"{now:%Y-%m-%dT%H:%M}", longest=LONGEST)
    return render(request, "pages/meter_events.html", context)
