"""Parcels of cameras: what was sent to the organization, what came, and what is expected back."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from ninja import Query
from pydantic import BaseModel

from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.api.v1.caller import Caller, allowed, found, refused
from harimi.service.api.v1.calls import Subject
from harimi.service.api.v1.paging import Paging, part_of
from harimi.service.api.v1.words import Listed
from harimi.service.logistics import parcels
from harimi.service.logistics.models import Parcel as ParcelRow
from harimi.service.logistics.models import Unit
from harimi.service.logistics.parcel_errors import ParcelError
from harimi.service.logistics.returns import expected, late, late_from
from harimi.service.logistics.showing import told

parcel_calls = Subject("parcels", "What the operator sent, and what they expect back; for owners.")


class Inside(BaseModel):
    """So many of a model."""

    model: str
    count: int


class Parcel(BaseModel):
    """A parcel. `serials` are those of the boxes that were put in; `link` is the carrier's own page, empty where there is none.

    A `replacement` is for a camera whose fault was reported.
    """

    id: UUID
    number: str
    state: Literal["preparing", "sent", "delivered", "cancelled"]
    carrier: str
    tracking: str
    link: str
    lines: list[Inside]
    serials: list[str]
    replacement: bool
    made_at: datetime
    sent_at: datetime | None
    delivered_at: datetime | None


class Parcels(Listed):
    """A page of parcels, the newest first."""

    data: list[Parcel]


class ExpectedBack(BaseModel):
    """A camera that is to be sent back by a moment, and whether it is late."""

    serial: str
    model: str
    asked_at: datetime
    by: datetime
    late: bool


class AllExpectedBack(BaseModel):
    """All of them, the longest awaited first."""

    data: list[ExpectedBack]


@parcel_calls.get("/parcels", Scope.DEVICES_READ, Parcels)
def list_parcels(request: HttpRequest, paging: Query[Paging]) -> Parcels:
    """All parcels, the newest first."""
    part = part_of(request, _parcels(allowed(request, Action.MANAGE_CONTRACT)), ("-made_at", "-id"), paging)
    return Parcels(data=[_told(one) for one in part.rows], next=part.next)


@parcel_calls.get("/parcels/{parcel_id}", Scope.DEVICES_READ, Parcel, missing=True)
def get_parcel(request: HttpRequest, parcel_id: UUID) -> Parcel:
    """One parcel."""
    return _told(found(_parcels(allowed(request, Action.MANAGE_CONTRACT)), pk=parcel_id))


@parcel_calls.make("/parcels/{parcel_id}/came", Scope.DEVICES_WRITE, Parcel, status=200)
def note_parcel_came(request: HttpRequest, parcel_id: UUID) -> Parcel:
    """Somebody has it in their hands."""
    who = allowed(request, Action.MANAGE_CONTRACT)
    try:
        parcels.arrived(found(_parcels(who), pk=parcel_id))
    except ParcelError as error:
        raise refused(error.code, "only a parcel that is on its way comes") from error
    return _told(found(_parcels(who), pk=parcel_id))


@parcel_calls.get("/returns", Scope.DEVICES_READ, AllExpectedBack)
def list_returns(request: HttpRequest) -> AllExpectedBack:
    """Cameras that are expected back."""
    rows, now = expected().filter(organization=allowed(request, Action.MANAGE_CONTRACT).organization), timezone.now()
    return AllExpectedBack(data=[one for row in rows if (one := _back(row, now)) is not None])


def _parcels(who: Caller) -> QuerySet[ParcelRow]:
    return who.organization.parcels.prefetch_related("lines", "boxes__unit")


def _told(row: ParcelRow) -> Parcel:
    [one] = told([row], "ja" if (get_language() or "ja").startswith("ja") else "en")
    names = ("id", "number", "carrier", "tracking", "made_at", "sent_at", "delivered_at")
    lines = [Inside(model=line.model, count=line.count) for line in row.lines.all()]
    rest = {name: getattr(row, name) for name in names} | {"state": one.state, "link": one.link, "serials": one.serials}
    return Parcel(lines=lines, replacement=row.fault_id is not None, **rest)


def _back(row: Unit, now: datetime) -> ExpectedBack | None:
    by = late_from(row)
    if by is None or row.wanted_back_at is None:
        return None
    return ExpectedBack(serial=row.serial, model=row.model, asked_at=row.wanted_back_at, by=by, late=late(row, now))
