"""Ledgers: a month as a file, sent by itself. Made, changed, sent at once, switched, removed."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Query

from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.accounts.models import Membership
from harimi.service.api.v1.caller import Caller, allowed, found
from harimi.service.api.v1.calls import Subject, unchanged
from harimi.service.api.v1.channel_words import members_of
from harimi.service.api.v1.instructing import asked
from harimi.service.api.v1.ledger_words import (
    Ledger,
    LedgerOfWay,
    Ledgers,
    MailLedger,
    Month,
    Months,
    SftpLedger,
    told_ledger,
    told_month,
)
from harimi.service.api.v1.outlet_words import Switch
from harimi.service.api.v1.outlets import outlet_problem
from harimi.service.api.v1.paging import Paging, part_of
from harimi.service.api.v1.sites import sites_of
from harimi.service.outlets.ledgers import services
from harimi.service.outlets.ledgers.showing import standing
from harimi.service.outlets.ledgers.wanted import Wanted
from harimi.service.outlets.models import Ledger as LedgerRow
from harimi.service.outlets.services import OutletError

ledger_calls = Subject("ledgers", "A month as a file, sent by itself to a member by mail or into a folder by SFTP.")


@ledger_calls.get("/ledgers", Scope.OUTLETS_READ, Ledgers)
def list_ledgers(request: HttpRequest) -> Ledgers:
    """All ledgers, the oldest first."""
    who = allowed(request, Action.CHANGE_OUTLETS)
    rows, members = _ledgers(who).order_by("made_at", "pk"), members_of(who)
    return Ledgers(data=[told_ledger(one, members) for one in standing(rows)])


def _ahead(request: HttpRequest, body: LedgerOfWay) -> None:
    services.look_up(_wanted(allowed(request, Action.CHANGE_OUTLETS), body.root))


def _ahead_of_change(request: HttpRequest, ledger_id: UUID, body: LedgerOfWay) -> None:
    who = allowed(request, Action.CHANGE_OUTLETS)
    row = found(_ledgers(who), pk=ledger_id)
    if row.way == body.root.way:
        services.look_up(_wanted(who, body.root), row)


@ledger_calls.make("/ledgers", Scope.OUTLETS_WRITE, Ledger, ahead=_ahead)
def make_ledger(request: HttpRequest, body: LedgerOfWay) -> Ledger:
    """Has it sent each month, from the last month on. A server by SFTP is asked for its key."""
    who = allowed(request, Action.CHANGE_OUTLETS)
    wanted = _wanted(who, body.root)
    try:
        made = services.make_ledger(who.organization, wanted, asked(who, "ledger"), actor=who.user)
    except OutletError as error:
        raise outlet_problem(error) from error
    return _told(who, made.pk)


@ledger_calls.get("/ledgers/{ledger_id}", Scope.OUTLETS_READ, Ledger, missing=True)
def get_ledger(request: HttpRequest, ledger_id: UUID) -> Ledger:
    """One ledger."""
    return _told(allowed(request, Action.CHANGE_OUTLETS), ledger_id)


@ledger_calls.get("/ledgers/{ledger_id}/months", Scope.OUTLETS_READ, Months, missing=True)
def list_ledger_months(request: HttpRequest, ledger_id: UUID, paging: Query[Paging]) -> Months:
    """What was sent of each month, and what is wrong, the latest first."""
    row = found(_ledgers(allowed(request, Action.CHANGE_OUTLETS)), pk=ledger_id)
    part = part_of(request, row.months.all(), ("-month",), paging)
    return Months(data=[told_month(one) for one in part.rows], next=part.next)


@ledger_calls.change("/ledgers/{ledger_id}", Scope.OUTLETS_WRITE, Ledger)
def change_ledger(request: HttpRequest, ledger_id: UUID, body: Switch) -> Ledger:
    """Switches it on or off."""
    who, row = _mine(request, ledger_id)
    services.switch(row, on=body.on, actor=who.user)
    return _told(who, ledger_id)


@ledger_calls.change("/ledgers/{ledger_id}", Scope.OUTLETS_WRITE, Ledger, method="PUT", ahead=_ahead_of_change)
def put_ledger(request: HttpRequest, ledger_id: UUID, body: LedgerOfWay) -> Ledger:
    """Has it go elsewhere, or be otherwise, by an instruction anew. Its way stays.

    It keeps what it has sent; what waits goes by what is now.
    """
    who, row = _mine(request, ledger_id)
    try:
        services.change_ledger(row, _wanted(who, body.root), asked(who, "ledger"), actor=who.user)
    except OutletError as error:
        raise outlet_problem(error) from error
    return _told(who, ledger_id)


@ledger_calls.make("/ledgers/{ledger_id}/send", Scope.OUTLETS_WRITE, Month, status=200)
def send_ledger(request: HttpRequest, ledger_id: UUID) -> Month:
    """The last month is sent at once, even where nothing of it changed."""
    who = allowed(request, Action.CHANGE_OUTLETS)
    month = services.send_now(found(_ledgers(who), pk=ledger_id))
    month.refresh_from_db()
    return told_month(month)


@ledger_calls.delete("/ledgers/{ledger_id}", Scope.OUTLETS_WRITE)
def remove_ledger(request: HttpRequest, ledger_id: UUID) -> None:
    """Ends it, with the record of what was sent. Files that were sent stay where they are."""
    who = allowed(request, Action.CHANGE_OUTLETS)
    services.remove(found(_ledgers(who), pk=ledger_id), actor=who.user)


def _wanted(who: Caller, told: MailLedger | SftpLedger) -> Wanted:
    site = found(sites_of(who), pk=told.site_id) if told.site_id else None
    if isinstance(told, SftpLedger):
        return told.wanted(site, settings=told.settings.told(), recipient=told.recipient, country=told.country)
    members = Membership.objects.filter(organization=who.organization).select_related("user")
    return told.wanted(site, reader=found(members, pk=told.member_id).user)


def _mine(request: HttpRequest, ledger_id: UUID) -> tuple[Caller, LedgerRow]:
    who = allowed(request, Action.CHANGE_OUTLETS)
    row = found(_ledgers(who), pk=ledger_id)
    unchanged(request, _told(who, ledger_id))
    return who, row


def _told(who: Caller, ledger_id: UUID) -> Ledger:
    return told_ledger(standing([found(_ledgers(who), pk=ledger_id)])[0], members_of(who))


def _ledgers(who: Caller) -> QuerySet[LedgerRow]:
    mine = LedgerRow.objects.filter(organization=who.organization)
    return mine.select_related("organization", "site", "instruction", "reader")
