"""Where readings go by themselves, and how that is. An outlet is made in My Account: it needs a person's instruction."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from pydantic import BaseModel, Field

from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.api.v1.caller import Caller, allowed, found, refused
from harimi.service.api.v1.calls import Subject, unchanged
from harimi.service.api.v1.words import Moment, Sent
from harimi.service.outlets.models import Outlet as OutletRow
from harimi.service.outlets.services import OutletError, fill, replay, switch, try_now
from harimi.service.outlets.waiting import counted

outlet_calls = Subject("outlets", "Where readings go by themselves; made in My Account by a person's instruction.")


class Outlet(BaseModel):
    """An outlet: `waits` events go there yet, `fault` is a code of why it takes nothing since `failing_since`."""

    id: UUID
    kind: str
    name: str
    host: str
    site_id: UUID | None
    settled: bool
    on: bool
    waits: int
    set_aside: int
    fault: str
    failing_since: datetime | None
    sent_at: datetime | None


class Outlets(BaseModel):
    """All of them."""

    data: list[Outlet]


class Switch(Sent):
    """Whether it is sent to."""

    on: bool


class Since(Sent):
    """From when on."""

    since: Moment = Field(examples=["2026-04-01T00:00:00+09:00"])


@outlet_calls.get("/outlets", Scope.OUTLETS_READ, Outlets)
def list_outlets(request: HttpRequest) -> Outlets:
    """All outlets, and what waits for each."""
    return Outlets(data=[_told(one) for one in _outlets(allowed(request, Action.CHANGE_OUTLETS)).order_by("made_at", "pk")])


@outlet_calls.get("/outlets/{outlet_id}", Scope.OUTLETS_READ, Outlet, missing=True)
def get_outlet(request: HttpRequest, outlet_id: UUID) -> Outlet:
    """One outlet."""
    return _told(found(_outlets(allowed(request, Action.CHANGE_OUTLETS)), pk=outlet_id))


@outlet_calls.change("/outlets/{outlet_id}", Scope.OUTLETS_WRITE, Outlet)
def change_outlet(request: HttpRequest, outlet_id: UUID, body: Switch) -> Outlet:
    """Switches it on or off."""
    who = allowed(request, Action.CHANGE_OUTLETS)
    row = found(_outlets(who), pk=outlet_id)
    unchanged(request, _told(row))
    switch(row, on=body.on, actor=who.user)
    return _told(found(_outlets(who), pk=outlet_id))


@outlet_calls.make("/outlets/{outlet_id}/send", Scope.OUTLETS_WRITE, Outlet, status=200)
def send_to_outlet(request: HttpRequest, outlet_id: UUID) -> Outlet:
    """What waits is sent at once, however long it was to wait yet."""
    who = allowed(request, Action.CHANGE_OUTLETS)
    row = found(_outlets(who), pk=outlet_id)
    try_now(row)
    return _told(row)


@outlet_calls.make("/outlets/{outlet_id}/again", Scope.OUTLETS_WRITE, Outlet, status=200)
def send_past_to_outlet(request: HttpRequest, outlet_id: UUID, body: Since) -> Outlet:
    """Readings of the archive since a moment go there, too; to a webhook its events, under the same numbers."""
    who = allowed(request, Action.CHANGE_OUTLETS)
    row = found(_outlets(who), pk=outlet_id)
    try:
        if row.kind == "webhook":
            replay(row, body.since, actor=who.user)
        else:
            fill(row, body.since, actor=who.user)
    except OutletError as error:
        raise refused(error.code, "nothing is kept since then, or this kind keeps no past") from error
    return _told(found(_outlets(who), pk=outlet_id))


def _outlets(who: Caller) -> QuerySet[OutletRow]:
    mine = OutletRow.objects.filter(organization=who.organization)
    return counted(mine.select_related("organization", "instruction"))


def _told(row: Any) -> Outlet:
    names = ("id", "kind", "name", "site_id", "settled", "on", "fault", "failing_since", "sent_at")
    told: dict[str, Any] = {name: getattr(row, name) for name in names}
    host = "" if row.instruction is None else row.instruction.host
    return Outlet(host=host, waits=row.waits, set_aside=row.aside, **told)
