"""Values that a camera read itself and sends without a photograph."""

from http import HTTPStatus
from typing import Annotated

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

from harimi.service.api.device.answers import orders
from harimi.service.api.device.bodies import SETTINGS_HEADER, described, parsed
from harimi.service.api.device.common import DeviceToken, ProblemBody, limited
from harimi.service.api.device.contact import Ordered
from harimi.service.api.device.photographs import in_utc, problem_of
from harimi.service.api.problems import ProblemError
from harimi.service.captures.services import CaptureError
from harimi.service.devices.models import Device
from harimi.service.readings.edge import register_of, tell_value
from harimi.service.readings.told import Told, told

MOST = 200
router = Router()


class Measurement(BaseModel):
    """What the camera read at a moment; null where it could not. `register` is a register's or its meter's name, and may be
    left out where the camera watches only one. A field that does not stand here is dropped.
    """

    model_config = ConfigDict(coerce_numbers_to_str=True)

    at: AwareDatetime
    value: Annotated[str, StringConstraints(max_length=40)] | None
    of: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] = Field(default="", alias="register")


class Judged(Schema):
    """What became of one value: 201 taken, 200 known already; else a problem's status, code and what to do."""

    status: int
    code: str | None = None
    detail: str | None = None


class Judgements(Schema):
    """One outcome for each value, in order."""

    outcomes: list[Judged]
    orders: Ordered


MEASUREMENTS = TypeAdapter(Annotated[list[Measurement], Field(max_length=MOST)])
_REFUSALS = dict.fromkeys((401, 403, 411, 413, 422, 429), ProblemBody)


@router.post(
    "/measurements",
    auth=DeviceToken(),
    response={200: Judgements, **_REFUSALS},
    openapi_extra=described(MEASUREMENTS) | SETTINGS_HEADER,
)
def device_measurements(request: HttpRequest) -> Status[Judgements]:
    """Sends up to 200 values that this camera read itself, as a list. Each is taken or refused by itself.

    A value is known again by its register and its moment. One of a moment of which the camera also sends a photograph is
    proved by it, whichever comes first.
    """
    device: Device = request.auth  # type: ignore[attr-defined]
    limited(device, "list")
    outcomes = [_judged(device, one) for one in parsed(MEASUREMENTS, request)]
    return Status(HTTPStatus.OK.value, Judgements(outcomes=outcomes, orders=orders(request)))


def _judged(device: Device, one: Measurement) -> Judged:
    try:
        at, value = in_utc(one.at), Told(None) if one.value is None else told(one.value)
        fresh = tell_value(device, register_of(device, at, one.of), at, value)
    except (CaptureError, ProblemError) as error:
        problem = problem_of(error) if isinstance(error, CaptureError) else error
        return Judged(status=problem.status.value, code=problem.code, detail=problem.detail)
    return Judged(status=(HTTPStatus.CREATED if fresh else HTTPStatus.OK).value)
