"""What is done about one outlet: sent at once, once more, what was not taken, its secret."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Query
from pydantic import BaseModel, Field

from harimi.service.accounts.api_tokens import Scope
from harimi.service.api.v1.caller import found, refused
from harimi.service.api.v1.calls import Subject
from harimi.service.api.v1.outlet_words import Outlet, told_outlet
from harimi.service.api.v1.outlets import outlet_problem, outlets_of, own_outlet
from harimi.service.api.v1.paging import Paging, part_of
from harimi.service.api.v1.words import Id, Listed, Moment, Sent
from harimi.service.outlets import services
from harimi.service.outlets.kinds import modbus
from harimi.service.outlets.modbus.places import places
from harimi.service.outlets.modbus.words import WORDS
from harimi.service.outlets.models import SetAside
from harimi.service.outlets.services import OutletError

outlet_step_calls = Subject("outlet steps", "What is done about one outlet.")


class Since(Sent):
    """From when on."""

    since: Moment = Field(examples=["2026-04-01T00:00:00+09:00"])


class NotTaken(BaseModel):
    """An event that the other side would not take, whatever was tried: `code` is why. With `again` it is sent once more."""

    id: int
    number: int
    type: str
    code: str
    at: datetime
    again: bool


class AllNotTaken(Listed):
    """A page of them, the oldest first."""

    data: list[NotTaken]


class ModbusPlace(BaseModel):
    """Where a register begins: `first` is the address of the first of its words."""

    register_id: UUID
    first: int


class ModbusPlaces(BaseModel):
    """All of them."""

    data: list[ModbusPlace]


@outlet_step_calls.make("/outlets/{outlet_id}/send", Scope.OUTLETS_WRITE, Outlet, status=200)
def send_to_outlet(request: HttpRequest, outlet_id: UUID) -> Outlet:
    """What waits is sent at once, however long it was to wait yet."""
    _, row = own_outlet(request, outlet_id)
    services.try_now(row)
    return told_outlet(row)


@outlet_step_calls.make("/outlets/{outlet_id}/again", Scope.OUTLETS_WRITE, Outlet, status=200)
def send_past_to_outlet(request: HttpRequest, outlet_id: UUID, body: Since) -> Outlet:
    """Readings of the archive since a moment go there, too; to a webhook its events, under the same numbers."""
    who, row = own_outlet(request, outlet_id)
    try:
        if row.kind == "webhook":
            services.replay(row, body.since, actor=who.user)
        else:
            services.fill(row, body.since, actor=who.user)
    except OutletError as error:
        raise outlet_problem(error) from error
    return told_outlet(found(outlets_of(who), pk=outlet_id))


@outlet_step_calls.make("/outlets/{outlet_id}/stop-filling", Scope.OUTLETS_WRITE, Outlet, status=200)
def stop_filling_outlet(request: HttpRequest, outlet_id: UUID) -> Outlet:
    """No more of the archive is sent; what went there stays."""
    who, row = own_outlet(request, outlet_id)
    services.stop_filling(row, actor=who.user)
    return told_outlet(row)


@outlet_step_calls.get("/outlets/{outlet_id}/set-aside", Scope.OUTLETS_READ, AllNotTaken, missing=True)
def list_set_aside(request: HttpRequest, outlet_id: UUID, paging: Query[Paging]) -> AllNotTaken:
    """What was not taken, the oldest first."""
    _, row = own_outlet(request, outlet_id)
    part = part_of(request, row.set_aside.select_related("event"), ("event__number", "id"), paging)
    return AllNotTaken(data=[_told(one) for one in part.rows], next=part.next)


@outlet_step_calls.make("/outlets/{outlet_id}/set-aside/{aside_id}/again", Scope.OUTLETS_WRITE, NotTaken, status=200)
def send_set_aside(request: HttpRequest, outlet_id: UUID, aside_id: Id) -> NotTaken:
    """An event that was not taken is sent once more."""
    who, row = own_outlet(request, outlet_id)
    aside = found(row.set_aside.select_related("event"), pk=aside_id)
    services.send_again(row, aside, actor=who.user)
    aside.again = True
    return _told(aside)


@outlet_step_calls.make("/outlets/{outlet_id}/secret", Scope.OUTLETS_WRITE, Outlet, status=200)
def renew_outlet_secret(request: HttpRequest, outlet_id: UUID) -> Outlet:
    """A webhook signs with another `key` from now on, and with the one before no more. It is told this once."""
    who, row = own_outlet(request, outlet_id)
    try:
        return told_outlet(row, services.renew_secret(row, actor=who.user))
    except OutletError as error:
        raise outlet_problem(error) from error


@outlet_step_calls.get("/outlets/{outlet_id}/places", Scope.OUTLETS_READ, ModbusPlaces, missing=True)
def list_modbus_places(request: HttpRequest, outlet_id: UUID) -> ModbusPlaces:
    """Where a building's system finds each register by Modbus. They never move."""
    _, row = own_outlet(request, outlet_id)
    if row.kind != modbus.NAME:
        raise refused("places_not", "only an outlet by Modbus has places")
    return ModbusPlaces(
        data=[ModbusPlace(register_id=one.register_id, first=WORDS * one.place) for one in places(row) if one.register_id]
    )


def _told(row: SetAside) -> NotTaken:
    number, of = row.event.number, row.event.type
    return NotTaken(id=row.pk, number=number, type=of, code=row.code, at=row.at, again=row.again)
