"""The device API, version 1: a camera sends its photographs, and tells of itself what it may (`reported`)."""

from datetime import UTC, datetime
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.dateparse import parse_datetime
from ninja import NinjaAPI, Schema, Status
from ninja.errors import AuthenticationError

from harimi.service.api.device.common import DeviceToken, ProblemBody, limited
from harimi.service.api.device.contact import Ordered, known_settings
from harimi.service.api.device.contact import router as contact_router
from harimi.service.api.device.reported import router
from harimi.service.api.problems import ProblemError, response
from harimi.service.captures.services import (
    Accepted,
    CaptureError,
    FutureError,
    KeyReusedError,
    NotInstalledError,
    SetUpOverError,
    accept,
)
from harimi.service.devices.models import Device
from harimi.service.devices.orders import orders_for
from harimi.vision.photo import MAX_BYTES, NotAPhotoError, PhotoError, PhotoSizeError

LONGEST_KEY = 200
OVERHEAD = 100_000
"""Bytes that a multipart body may have beside its photograph."""
_TOO_BIG = ProblemError(
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "photo_size", f"more than {MAX_BYTES} bytes; send a smaller picture"
)
_PHOTO_TYPES = "image/jpeg, image/png, image/webp, image/heic or image/bmp"


class Received(Schema):
    """A photograph that is safely kept."""

    id: str
    taken_at: datetime
    received_at: datetime
    orders: Ordered


api = NinjaAPI(title="Harimi device API", version="1", urls_namespace="device-v1", docs_url=None, openapi_url="/openapi.json")
api.add_router("", router)
api.add_router("", contact_router)
_REFUSALS = dict.fromkeys((401, 409, 411, 413, 415, 422, 429), ProblemBody)
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "image/*": {"schema": {"type": "string", "format": "binary"}},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["photo", "taken_at"],
                    "properties": {
                        "photo": {"type": "string", "format": "binary"},
                        "taken_at": {"type": "string", "format": "date-time"},
                        "idempotency_key": {"type": "string", "maxLength": LONGEST_KEY},
                    },
                }
            },
        },
    },
    "parameters": [
        {"in": "header", "name": "Harimi-Taken-At", "schema": {"type": "string", "format": "date-time"}},
        {"in": "header", "name": "Idempotency-Key", "schema": {"type": "string", "maxLength": LONGEST_KEY}},
        {"in": "header", "name": "Harimi-Settings", "schema": {"type": "integer"}},
    ],
}


@api.post("/captures", auth=DeviceToken(), response={200: Received, 201: Received, **_REFUSALS}, openapi_extra=_BODY)
def capture(request: HttpRequest) -> Status[Received]:
    """Sends one photograph: its bytes as the body, or a multipart form. Answers once they are durable.

    `Harimi-Taken-At` (or the form's `taken_at`) is when it was taken, with time zone. The same photograph again, by
    `Idempotency-Key` or by bytes and time, answers 200 with the first one's id.
    """
    device: Device = request.auth  # type: ignore[attr-defined]
    limited(device, "photograph")
    data, taken_at, key = _sent(request)
    accepted = _accepted(device, data, _time(taken_at), key)
    kept = accepted.capture
    status = HTTPStatus.CREATED if accepted.fresh else HTTPStatus.OK
    orders = Ordered(**orders_for(device, known_settings(request)))
    return Status(status.value, Received(id=str(kept.id), taken_at=kept.taken_at, received_at=kept.received_at, orders=orders))


@api.exception_handler(ProblemError)
def _problem(request: HttpRequest, problem: ProblemError) -> HttpResponse:
    return response(problem)


@api.exception_handler(RequestDataTooBig)
def _too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return response(_TOO_BIG)


@api.exception_handler(MultiPartParserError)
def _bad_form(request: HttpRequest, error: MultiPartParserError) -> HttpResponse:
    return response(ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, "bad_form", f"the form cannot be read: {error}"))


@api.exception_handler(AuthenticationError)
def _no_token(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return response(
        ProblemError(HTTPStatus.UNAUTHORIZED, "no_token", "send the camera's token as Authorization: Bearer <token>")
    )


def _sent(request: HttpRequest) -> tuple[bytes, str, str]:
    """Photograph, time taken and idempotency key, from the body and headers or from a form."""
    length = request.headers.get("Content-Length", "")
    if not length.isdecimal():
        raise ProblemError(HTTPStatus.LENGTH_REQUIRED, "no_length", "send the photograph with a Content-Length, not in chunks")
    if int(length) > MAX_BYTES + OVERHEAD:
        raise _TOO_BIG
    if request.content_type == "multipart/form-data":
        photo = request.FILES.get("photo")
        if photo is None:
            raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, "no_photo", 'the form has no file named "photo"')
        return photo.read(), request.POST.get("taken_at", ""), _key(request.POST.get("idempotency_key", ""))
    kind = request.content_type or ""
    if not kind.startswith("image/") and kind != "application/octet-stream":
        raise ProblemError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "not_a_photo", f"send the photograph as {_PHOTO_TYPES}")
    return request.body, request.headers.get("Harimi-Taken-At", ""), _key(request.headers.get("Idempotency-Key", ""))


def _key(text: str) -> str:
    if len(text) > LONGEST_KEY or not text.isprintable():
        raise ProblemError(
            HTTPStatus.UNPROCESSABLE_ENTITY, "bad_key", f"an idempotency key is at most {LONGEST_KEY} printable characters"
        )
    return text


def _time(text: str) -> datetime:
    """The time taken. A camera without a clock sends none, and means now."""
    if not text:
        return datetime.now(UTC)
    try:
        taken_at = parse_datetime(text.strip())
        if taken_at is not None and taken_at.tzinfo is not None:
            return taken_at.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    why = f"{text[:40]!r} is no time with a time zone; write it like 2026-11-24T09:30:00+09:00"
    raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, "bad_time", why)


_STATUS: tuple[tuple[type[ValueError], HTTPStatus], ...] = (
    (NotAPhotoError, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
    (PhotoSizeError, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (PhotoError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (KeyReusedError, HTTPStatus.CONFLICT),
    (NotInstalledError, HTTPStatus.CONFLICT),
    (SetUpOverError, HTTPStatus.CONFLICT),
    (FutureError, HTTPStatus.UNPROCESSABLE_ENTITY),
)


def _accepted(device: Device, data: bytes, taken_at: datetime, key: str) -> Accepted:
    try:
        return accept(device, data, taken_at, key)
    except (CaptureError, PhotoError) as error:
        status = next(status for kind, status in _STATUS if isinstance(error, kind))
        raise ProblemError(status, error.code, str(error)) from error
