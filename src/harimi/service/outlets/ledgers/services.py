"""What somebody does about a ledger."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from pydantic import ValidationError

from harimi.service.accounts.access import Action, members_who
from harimi.service.accounts.activity import note
from harimi.service.accounts.models import Organization, User
from harimi.service.egress import sftp
from harimi.service.egress.web.destination import AddressError
from harimi.service.egress.web.sending import UnreachedError
from harimi.service.meters.models import Site
from harimi.service.outlets.ledgers.files import time_zone
from harimi.service.outlets.ledgers.planning import last_month
from harimi.service.outlets.ledgers.sending import ITEMS
from harimi.service.outlets.ledgers.settings import SftpSettings
from harimi.service.outlets.models import Ledger, LedgerMonth
from harimi.service.outlets.services import LONGEST_NAME, MOST, OutletError
from harimi.service.privacy.choices import Asked
from harimi.service.third_parties.instructions import Channel, InstructionError, instruct, take_back
from harimi.service.third_parties.models import Instruction

Way, Form = Ledger.Way, Ledger.Form
LAST_DAY = 28
"""Every month has it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A ledger as somebody fills it in: to a member by mail, or into a folder with `settings` that `recipient` runs."""

    name: str
    way: str
    form: str
    language: str
    day: int
    site: Site | None = None
    reader: User | None = None
    settings: Mapping[str, Any] | None = None
    recipient: str = ""
    country: str = ""


def make_ledger(organization: Organization, wanted: Wanted, asked: Asked, *, actor: User) -> Ledger:
    """From the last month on it is sent each month. Raises an `OutletError`; a server by SFTP is asked for its key."""
    _check(organization, wanted)
    settings = _settings(wanted) if wanted.way == Way.SFTP else None
    with transaction.atomic():
        made = Ledger.objects.create(
            organization=organization,
            site=wanted.site,
            name=wanted.name.strip(),
            way=wanted.way,
            form=wanted.form,
            language=wanted.language,
            day=wanted.day,
            reader=wanted.reader if wanted.way == Way.MAIL else None,
            settings="" if settings is None else settings.model_dump_json(),
            instruction=None if settings is None else _instruction(organization, wanted, settings, asked),
            made_at=timezone.now(),
        )
        note(organization, "ledger.made", actor=actor, about=made.pk)
    return made


def send_now(ledger: Ledger, month: date | None = None) -> LedgerMonth:
    """A month, the last one where none is named, is sent at once, even where nothing of it changed: then as it was."""
    first = month or last_month(timezone.now().astimezone(ZoneInfo(time_zone())).date())
    row, _ = LedgerMonth.objects.get_or_create(ledger=ledger, month=first)
    fresh = {"due_at": timezone.now(), "wanted": True, "tries": 0, "lease": None, "lease_until": None}
    LedgerMonth.objects.filter(pk=row.pk).update(**fresh)
    return row


def switch(ledger: Ledger, *, on: bool, actor: User) -> None:
    """Sends it no more, or again."""
    with transaction.atomic():
        if Ledger.objects.filter(pk=ledger.pk).exclude(on=on).update(on=on):
            note(ledger.organization, "ledger.switched_on" if on else "ledger.switched_off", actor=actor, about=ledger.pk)


def remove(ledger: Ledger, *, actor: User) -> None:
    """It is gone; what was sent stays where it is."""
    with transaction.atomic():
        if ledger.instruction is not None:
            take_back(ledger.instruction, actor=actor.subject_id)
        note(ledger.organization, "ledger.removed", actor=actor, about=ledger.pk)
        ledger.delete()


def _check(organization: Organization, wanted: Wanted) -> None:
    if not 0 < len(wanted.name.strip()) <= LONGEST_NAME:
        raise OutletError("name", "name")
    if wanted.site is not None and wanted.site.organization_id != organization.pk:
        raise OutletError("site", "site")
    if wanted.way not in Way or wanted.form not in Form or not 1 <= wanted.day <= LAST_DAY:
        raise OutletError("setting")
    if wanted.way == Way.MAIL:
        readers = members_who(organization, Action.SEE_PEOPLE)
        if wanted.reader is None or not readers.filter(pk=wanted.reader.pk).exists():
            raise OutletError("reader", "reader")
    if Ledger.objects.filter(organization=organization).count() >= MOST:
        raise OutletError("too_many")


def _settings(wanted: Wanted) -> SftpSettings:
    """With the server's key of now, which it must have each time."""
    try:
        told = SftpSettings.model_validate({**(wanted.settings or {}), "host_key": ""})
        return told.model_copy(update={"host_key": sftp.key_of(told.url)})
    except ValidationError as error:
        first = error.errors()[0]
        raise OutletError("setting", str(first["loc"][0]) if first["loc"] else "") from None
    except AddressError as error:
        raise OutletError(f"address_{error.code}", "url") from None
    except UnreachedError:
        raise OutletError("unreached", "url") from None


def _instruction(organization: Organization, wanted: Wanted, settings: SftpSettings, asked: Asked) -> Instruction:
    host = urlsplit(settings.url).hostname or ""
    try:
        told = Channel(Way.SFTP, host, wanted.recipient, wanted.country, ITEMS)
        return instruct(told, asked, subject=organization.subject_id)
    except InstructionError as error:
        raise OutletError(error.code, "recipient" if error.code == "recipient" else "country") from None
