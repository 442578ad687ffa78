"""What the face editor's script sends, and how it hears of a fault."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language

from harimi.service.captures.models import Cut
from harimi.service.meters.models import Meter, Register
from harimi.service.pages.reads import reads
from harimi.service.pages.texts import text
from harimi.service.platform.blobs import BlobMissingError
from harimi.service.readings.face_faults import FaceFaultError
from harimi.service.readings.trying import Tried, parsed

FaceView = Callable[..., HttpResponse]


def in_words(view: FaceView) -> FaceView:
    """A fault of the face is answered as 422, in the reader's language."""

    @wraps(view)
    def answered(request: HttpRequest, meter_id: UUID, **rest: Any) -> HttpResponse:
        try:
            return view(request, meter_id, **rest)
        except FaceFaultError as error:
            return JsonResponse({"detail": fault_text(error)}, status=422)
        except BlobMissingError:
            return JsonResponse({"detail": text("face.fault.picture_gone")}, status=422)

    return answered


def fault_text(error: FaceFaultError) -> str:
    """A fault in words."""
    return text(f"face.fault.{error.code}", **error.values)


def body(request: HttpRequest) -> dict[str, Any]:
    """The JSON object that was sent."""
    try:
        sent = json.loads(request.body)
    except ValueError as error:
        raise FaceFaultError("sent") from error
    if not isinstance(sent, dict):
        raise FaceFaultError("sent")
    return sent


def picture_of(meter: Meter, number: object) -> Cut:
    """A photograph of this meter."""
    try:
        found = Cut.objects.filter(installation__meter=meter, pk=int(str(number))).select_related("installation").first()
    except (ValueError, OverflowError) as error:
        raise FaceFaultError("sent") from error
    if found is None:
        raise FaceFaultError("picture_gone")
    return found


def drawn(sent: dict[str, Any], meter: Meter) -> tuple[Cut, Any]:
    """The face that was drawn and its photograph."""
    if "picture" not in sent or "face" not in sent:
        raise FaceFaultError("sent")
    picture = picture_of(meter, sent["picture"])
    return picture, parsed(sent["face"], picture)


def spoken_language() -> str:
    """The language in which reasons are told."""
    return get_language() or "ja"


def told(tried: Tried, register: Register) -> dict[str, Any]:
    """What a face reads, as the script takes it; a note where the meter was registered with other decimals.

    Hands resolve more than is printed; of them only too few decimals are worth a word.
    """
    decimals = register.decimals
    other = tried.decimals is not None and (tried.decimals < decimals or (tried.decimals > decimals and not tried.hands))
    note = text("face.other_decimals", shown=tried.decimals, kept=decimals) if other else ""
    return {
        "value": _words(tried, register),
        "state": tried.state,
        "confidence": tried.confidence,
        "evidence": tried.evidence,
        "reasons": tried.reasons or ([] if tried.state == "published" else [text("face.failed")]),
        "note": note,
    }


def _words(tried: Tried, register: Register) -> str:
    if tried.value is None:
        return "–"
    return reads(int(tried.value), register) if register.is_state else f"{tried.value:f}"
