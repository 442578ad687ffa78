"""A face is drawn on a photograph, and what it reads is seen at once."""

import json
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from harimi.service.captures.models import Cut
from harimi.service.meters.models import Meter
from harimi.service.pages.access import changeable_meter, person, the_register
from harimi.service.pages.texts import text
from harimi.service.readings.set_up import FaceFaultError, beginning, keep_face, parsed, set_up_picture, tried


@require_safe
@login_required
def face(request: HttpRequest, meter_id: UUID) -> HttpResponse:
    """The editor, beginning with what was proposed."""
    meter = changeable_meter(request, meter_id)
    register, picture = the_register(meter), _picture(meter)
    if picture is None:
        messages.info(request, text("face.no_picture"))
        return render(request, "pages/face.html", {"meter": meter, "register": register, "picture": None})
    begun = beginning(register, picture).model_dump(mode="json")
    context = {"meter": meter, "register": register, "picture": picture, "face": begun, "words": _words()}
    return render(request, "pages/face.html", context)


@require_POST
@login_required
def try_face(request: HttpRequest, meter_id: UUID) -> HttpResponse:
    """What the face reads on its photograph."""
    meter = changeable_meter(request, meter_id)
    try:
        picture, drawn = _sent(request, meter)
        return JsonResponse(asdict(tried(picture, drawn, get_language() or "ja")))
    except FaceFaultError as error:
        return JsonResponse({"detail": str(error)}, status=422)


@require_POST
@login_required
def save_face(request: HttpRequest, meter_id: UUID) -> HttpResponse:
    """Keeps the face; answers where to go on."""
    meter = changeable_meter(request, meter_id)
    try:
        picture, drawn = _sent(request, meter)
        keep_face(the_register(meter), picture, drawn, actor=person(request))
    except FaceFaultError as error:
        return JsonResponse({"detail": str(error)}, status=422)
    messages.success(request, text("face.saved"))
    return JsonResponse({"next": reverse("meter", args=[meter.pk])})


def _picture(meter: Meter) -> Cut | None:
    """The newest photograph that nobody has marked yet, else that of the newest installation that has one."""
    watching = meter.installations.filter(until=None).order_by("-since")
    unmarked = watching.filter(frame__isnull=True, cuts__isnull=False).distinct()
    for installation in (*unmarked, *watching):
        found = set_up_picture(installation)
        if found is not None:
            return found
    return None


def _sent(request: HttpRequest, meter: Meter) -> tuple[Cut, Any]:
    try:
        sent = json.loads(request.body)
        picture = Cut.objects.filter(installation__meter=meter, pk=int(sent["picture"])).first()
        drawn = sent["face"]
    except (ValueError, KeyError, TypeError) as error:
        raise FaceFaultError("send a picture and a face") from error
    if picture is None:
        raise FaceFaultError("this picture is not there any more; load the page again")
    return picture, parsed(drawn, picture)


def _words() -> dict[str, str]:
    """The texts of the editor's own script."""
    plain = ("trying", "failed", "remove_point")
    numbered = ("corner", "point", "point_value")
    states = ("estimated", "uncertain", "unreadable")
    return (
        {name: text(f"face.{name}") for name in plain}
        | {name: text(f"face.{name}", n="{n}") for name in numbered}
        | {f"state_{state}": text(f"state.{state}") for state in states}
    )
