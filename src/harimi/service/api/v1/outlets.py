"""Where readings go by themselves, and how that is: made by an instruction, changed, switched, removed."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest

from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.api.problems import ProblemError
from harimi.service.api.v1.caller import Caller, allowed, found, refused
from harimi.service.api.v1.calls import Subject, unchanged
from harimi.service.api.v1.instructing import asked
from harimi.service.api.v1.outlet_words import Outlet, OutletAsked, OutletOfKind, Outlets, Switch, told_outlet
from harimi.service.api.v1.sites import sites_of
from harimi.service.meters.models import Site
from harimi.service.outlets import services
from harimi.service.outlets.models import Outlet as OutletRow
from harimi.service.outlets.refilling import MADE, kept_of, refilled, told_anew
from harimi.service.outlets.services import OutletError
from harimi.service.outlets.waiting import counted

outlet_calls = Subject("outlets", "Where readings go by themselves, by an instruction of whoever made the token.")
_WHY = {
    "too_many": f"there are {services.MOST} of them; remove one first",
    "kind": "its kind stays; make another one",
    "secret_anew": "it leads to another server: tell its password once more",
    "nothing_since": "nothing is kept since then, or there is no such event",
    "fills_not": "this kind keeps no past",
    "signs_not": "this kind signs nothing",
    "unreached": "the server does not answer",
}


@outlet_calls.get("/outlets", Scope.OUTLETS_READ, Outlets)
def list_outlets(request: HttpRequest) -> Outlets:
    """All outlets, and what waits for each."""
    rows = outlets_of(allowed(request, Action.CHANGE_OUTLETS))
    return Outlets(data=[told_outlet(one) for one in rows.order_by("made_at", "pk")])


def _ahead(request: HttpRequest, body: OutletOfKind) -> None:
    who = allowed(request, Action.CHANGE_OUTLETS)
    services.look_up(who.organization, body.root.wanted(body.root.told(), None))


def _ahead_of_change(request: HttpRequest, outlet_id: UUID, body: OutletOfKind) -> None:
    who, row = own_outlet(request, outlet_id)
    if row.kind == body.root.kind:
        services.look_up(who.organization, body.root.wanted(refilled(body.root.told(), kept_of(row)), None), row)


@outlet_calls.make("/outlets", Scope.OUTLETS_WRITE, Outlet, ahead=_ahead)
def make_outlet(request: HttpRequest, body: OutletOfKind) -> Outlet:
    """Has what happens from now on sent there."""
    who, wanted = allowed(request, Action.CHANGE_OUTLETS), body.root
    told = wanted.wanted(wanted.told(), _site(who, wanted))
    try:
        made = services.make_outlet(who.organization, told, asked(who, "outlet"), actor=who.user)
    except OutletError as error:
        raise outlet_problem(error) from error
    return told_outlet(found(outlets_of(who), pk=made.pk), kept_of(made).get(MADE[0]))


@outlet_calls.get("/outlets/{outlet_id}", Scope.OUTLETS_READ, Outlet, missing=True)
def get_outlet(request: HttpRequest, outlet_id: UUID) -> Outlet:
    """One outlet."""
    return told_outlet(own_outlet(request, outlet_id)[1])


@outlet_calls.change("/outlets/{outlet_id}", Scope.OUTLETS_WRITE, Outlet)
def change_outlet(request: HttpRequest, outlet_id: UUID, body: Switch) -> Outlet:
    """Switches it on or off."""
    who, row = own_outlet(request, outlet_id)
    unchanged(request, told_outlet(row))
    services.switch(row, on=body.on, actor=who.user)
    return told_outlet(found(outlets_of(who), pk=outlet_id))


@outlet_calls.change("/outlets/{outlet_id}", Scope.OUTLETS_WRITE, Outlet, method="PUT", ahead=_ahead_of_change)
def put_outlet(request: HttpRequest, outlet_id: UUID, body: OutletOfKind) -> Outlet:
    """Has it lead elsewhere, or be otherwise, by an instruction anew; what waits goes there, too."""
    who, row = own_outlet(request, outlet_id)
    unchanged(request, told_outlet(row))
    wanted, kept = body.root, kept_of(row)
    if row.kind != wanted.kind:
        raise refused("kind", _WHY["kind"])
    if names := told_anew(row.kind, wanted.told(), kept):
        raise refused("secret_anew", f"it leads to another server: tell {', '.join(names)} once more")
    told = wanted.wanted(refilled(wanted.told(), kept), _site(who, wanted))
    try:
        services.change_outlet(row, told, asked(who, "outlet"), actor=who.user)
    except OutletError as error:
        raise outlet_problem(error) from error
    return told_outlet(found(outlets_of(who), pk=outlet_id))


@outlet_calls.delete("/outlets/{outlet_id}", Scope.OUTLETS_WRITE)
def remove_outlet(request: HttpRequest, outlet_id: UUID) -> None:
    """Ends it, with what waits for it. What was sent stays there."""
    who, row = own_outlet(request, outlet_id)
    services.remove(row, actor=who.user)


def own_outlet(request: HttpRequest, outlet_id: UUID) -> tuple[Caller, OutletRow]:
    """One of the caller's organization."""
    who = allowed(request, Action.CHANGE_OUTLETS)
    return who, found(outlets_of(who), pk=outlet_id)


def outlets_of(who: Caller) -> QuerySet[OutletRow]:
    """The outlets of the caller's organization."""
    return counted(OutletRow.objects.filter(organization=who.organization).select_related("organization", "instruction"))


def outlet_problem(error: OutletError) -> ProblemError:
    """Why an outlet or a ledger cannot be so."""
    return refused(error.code, _WHY.get(error.code, f"this does not fit: {error.where or error.code}"))


def _site(who: Caller, wanted: OutletAsked) -> Site | None:
    return found(sites_of(who), pk=wanted.site_id) if wanted.site_id else None
