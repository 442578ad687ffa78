"""A camera asks what it is to do, tells what became of it, and changes its token; a unit asks for its first one."""

from http import HTTPStatus
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from limits import RateLimitItemPerMinute
from ninja import Router, Schema, Status
from ninja.security import HttpBearer
from pydantic import BaseModel, Field, TypeAdapter

from harimi.service.api.device.bodies import described, parsed
from harimi.service.api.device.common import DeviceToken, ProblemBody, limited, limiter
from harimi.service.api.problems import ProblemError
from harimi.service.devices.models import Device
from harimi.service.devices.orders import MOST, Outcome, note_outcomes, orders_for
from harimi.service.devices.settings import LAST_VERSION
from harimi.service.devices.tokens import make_token
from harimi.service.logistics.claiming import enrol
from harimi.service.logistics.unit_errors import NoSuchCodeError, NotClaimedError

router = Router()
_REFUSALS = dict.fromkeys((401, 403, 411, 413, 422, 429), ProblemBody)
TRIES = RateLimitItemPerMinute(12)
"""Enrolments of one key."""


class Became(BaseModel):
    """What became of one order. A field that does not stand here is dropped."""

    id: UUID
    state: Literal["received", "done", "failed"]
    code: Annotated[str, Field(max_length=20, pattern=r"^[a-z_]*$")] = ""


class Contact(BaseModel):
    """What became of earlier orders, if anything did."""

    outcomes: Annotated[list[Became], Field(max_length=5 * MOST)] = []


class Ordered(Schema):
    """`now` is the service's clock, `settings` null where the camera goes by them already; docs/how/devices.md lists all."""

    now: str
    settings: dict[str, Any] | None
    commands: list[dict[str, str]]


class Orders(Schema):
    """What a camera is to do."""

    orders: Ordered


class Token(Schema):
    """A token, which is told this once."""

    token: str


class UnitKey(HttpBearer):
    """`Authorization: Bearer <unit key>`."""

    def authenticate(self, request: HttpRequest, token: str) -> str:
        return token


_CONTACT = TypeAdapter(Contact)
_KNOWN = {
    "parameters": [{"in": "header", "name": "Harimi-Settings", "schema": {"type": "integer"}}],
    **described(_CONTACT),
}


@router.post("/contact", auth=DeviceToken(), response={200: Orders, **_REFUSALS}, openapi_extra=_KNOWN)
def contact(request: HttpRequest) -> Status[dict[str, Any]]:
    """Says that the camera is there and what became of its orders; answers with what it is to do now.

    `Harimi-Settings` is the version of the settings it goes by.
    """
    device: Device = request.auth  # type: ignore[attr-defined]
    limited(device, "contact")
    told = parsed(_CONTACT, request)
    note_outcomes(device, (Outcome(one.id, one.state, one.code) for one in told.outcomes))
    return Status(HTTPStatus.OK.value, {"orders": orders_for(device, known_settings(request))})


@router.post("/token", auth=DeviceToken(), response={201: Token, **_REFUSALS})
def token(request: HttpRequest) -> Status[Token]:
    """A new token for this camera. The one it has stays good for seven days, or for an hour once the new one was used."""
    device: Device = request.auth  # type: ignore[attr-defined]
    limited(device, "token")
    return Status(HTTPStatus.CREATED.value, Token(token=make_token(device)))


@router.post("/enrol", auth=UnitKey(), response={201: Token, **_REFUSALS})
def first_token(request: HttpRequest) -> Status[Token]:
    """A token for the camera with this unit key, once a customer has claimed it. Send nothing else."""
    key: str = request.auth  # type: ignore[attr-defined]
    if not limiter().hit(TRIES, "enrol", key):
        raise ProblemError(HTTPStatus.TOO_MANY_REQUESTS, "too_many", f"more than {TRIES.amount} tries a minute", 60)
    try:
        return Status(HTTPStatus.CREATED.value, Token(token=enrol(key)))
    except NotClaimedError as error:
        raise ProblemError(HTTPStatus.FORBIDDEN, "not_claimed", "nobody has claimed it yet; ask again later") from error
    except NoSuchCodeError as error:
        raise ProblemError(HTTPStatus.UNAUTHORIZED, "bad_key", "no camera has this key; register or wipe it again") from error


def known_settings(request: HttpRequest) -> int | None:
    """The version of the settings that a camera says it goes by; None where it says none, or one that none can have."""
    told = request.headers.get("Harimi-Settings", "").strip()
    version = int(told) if told.isascii() and told.isdecimal() and len(told) <= 10 else None
    return None if version is None or version > LAST_VERSION else version
