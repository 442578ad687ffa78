"""What a camera tells of itself: `report` and `log`. Whether it may be kept is asked before anything of it is read."""

from http import HTTPStatus
from typing import Annotated

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, StringConstraints, TypeAdapter

from harimi.service.api.device.bodies import described, parsed
from harimi.service.api.device.common import DeviceToken, ProblemBody, limited
from harimi.service.api.problems import ProblemError
from harimi.service.devices.models import Device, DeviceLog
from harimi.service.devices.reported import Line, NoConsentError, Told, may_log, may_report, note, report
from harimi.service.privacy.cards import masked

MOST = 200
router = Router()


_PLAIN = r"^[^\x00-\x1f\x7f]*$"
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40, pattern=_PLAIN), AfterValidator(masked)]
Long = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80, pattern=_PLAIN), AfterValidator(masked)]


class Report(BaseModel):
    """What a camera is and how it is doing. A field that does not stand here is dropped."""

    model: Long = ""
    os: Long = ""
    firmware: Short = ""
    serial: Long = ""
    battery_percent: Annotated[int, Field(ge=0, le=100)] | None = None
    rssi_dbm: Annotated[int, Field(ge=-200, le=50)] | None = None
    temperature_c: Annotated[int, Field(ge=-100, le=200)] | None = None
    clock_drift_s: Annotated[int, Field(gt=-(2**31), lt=2**31)] | None = None
    free_mb: Annotated[int, Field(ge=0, lt=2**31)] | None = None
    waiting: Annotated[int, Field(ge=0, lt=2**31)] | None = None


class Entry(BaseModel):
    """One thing that happened. A field that does not stand here is dropped, and so is an entry of an unknown event."""

    at: AwareDatetime
    level: DeviceLog.Level = DeviceLog.Level.INFO
    event: Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z][a-z0-9_]*$")]
    code: Annotated[int, Field(ge=-(2**31), lt=2**31)] = 0


class Kept(Schema):
    """How many entries were kept; those sent before count, others of unknown events or impossible times do not."""

    kept: int


_REPORT, _LOG = TypeAdapter(Report), TypeAdapter(Annotated[list[Entry], Field(max_length=MOST)])
_REFUSALS = dict.fromkeys((401, 403, 411, 413, 422, 429), ProblemBody)


@router.post("/report", auth=DeviceToken(), response={204: None, **_REFUSALS}, openapi_extra=described(_REPORT))
def device_report(request: HttpRequest) -> Status[None]:
    """Says what this camera is and how it is doing. Send it only after the customer consented in My Account.

    Before that it is answered 403 `no_consent`, and nothing is kept. Where the service does not collect it, 204 all the same.
    """
    device: Device = request.auth  # type: ignore[attr-defined]
    limited(device, "report")
    try:
        wanted = may_report(device)
    except NoConsentError as error:
        raise ProblemError(
            HTTPStatus.FORBIDDEN,
            "no_consent",
            "the customer has not consented to device information of cameras; send none until they do in My Account",
        ) from error
    if wanted:
        report(device, Told(**parsed(_REPORT, request).model_dump()))
    return Status(HTTPStatus.NO_CONTENT.value, None)


@router.post("/log", auth=DeviceToken(), response={200: Kept, 204: None, **_REFUSALS}, openapi_extra=described(_LOG))
def device_log(request: HttpRequest) -> Status[Kept] | Status[None]:
    """Sends up to 200 entries of this camera's log. Where the log is not collected the answer is 204 and nothing is kept."""
    device: Device = request.auth  # type: ignore[attr-defined]
    limited(device, "log")
    if not may_log(device):
        return Status(HTTPStatus.NO_CONTENT.value, None)
    entries = [one for one in parsed(_LOG, request) if one.event in DeviceLog.Event]
    lines = [Line(one.at, one.level, DeviceLog.Event(one.event), one.code) for one in entries]
    return Status(HTTPStatus.OK.value, Kept(kept=note(device, lines)))
