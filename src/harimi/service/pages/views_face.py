"""A face is drawn on a photograph, and kept."""

import json
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from harimi.service.captures.models import Cut
from harimi.service.meters.models import Meter
from harimi.service.pages.access import changeable_meter, person, the_register
from harimi.service.pages.face_sent import body, drawn, in_words, picture_of
from harimi.service.pages.face_words import words
from harimi.service.pages.texts import text
from harimi.service.readings.copying import drawn_on
from harimi.service.readings.face_faults import FaceFaultError
from harimi.service.readings.proposing import proposed, sub_dials
from harimi.service.readings.samples import samples
from harimi.service.readings.set_up import SINCE, keep_face
from harimi.service.readings.templates import begin


@require_safe
@login_required
def face(request: HttpRequest, meter_id: UUID) -> HttpResponse:
    """The editor, beginning with what was proposed."""
    meter = changeable_meter(request, meter_id)
    register, asked = the_register(meter), request.GET.get("picture")
    picture = drawn_on(meter) if asked is None else _asked(meter, asked)
    if picture is None:
        messages.info(request, text("face.no_picture"))
        return render(request, "pages/face.html", {"meter": meter, "register": register, "picture": None})
    begun = begin(register, picture)
    context = {
        "meter": meter,
        "register": register,
        "picture": picture,
        "face": begun.face.model_dump(mode="json"),
        "how": begun.how,
        "lamps": json.dumps(register.states),
        "hint": text(f"face.how.{begun.how}", name=begun.name),
        "others": samples(register, picture, meter.site.zone),
        "zone": meter.site.zone,
        "words": words(),
    }
    return render(request, "pages/face.html", context)


def _asked(meter: Meter, number: str) -> Cut:
    """The photograph that an address names."""
    try:
        return picture_of(meter, number)
    except FaceFaultError as error:
        raise Http404 from error


@require_POST
@login_required
@in_words
def propose_face(request: HttpRequest, meter_id: UUID) -> HttpResponse:
    """What vision finds on the photograph, whatever face there is."""
    meter = changeable_meter(request, meter_id)
    picture = picture_of(meter, body(request).get("picture"))
    found = proposed(picture, the_register(meter))
    hint = text(f"face.how.{found.how}")
    return JsonResponse({"face": found.face.model_dump(mode="json"), "how": found.how, "hint": hint})


@require_POST
@login_required
@in_words
def find_sub_dials(request: HttpRequest, meter_id: UUID) -> HttpResponse:
    """The dials beside a row of drums that the photograph shows."""
    meter = changeable_meter(request, meter_id)
    found = sub_dials(picture_of(meter, body(request).get("picture")))
    return JsonResponse({"displays": [dial.model_dump(mode="json") for dial in found]})


@require_POST
@login_required
@in_words
def save_face(request: HttpRequest, meter_id: UUID) -> HttpResponse:
    """Keeps the face; answers where to go on."""
    meter, sent = changeable_meter(request, meter_id), body(request)
    picture, face = drawn(sent, meter)
    since = str(sent.get("since", "picture"))
    keep_face(the_register(meter), picture, face, actor=person(request), since=since if since in SINCE else "picture")
    messages.success(request, text("face.saved" if picture.frame is None else "face.saved_again"))
    return JsonResponse({"next": reverse("meter", args=[meter.pk])})
