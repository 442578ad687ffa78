"""The device API, version 1: a camera sends its photographs (`captures`), and tells of itself what it may (`reported`)."""

from datetime import datetime
from http import HTTPStatus

from django.http import HttpRequest
from ninja import NinjaAPI, Schema, Status

from harimi.service.api.device import batch, contact, measurements, reported
from harimi.service.api.device.answers import orders
from harimi.service.api.device.common import DeviceToken, ProblemBody, limited
from harimi.service.api.device.contact import Ordered
from harimi.service.api.device.handlers import OVERHEAD, add_handlers, measured, too_big
from harimi.service.api.device.photographs import LONGEST_KEY, RefusedValue, Sent, Taken, take
from harimi.service.api.problems import ProblemError
from harimi.service.devices.models import Device
from harimi.vision.photo import MAX_BYTES

_PHOTO_TYPES = "image/jpeg, image/png, image/webp, image/heic or image/bmp"


class Received(Schema):
    """A photograph that is safely kept."""

    id: str
    taken_at: datetime
    received_at: datetime
    refused_value: RefusedValue | None = None
    orders: Ordered


api = NinjaAPI(title="Harimi device API", version="1", urls_namespace="device-v1", docs_url=None, openapi_url="/openapi.json")
api.add_router("", batch.router)
api.add_router("", measurements.router)
api.add_router("", reported.router)
api.add_router("", contact.router)
add_handlers(api)
_REFUSALS = dict.fromkeys((401, 403, 409, 411, 413, 415, 422, 429), ProblemBody)
_PART = {"type": "string", "pattern": r"^[0-9.]+(,[0-9.]+){3}$", "example": "0.25,0.1,0.5,0.4"}
_VALUE = {"type": "string", "pattern": r"^-?[0-9]{1,15}(\.[0-9]{1,9})?$", "example": "123.45"}
_FORM = {
    "photo": {"type": "string", "format": "binary"},
    "taken_at": {"type": "string", "format": "date-time"},
    "idempotency_key": {"type": "string", "maxLength": LONGEST_KEY},
    "part": _PART,
    "value": _VALUE,
}
_HEADERS = {
    "Harimi-Taken-At": {"type": "string", "format": "date-time"},
    "Idempotency-Key": {"type": "string", "maxLength": LONGEST_KEY},
    "Harimi-Part": _PART,
    "Harimi-Value": _VALUE,
    "Harimi-Settings": {"type": "integer"},
}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "image/*": {"schema": {"type": "string", "format": "binary"}},
            "multipart/form-data": {
                "schema": {"type": "object", "required": ["photo", "taken_at"], "properties": _FORM},
            },
        },
    },
    "parameters": [{"in": "header", "name": name, "schema": schema} for name, schema in _HEADERS.items()],
}


@api.post("/captures", auth=DeviceToken(), response={200: Received, 201: Received, **_REFUSALS}, openapi_extra=_BODY)
def capture(request: HttpRequest) -> Status[Received]:
    """Sends one photograph: its bytes as the body, or a multipart form. Answers once they are durable.

    `Harimi-Taken-At` (or the form's `taken_at`) is when it was taken, with time zone. The same photograph again, by
    `Idempotency-Key` or by bytes and time, answers 200 with the first one's id. `Harimi-Part` (`part`) where only that part
    of the view is sent: x, y, width and height as shares of the upright picture. `Harimi-Value` (`value`) is what the camera
    read in it itself, with a point; it is judged beside what is read here. `refused_value` says why one was not taken.
    """
    device: Device = request.auth  # type: ignore[attr-defined]
    limited(device, "photograph")
    taken = take(device, _sent(request))
    status = HTTPStatus.CREATED if taken.fresh else HTTPStatus.OK
    return Status(status.value, received(taken, orders(request)))


def received(taken: Taken, told: Ordered) -> Received:
    """The answer to a photograph that is kept."""
    kept = taken.capture
    return Received(
        id=str(kept.id),
        taken_at=kept.taken_at,
        received_at=kept.received_at,
        refused_value=RefusedValue.of(taken),
        orders=told,
    )


def _sent(request: HttpRequest) -> Sent:
    """The photograph and what is said of it, from the body and headers or from a form."""
    measured(request, MAX_BYTES + OVERHEAD, too_big)
    if request.content_type == "multipart/form-data":
        photo = request.FILES.get("photo")
        if photo is None:
            raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, "no_photo", 'the form has no file named "photo"')
        said = request.POST
        return Sent(photo.read(), *(said.get(name, "") for name in ("taken_at", "idempotency_key", "part", "value")))
    kind = request.content_type or ""
    if not kind.startswith("image/") and kind != "application/octet-stream":
        raise ProblemError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "not_a_photo", f"send the photograph as {_PHOTO_TYPES}")
    told = (request.headers.get(name, "") for name in ("Harimi-Taken-At", "Idempotency-Key", "Harimi-Part", "Harimi-Value"))
    return Sent(request.body, *told)
