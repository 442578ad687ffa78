"""What happened to a meter: cameras, faces, exchanges, values that a person settled, pauses, tenants and notes."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from pydantic import BaseModel

from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.api.v1.caller import Caller, allowed, found
from harimi.service.api.v1.calls import Subject
from harimi.service.api.v1.meters import meters_of
from harimi.service.meters.values import plain
from harimi.service.readings.happened import Happened, happened, happened_by

happened_calls = Subject("meter events", "What happened to a meter, newest first.")
Kind = Literal[
    "registered",
    "camera_connected",
    "camera_moved",
    "camera_stopped",
    "face",
    "settled",
    "exchange",
    "paused",
    "resumed",
    "let",
    "left",
    "note",
]


class MeterEvent(BaseModel):
    """Something that happened to a meter. `details` tells of cameras and tenants the `name`, of faces the `version`, of settled
    values what stood there `before`, of exchanges the `last` and `first` value and the old `serial`, of notes `text` and id.

    `by` and tenants are told to tokens with `people:read`.
    """

    at: datetime
    kind: Kind
    register_id: UUID | None
    by: str | None
    details: dict[str, Any]


class MeterEvents(BaseModel):
    """The newest 200 of each kind, newest first."""

    data: list[MeterEvent]


@happened_calls.get("/meters/{meter_id}/events", Scope.METERS_READ, MeterEvents, missing=True)
def list_meter_events(request: HttpRequest, meter_id: UUID) -> MeterEvents:
    """What happened to a meter, newest first."""
    who = allowed(request, Action.SEE)
    meter = found(meters_of(who), pk=meter_id)
    told = happened_by if _sees_people(who) else happened
    return MeterEvents(data=[_told(one) for one in told(meter)])


def _sees_people(who: Caller) -> bool:
    return Scope.PEOPLE_READ in who.token.scopes and who.may(Action.SEE_PEOPLE)


def _told(one: Happened) -> MeterEvent:
    details: dict[str, Any] = dict(one.told)
    if one.register is not None:
        details |= {name: _value(value, one.register.decimals) for name, value in one.values.items()}
    if one.note is not None:
        details["note_id"] = one.note.pk
    register_id, at = None if one.register is None else one.register.pk, one.at.astimezone(UTC)
    told = {"at": at, "kind": one.kind, "register_id": register_id, "by": one.who or None, "details": details}
    return MeterEvent.model_validate(told)


def _value(value: int | None, decimals: int) -> Decimal | None:
    return None if value is None else plain(value, decimals)
