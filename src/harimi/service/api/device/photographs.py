"""A photograph as a camera sends it, by whichever way: what it says of it is checked, and the photograph taken."""

from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus

from django.utils.dateparse import parse_datetime

from harimi.service.api.problems import ProblemError
from harimi.service.captures.parts import part_of
from harimi.service.captures.services import (
    Accepted,
    CaptureError,
    FutureError,
    KeyReusedError,
    NotInstalledError,
    PartTooSmallError,
    SetUpOverError,
    accept,
)
from harimi.service.devices.models import Device, Frame
from harimi.vision.photo import NotAPhotoError, PhotoError, PhotoSizeError

LONGEST_KEY = 200
_STATUS: tuple[tuple[type[ValueError], HTTPStatus], ...] = (
    (NotAPhotoError, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
    (PhotoSizeError, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (PhotoError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (KeyReusedError, HTTPStatus.CONFLICT),
    (NotInstalledError, HTTPStatus.CONFLICT),
    (SetUpOverError, HTTPStatus.CONFLICT),
    (FutureError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (PartTooSmallError, HTTPStatus.UNPROCESSABLE_ENTITY),
)


@dataclass(frozen=True, slots=True)
class Sent:
    """A photograph and the camera's words about it, each empty where it said none."""

    data: bytes
    taken_at: str = ""
    key: str = ""
    part: str = ""


def take(device: Device, sent: Sent) -> Accepted:
    """Takes the photograph; durable when this returns. Raises a `ProblemError`."""
    taken_at, key, part = time_of(sent.taken_at), key_of(sent.key), _part(sent.part)
    try:
        return accept(device, sent.data, taken_at, key, part=part)
    except (CaptureError, PhotoError) as error:
        status = next(status for kind, status in _STATUS if isinstance(error, kind))
        raise ProblemError(status, error.code, str(error)) from error


def key_of(text: str) -> str:
    """An idempotency key."""
    if len(text) > LONGEST_KEY or not text.isprintable():
        raise ProblemError(
            HTTPStatus.UNPROCESSABLE_ENTITY, "bad_key", f"an idempotency key is at most {LONGEST_KEY} printable characters"
        )
    return text


def time_of(text: str) -> datetime:
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


def _part(text: str) -> Frame | None:
    try:
        return part_of(text) if text else None
    except ValueError as error:
        raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, "bad_part", str(error)) from error
