"""A photograph as a camera sends it, by whichever way: what it says of it is checked, and the photograph taken."""

from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus

from django.utils.dateparse import parse_datetime
from ninja import Schema

from harimi.service.api.problems import ProblemError
from harimi.service.captures.models import Capture
from harimi.service.captures.parts import part_of
from harimi.service.captures.services import (
    CaptureError,
    KeyReusedError,
    NotInstalledError,
    SetUpOverError,
    accept,
)
from harimi.service.devices.models import Device, Frame
from harimi.service.readings.edge import prove, tell_with
from harimi.service.readings.told import Told, ToldOtherwiseError, told
from harimi.vision.photo import NotAPhotoError, PhotoError, PhotoSizeError

LONGEST_KEY = 200
_STATUS: tuple[tuple[type[ValueError], HTTPStatus], ...] = (
    (NotAPhotoError, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
    (PhotoSizeError, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (KeyReusedError, HTTPStatus.CONFLICT),
    (NotInstalledError, HTTPStatus.CONFLICT),
    (SetUpOverError, HTTPStatus.CONFLICT),
    (ToldOtherwiseError, HTTPStatus.CONFLICT),
)


@dataclass(frozen=True, slots=True)
class Sent:
    """A photograph and the camera's words about it, each empty where it said none."""

    data: bytes
    taken_at: str = ""
    key: str = ""
    part: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """A photograph that is kept; `fresh` where it came for the first time. `refused` is why its value was not taken."""

    capture: Capture
    fresh: bool
    refused: ProblemError | None = None


def take(device: Device, sent: Sent) -> Taken:
    """Takes the photograph and what the camera read in it; both durable when this returns. Raises a `ProblemError`.

    A value that cannot be is refused alone: the photograph is read here too.
    """
    taken_at, key, part = time_of(sent.taken_at), key_of(sent.key), _part(sent.part)
    try:
        said = told(sent.value) if sent.value else None
        accepted = accept(device, sent.data, taken_at, key, part=part)
        prove(accepted.capture)
    except (CaptureError, PhotoError) as error:
        raise problem_of(error) from error
    return Taken(accepted.capture, accepted.fresh, None if said is None else _refused(accepted.capture, said))


def problem_of(error: CaptureError | PhotoError) -> ProblemError:
    """The answer to what was not taken."""
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), HTTPStatus.UNPROCESSABLE_ENTITY)
    return ProblemError(status, error.code, str(error))


def _refused(capture: Capture, said: Told) -> ProblemError | None:
    try:
        tell_with(capture, said)
    except CaptureError as error:
        return problem_of(error)
    return None


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
    except ValueError:
        taken_at = None
    if taken_at is None or taken_at.tzinfo is None:
        raise _bad_time(text)
    return in_utc(taken_at)


def in_utc(at: datetime) -> datetime:
    """A camera's time in UTC; what lies outside the calendar there is none."""
    try:
        return at.astimezone(UTC)
    except OverflowError as error:
        raise _bad_time(at.isoformat()) from error


def _bad_time(text: str) -> ProblemError:
    why = f"{text[:40]!r} is no time with a time zone; write it like 2026-11-24T09:30:00+09:00"
    return ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, "bad_time", why)


def _part(text: str) -> Frame | None:
    try:
        return part_of(text) if text else None
    except ValueError as error:
        raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, "bad_part", str(error)) from error


class RefusedValue(Schema):
    """Why a value was not taken although its photograph was."""

    code: str
    detail: str

    @classmethod
    def of(cls, taken: Taken) -> "RefusedValue | None":
        """None where there was no value, or it was taken."""
        return None if taken.refused is None else cls(code=taken.refused.code, detail=taken.refused.detail)
