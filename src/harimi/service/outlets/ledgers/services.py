"""What somebody does about a ledger."""

from contextlib import suppress
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from harimi.service.accounts.activity import note
from harimi.service.accounts.models import Organization, User
from harimi.service.notices.models import Message
from harimi.service.outlets.ledgers.files import time_zone
from harimi.service.outlets.ledgers.planning import due, last_month
from harimi.service.outlets.ledgers.settings import SftpSettings
from harimi.service.outlets.ledgers.wanted import Wanted, Way, check, instruction, server
from harimi.service.outlets.models import Ledger, LedgerMonth
from harimi.service.outlets.services import MOST, OutletError
from harimi.service.privacy.choices import Asked
from harimi.service.third_parties.instructions import take_back

_ANEW = {"tries": 0, "lease": None, "lease_until": None}


def make_ledger(organization: Organization, wanted: Wanted, asked: Asked, *, actor: User) -> Ledger:
    """From the last month on it is sent each month. Raises an `OutletError`; a server by SFTP is asked for its key."""
    check(organization, wanted)
    if Ledger.objects.filter(organization=organization).count() >= MOST:
        raise OutletError("too_many")
    settings = server(wanted) if wanted.way == Way.SFTP else None
    with transaction.atomic():
        made = Ledger(organization=organization, way=wanted.way, made_at=timezone.now(), **wanted.columns())
        _lead(made, wanted, settings, asked)
        made.save()
        note(organization, "ledger.made", actor=actor, about=made.pk)
    return made


def look_up(wanted: Wanted, row: Ledger | None = None) -> None:
    """Asks a server by SFTP for its key; whether it can be is found out by whoever makes it."""
    if wanted.way == Way.SFTP:
        with suppress(OutletError):
            server(wanted, SftpSettings.model_validate_json(row.settings) if row is not None else None)


def change_ledger(row: Ledger, wanted: Wanted, asked: Asked, *, actor: User) -> None:
    """It is otherwise, by an instruction anew, and keeps what it has sent; what is not sent yet goes by what is now.

    Raises an `OutletError`; a server is asked for its key where the password is told.
    """
    check(row.organization, wanted)
    if row.way != wanted.way:
        raise OutletError("kind")
    sftp = wanted.way == Way.SFTP
    settings = server(wanted, SftpSettings.model_validate_json(row.settings)) if sftp else None
    with transaction.atomic():
        _end(row, actor)
        for name, value in wanted.columns().items():
            setattr(row, name, value)
        _lead(row, wanted, settings, asked)
        row.save(update_fields=[*wanted.columns(), "settings", "instruction"])
        _plan_anew(row)
        note(row.organization, "ledger.changed", actor=actor, about=row.pk)


def send_now(ledger: Ledger, month: date | None = None) -> LedgerMonth:
    """A month, the last one where none is named, is sent at once, even where nothing of it changed: then as it was."""
    first = month or last_month(timezone.now().astimezone(ZoneInfo(time_zone())).date())
    row, _ = LedgerMonth.objects.get_or_create(ledger=ledger, month=first)
    LedgerMonth.objects.filter(pk=row.pk).update(due_at=timezone.now(), wanted=True, **_ANEW)
    return row


def switch(ledger: Ledger, *, on: bool, actor: User) -> None:
    """Sends it no more, or again."""
    with transaction.atomic():
        if Ledger.objects.filter(pk=ledger.pk).exclude(on=on).update(on=on):
            note(ledger.organization, "ledger.switched_on" if on else "ledger.switched_off", actor=actor, about=ledger.pk)


def remove(ledger: Ledger, *, actor: User) -> None:
    """It is gone; what was sent stays where it is."""
    with transaction.atomic():
        _end(ledger, actor)
        note(ledger.organization, "ledger.removed", actor=actor, about=ledger.pk)
        ledger.delete()


def _lead(row: Ledger, wanted: Wanted, settings: SftpSettings | None, asked: Asked) -> None:
    """Where it goes. Mail goes to a member's own address, which needs no instruction."""
    if settings is not None:
        row.settings = settings.model_dump_json()
        row.instruction = instruction(row.organization, wanted, settings, asked)


def _end(row: Ledger, actor: User) -> None:
    if row.instruction is not None:
        take_back(row.instruction, actor=actor.subject_id)


def _plan_anew(row: Ledger) -> None:
    """What waits goes on the day that it now has; what could not be sent, is being sent or waits as a letter goes at once.

    A worker that is at it loses it, and a letter that is on its way to whoever was to have it before finds no month any more.
    """
    letters = Message.objects.filter(state=Message.State.WAITING).values("pk")
    months = LedgerMonth.objects.filter(ledger=row)
    months.filter(letter__in=letters).update(letter=None, wanted=True, due_at=timezone.now())
    for one in months.exclude(due_at=None, fault=""):
        months.filter(pk=one.pk).update(due_at=_due(row, one), fault="", fails=0, **_ANEW)


def _due(row: Ledger, month: LedgerMonth) -> datetime | None:
    if month.fault or month.wanted or month.lease:
        return timezone.now()
    return due(row, month.month) if month.sent_at is None else month.due_at
