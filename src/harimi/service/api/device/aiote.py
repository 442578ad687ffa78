"""What an AI-on-the-edge-device sends as its webhook: its values, then mostly the photograph in which it read them.

The firmware's fields are those of `jomjol_webhook/interface_webhook.cpp`. It stamps what it sends with the time of its last
good value: of one that it doubts itself nothing says when it was read, so that is now.
"""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from ninja import NinjaAPI, Schema, Status
from ninja.security import APIKeyHeader
from pydantic import BaseModel, Field, TypeAdapter

from harimi.service.api.device.bodies import described, parsed
from harimi.service.api.device.common import DeviceToken, ProblemBody, limited
from harimi.service.api.device.handlers import OVERHEAD, add_handlers, measured, too_big
from harimi.service.api.device.photographs import Sent, problem_of, take
from harimi.service.api.problems import ProblemError
from harimi.service.captures.services import CaptureError
from harimi.service.devices.models import Device
from harimi.service.devices.orders import heard
from harimi.service.meters.models import Register
from harimi.service.readings.edge import last_told, only_register, register_of, tell_value
from harimi.service.readings.told import Told, told
from harimi.vision.photo import MAX_BYTES

MOST = 20
JUST_BEFORE = timedelta(minutes=2)
"""The photograph follows its values within seconds; a slow network is waited for."""
SET = datetime(2020, 1, 1, tzinfo=UTC)
"""A clock that is earlier was never set."""
api = NinjaAPI(
    title="Harimi for AI-on-the-edge-device",
    version="1",
    urls_namespace="device-aiote",
    docs_url=None,
    openapi_url="/openapi.json",
)
add_handlers(api)


class Number(BaseModel):
    """One of the camera's numbers, all in text. A field that does not stand here is dropped."""

    name: Annotated[str, Field(max_length=120)] = ""
    value: Annotated[str, Field(max_length=40)] = ""
    raw: Annotated[str, Field(max_length=40, alias="rawValue")] = ""
    seconds: Annotated[str, Field(max_length=20, alias="timestampLong")] = ""
    error: Annotated[str, Field(max_length=400)] = ""

    @property
    def good(self) -> bool:
        """Whether the camera believes its value itself."""
        return bool(self.value) and self.error.startswith("no error")

    @property
    def said(self) -> Told:
        """Its value; where it doubts that, what it saw, and nothing where a figure (N) or all of it could not be read."""
        text = (self.value if self.good else self.raw).rstrip(".")
        return Told(None) if not text or "N" in text.upper() else told(text)


class ApiKey(APIKeyHeader):
    """`APIKEY: <token>`, which is what its settings page calls ApiKey."""

    param_name = "APIKEY"

    def authenticate(self, request: HttpRequest, key: str | None) -> Device:
        return DeviceToken().authenticate(request, key or "")


class Counted(Schema):
    """How many values were taken."""

    taken: int


class Proof(Schema):
    """The photograph that is kept."""

    id: str
    taken_at: datetime


_NUMBERS = TypeAdapter(Annotated[list[Number], Field(max_length=MOST)])
_REFUSALS = dict.fromkeys((401, 403, 409, 411, 413, 415, 422, 429), ProblemBody)
_IMAGE = {"requestBody": {"required": True, "content": {"image/jpeg": {"schema": {"type": "string", "format": "binary"}}}}}


@api.post("/v1", auth=ApiKey(), response={200: Counted, **_REFUSALS}, openapi_extra=described(_NUMBERS))
def numbers(request: HttpRequest) -> Status[Counted]:
    """Takes what the camera read. Where one of its numbers is refused the others are taken all the same."""
    device: Device = request.auth  # type: ignore[attr-defined]
    limited(device, "list")
    heard(device)
    found = parsed(_NUMBERS, request)
    at, refused = _moment(found), list[ProblemError]()
    for one in found:
        try:
            tell_value(device, _register(device, at, one, alone=len(found) == 1), at, one.said)
        except CaptureError as error:
            refused.append(problem_of(error))
    if refused:
        raise refused[0]
    return Status(HTTPStatus.OK.value, Counted(taken=len(found)))


@api.put("/v1", auth=ApiKey(), response={200: Proof, 201: Proof, **_REFUSALS}, openapi_extra=_IMAGE)
def image(request: HttpRequest) -> Status[Proof]:
    """Takes the photograph as the evidence of the values that the camera sent just before."""
    device: Device = request.auth  # type: ignore[attr-defined]
    limited(device, "photograph")
    heard(device)
    measured(request, MAX_BYTES + OVERHEAD, too_big)
    now = timezone.now()
    at = last_told(device, now - JUST_BEFORE) or _stamp(request.GET.get("timestamp", ""), now) or now
    taken = take(device, Sent(request.body, at.isoformat()))
    status = HTTPStatus.CREATED if taken.fresh else HTTPStatus.OK
    return Status(status.value, Proof(id=str(taken.capture.id), taken_at=taken.capture.taken_at))


def _moment(found: list[Number]) -> datetime:
    """When the photograph was taken in which all of them were read: as a good value says, else now."""
    now = timezone.now()
    stamps = [at for one in found if one.good and (at := _time(one.seconds)) is not None]
    return max(stamps, default=now)


def _register(device: Device, at: datetime, one: Number, *, alone: bool) -> Register:
    """The register of the number's name. The camera's only number is of its only register, whatever the name."""
    return (only_register(device, at) if alone else None) or register_of(device, at, one.name)


def _stamp(text: str, now: datetime) -> datetime | None:
    """The time in the photograph's address, unless it is the camera's last good value of long ago."""
    at = _time(text)
    return at if at is not None and now - JUST_BEFORE <= at <= now else None


def _time(seconds: str) -> datetime | None:
    """Seconds since 1970; None where that is no time, or the camera's clock was never set."""
    if not (seconds.isascii() and seconds.isdecimal()) or len(seconds) > 10:
        return None
    at = datetime.fromtimestamp(int(seconds), UTC)
    return at if at >= SET else None
