"""Photographs: those that are kept, and new ones that a person brings."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Query
from pydantic import BaseModel, Field

from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.api.v1.caller import Caller, allowed, found
from harimi.service.api.v1.calls import Subject
from harimi.service.api.v1.paging import Paging, part_of
from harimi.service.api.v1.pictures import address_of, fetched
from harimi.service.api.v1.registers import registers_of
from harimi.service.api.v1.words import Id, Listed, Moment, one_of
from harimi.service.captures.models import Cut

photograph_calls = Subject("photographs", "What is kept of photographs: the part that shows the meter, without any metadata.")


class PhotographsAsked(Paging):
    """Which photographs."""

    since: Moment | None = Field(None, description="Taken at this moment or later.")
    until: Moment | None = Field(None, description="Taken before this moment.")


class Photograph(BaseModel):
    """A photograph as it is kept. `state` is how far its reading is: waiting for a face, due, again, read, or failed.

    `address` is where it is fetched without a token until `address_ends`; ask again for another one.
    """

    id: int
    meter_id: UUID
    taken_at: datetime
    width: int
    height: int
    state: Annotated[Cut.State, one_of(Cut.State)]
    address: str
    address_ends: datetime


class Photographs(Listed):
    """A page of photographs, newest first."""

    data: list[Photograph]


class Shown(BaseModel):
    """How it is to be shown."""

    wide: int | None = Field(None, ge=16, le=2560, description="About so many pixels wide; never more than it is.")


@photograph_calls.get("/registers/{register_id}/photographs", Scope.PHOTOGRAPHS_READ, Photographs, missing=True)
def list_photographs(request: HttpRequest, register_id: UUID, asked: Query[PhotographsAsked]) -> Photographs:
    """The photographs of a register's meter, newest first."""
    who = allowed(request, Action.SEE)
    register = found(registers_of(who), pk=register_id)
    rows = cuts_of(who).filter(installation__meter=register.meter_id)
    rows = rows if asked.since is None else rows.filter(taken_at__gte=asked.since)
    rows = rows if asked.until is None else rows.filter(taken_at__lt=asked.until)
    part = part_of(request, rows, ("-taken_at", "-id"), asked)
    return Photographs(data=[told_photograph(one, who) for one in part.rows], next=part.next)


@photograph_calls.get("/photographs/{photograph_id}", Scope.PHOTOGRAPHS_READ, Photograph, missing=True)
def get_photograph(request: HttpRequest, photograph_id: Id) -> Photograph:
    """One photograph, with a new address."""
    who = allowed(request, Action.SEE)
    return told_photograph(found(cuts_of(who), pk=photograph_id), who)


@photograph_calls.open_file("/photographs/files/{signed}", "image/jpeg")
def get_photograph_file(request: HttpRequest, signed: str, shown: Query[Shown]) -> HttpResponse:
    """The photograph itself, by the address that was told. It needs no token, and ends after ten minutes."""
    return fetched(request, signed, shown.wide)


def cuts_of(who: Caller) -> QuerySet[Cut]:
    """The photographs of the caller's organization."""
    return Cut.objects.filter(installation__meter__site__organization=who.organization).select_related("installation")


def told_photograph(row: Cut, who: Caller) -> Photograph:
    """The photograph in the API's words."""
    address, ends = address_of(row, who)
    same = {name: getattr(row, name) for name in ("id", "width", "height")}
    taken_at, meter_id = row.taken_at.astimezone(UTC), row.installation.meter_id
    state = Cut.State(row.state)
    return Photograph(**same, meter_id=meter_id, taken_at=taken_at, state=state, address=address, address_ends=ends)
