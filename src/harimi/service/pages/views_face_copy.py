"""A face is used for other meters of the same kind: laid on each, read, and kept where a person says that it is right."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from harimi.service.meters.models import Face as FaceRow
from harimi.service.meters.models import Meter
from harimi.service.meters.queries import meters_of
from harimi.service.pages.access import changeable_meter, person, the_register
from harimi.service.pages.face_sent import body, drawn, in_words, spoken_language, told
from harimi.service.pages.face_words import words
from harimi.service.pages.texts import text
from harimi.service.readings.copying import Like, laid_on, like_meters, newest_face
from harimi.service.readings.face_faults import FaceFaultError
from harimi.service.readings.set_up import keep_face
from harimi.service.readings.trying import tried


@require_safe
@login_required
def copy_face(request: HttpRequest, meter_id: UUID) -> HttpResponse:
    """The person's other meters of the same kind."""
    meter = changeable_meter(request, meter_id)
    register = the_register(meter)
    row = newest_face(register)
    likes = [] if row is None else like_meters(_neighbours(request, meter), register)
    context = {"meter": meter, "register": register, "row": row, "likes": likes, "words": words()}
    return render(request, "pages/face_copy.html", context)


@require_POST
@login_required
@in_words
def try_copy(request: HttpRequest, meter_id: UUID) -> HttpResponse:
    """Where the face lies on one other meter's photograph, and what it reads there."""
    meter, sent = changeable_meter(request, meter_id), body(request)
    row, like = _meant(request, meter, sent)
    laid = laid_on(row, like)
    found = told(tried(like.picture, laid.face, spoken_language()), like.register)
    face = laid.face.model_dump(mode="json")
    return JsonResponse({**found, "face": face, "picture": like.picture.pk, "how": text(f"face.laid.{laid.how}")})


@require_POST
@login_required
@in_words
def save_copy(request: HttpRequest, meter_id: UUID) -> HttpResponse:
    """Keeps the face that was seen on another meter's photograph."""
    meter, sent = changeable_meter(request, meter_id), body(request)
    _, like = _meant(request, meter, sent)
    picture, face = drawn(sent, like.meter)
    keep_face(like.register, picture, face, actor=person(request))
    return JsonResponse({"next": reverse("meter", args=[like.meter.pk])})


def _neighbours(request: HttpRequest, meter: Meter) -> QuerySet[Meter]:
    """The meters of the same organization, which the person may change since they may change this one."""
    return meters_of(person(request)).filter(site__organization=meter.site.organization)


def _meant(request: HttpRequest, meter: Meter, sent: dict[str, Any]) -> tuple[FaceRow, Like]:
    register = the_register(meter)
    row = newest_face(register)
    try:
        target = UUID(str(sent.get("target")))
    except ValueError as error:
        raise FaceFaultError("sent") from error
    like = next(iter(like_meters(_neighbours(request, meter).filter(pk=target), register)), None)
    if row is None or like is None:
        raise Http404
    return row, like
