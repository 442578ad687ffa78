"""Many photographs in one request, each judged by itself."""

from collections.abc import Iterator
from datetime import datetime
from http import HTTPStatus

import structlog
from django.http import HttpRequest
from ninja import Router, Schema, Status

from harimi.service.api.device.answers import orders
from harimi.service.api.device.bodies import SETTINGS_HEADER
from harimi.service.api.device.common import DeviceToken, ProblemBody, room_for, within_limit
from harimi.service.api.device.contact import Ordered
from harimi.service.api.device.handlers import MOST, OVERHEAD, fault, measured, too_many
from harimi.service.api.device.photographs import LONGEST_KEY, RefusedValue, Sent, take
from harimi.service.api.problems import ProblemError
from harimi.service.devices.models import Device
from harimi.vision.photo import MAX_BYTES

log = structlog.stdlib.get_logger(__name__)
router = Router()
_WORDS = ("taken_at", "idempotency_key", "part", "value")
_TEXTS = {"type": "array", "maxItems": MOST, "items": {"type": "string"}}
_PROPERTIES = {
    "photo": {"type": "array", "maxItems": MOST, "items": {"type": "string", "format": "binary"}},
    "taken_at": {**_TEXTS, "items": {"type": "string", "format": "date-time"}},
    "idempotency_key": {**_TEXTS, "items": {"type": "string", "maxLength": LONGEST_KEY}},
    "part": _TEXTS,
    "value": _TEXTS,
}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {"type": "object", "required": ["photo", "taken_at"], "properties": _PROPERTIES},
            }
        },
    },
    **SETTINGS_HEADER,
}


class Outcome(Schema):
    """What became of one photograph: 201 kept, 200 known already; else a problem's status, code and what to do."""

    status: int
    id: str | None = None
    taken_at: datetime | None = None
    received_at: datetime | None = None
    refused_value: RefusedValue | None = None
    code: str | None = None
    detail: str | None = None


class Outcomes(Schema):
    """One outcome for each photograph, in order."""

    outcomes: list[Outcome]
    orders: Ordered


_REFUSALS = dict.fromkeys((401, 403, 411, 413, 422, 429), ProblemBody)


@router.post("/captures/batch", auth=DeviceToken(), response={200: Outcomes, **_REFUSALS}, openapi_extra=_BODY)
def captures_batch(request: HttpRequest) -> Status[Outcomes]:
    """Sends up to 100 photographs in a form, 40 MB in all, and hears what became of each.

    Fields come in the order of the photographs, empty where there is nothing to say. One that is refused harms no other;
    those beyond the limit of a minute are answered 429 each.
    """
    device: Device = request.auth  # type: ignore[attr-defined]
    room_for(device, "photograph")
    measured(request, MAX_BYTES + OVERHEAD, _too_big)
    outcomes = [_outcome(device, sent) for sent in _sent(request)]
    return Status(HTTPStatus.OK.value, Outcomes(outcomes=outcomes, orders=orders(request)))


def _too_big() -> ProblemError:
    why = f"a batch is at most {MAX_BYTES} bytes; send fewer photographs at a time"
    return ProblemError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "batch_size", why)


def _sent(request: HttpRequest) -> Iterator[Sent]:
    """The photographs, read one after the other."""
    if request.content_type != "multipart/form-data":
        raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, "bad_form", "send the batch as multipart/form-data")
    photos = request.FILES.getlist("photo")
    if not photos:
        raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, "no_photo", 'the form has no file named "photo"')
    if len(photos) > MOST:
        raise too_many()
    words = [_said(request, name, len(photos)) for name in _WORDS]
    return (Sent(photo.read(), *said) for photo, *said in zip(photos, *words, strict=True))


def _said(request: HttpRequest, name: str, count: int) -> list[str]:
    """A field's texts, one for each photograph; where the form has none of them, nothing is said of any."""
    found = request.POST.getlist(name)
    if not found and name != "taken_at":
        return [""] * count
    if len(found) != count:
        why = f'{count} photographs came with {len(found)} fields "{name}"; send one for each, in order, empty where unknown'
        raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, "bad_form", why)
    return found


def _outcome(device: Device, sent: Sent) -> Outcome:
    if not within_limit(device, "photograph"):
        return Outcome(status=HTTPStatus.TOO_MANY_REQUESTS.value, code="too_many", detail="too many a minute; send it later")
    try:
        taken = take(device, sent)
    except ProblemError as problem:
        return _problem(problem)
    except Exception:  # one photograph that breaks something keeps the others from nothing
        log.exception("a photograph of a batch could not be taken")
        return _problem(fault())
    kept, status = taken.capture, HTTPStatus.CREATED if taken.fresh else HTTPStatus.OK
    return Outcome(
        status=status.value,
        id=str(kept.id),
        taken_at=kept.taken_at,
        received_at=kept.received_at,
        refused_value=RefusedValue.of(taken),
    )


def _problem(problem: ProblemError) -> Outcome:
    return Outcome(status=problem.status.value, code=problem.code, detail=problem.detail)
