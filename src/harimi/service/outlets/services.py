"""What somebody does about an outlet. Each is recorded as their instruction, without which nothing leaves."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Least
from django.utils import timezone
from pydantic import ValidationError

from harimi.service.accounts.activity import note
from harimi.service.accounts.models import Organization, User
from harimi.service.egress.web.destination import AddressError, check
from harimi.service.meters.models import Site
from harimi.service.outlets import journal
from harimi.service.outlets.kinds.kind import OutletSettings
from harimi.service.outlets.kinds.registry import KINDS, settings_of
from harimi.service.outlets.kinds.webhook import new_secret
from harimi.service.outlets.models import Event, Filling, Outlet, SetAside
from harimi.service.platform.bell import ring
from harimi.service.privacy.choices import Asked
from harimi.service.third_parties.instructions import Channel, InstructionError, instruct, take_back
from harimi.service.third_parties.models import Instruction

MOST = 20
"""Outlets of one organization."""
LONGEST_NAME = 60
_RESTING: dict[str, Any] = {"due_at": None, "lease": None, "lease_until": None, "tries": 0}
_RESTING |= {"fault": "", "fails": 0, "refusals": 0, "failing_since": None}


class OutletError(ValueError):
    """An outlet that cannot be as it is wanted; `code` is a text `outlet.error.<code>`, `where` the field."""

    def __init__(self, code: str, where: str = "") -> None:
        super().__init__(f"{where}: {code}" if where else code)
        self.code, self.where = code, where


@dataclass(frozen=True, slots=True)
class Wanted:
    """An outlet as somebody fills it in. `recipient` and `country` say who runs the other side, and where."""

    kind: str
    name: str
    settings: Mapping[str, Any]
    recipient: str
    country: str
    site: Site | None = None
    settled: bool = False


def make_outlet(
    organization: Organization, wanted: Wanted, asked: Asked, *, actor: User, now: datetime | None = None
) -> Outlet:
    """From now on what happens is sent there. Raises an `OutletError`."""
    settings = _settings(organization, wanted, None)
    if Outlet.objects.filter(organization=organization).count() >= MOST:
        raise OutletError("too_many")
    with transaction.atomic():
        journal.begin(organization)
        made = Outlet.objects.create(
            organization=organization,
            site=wanted.site,
            kind=wanted.kind,
            name=wanted.name.strip(),
            settings=settings.model_dump_json(),
            instruction=_instruction(organization, wanted, settings, asked, now),
            settled=wanted.settled,
            position=journal.hold(organization.pk) or 0,
            made_at=now or timezone.now(),
        )
        note(organization, "outlet.made", actor=actor, about=made.pk)
    return made


def look_up(organization: Organization, wanted: Wanted, row: Outlet | None = None) -> None:
    """Looks the address up that somebody gave; whether it can be is found out by whoever makes it."""
    with suppress(OutletError):
        _settings(organization, wanted, row)


def change_outlet(row: Outlet, wanted: Wanted, asked: Asked, *, actor: User) -> None:
    """It is otherwise; what waits goes there, too. Raises an `OutletError`."""
    settings = _settings(row.organization, wanted, row)
    if row.kind != wanted.kind:
        raise OutletError("kind")
    with transaction.atomic():
        _end(row.instruction, actor)
        row.site, row.name, row.settled = wanted.site, wanted.name.strip(), wanted.settled
        row.settings = settings.model_dump_json()
        row.instruction = _instruction(row.organization, wanted, settings, asked, None)
        row.save(update_fields=["site", "name", "settled", "settings", "instruction"])
        _wake(row)
        note(row.organization, "outlet.changed", actor=actor, about=row.pk)


def renew_secret(row: Outlet, *, actor: User) -> str:
    """It signs with another secret from now on, and with the one before no more. Raises an `OutletError`."""
    if not hasattr(settings_of(row), "secret"):
        raise OutletError("signs_not")
    secret = new_secret()
    with transaction.atomic():
        row.settings = settings_of(row).model_copy(update={"secret": secret}).model_dump_json()
        row.save(update_fields=["settings"])
        note(row.organization, "outlet.secret_renewed", actor=actor, about=row.pk)
    return secret


def switch(row: Outlet, *, on: bool, actor: User) -> None:
    """Sends there no more, or again: what happened meanwhile is sent then, as far back as events are kept."""
    with transaction.atomic():
        if not Outlet.objects.filter(pk=row.pk).exclude(on=on).update(on=on, **_RESTING):
            return
        if on:
            _wake(row)
        note(row.organization, "outlet.switched_on" if on else "outlet.switched_off", actor=actor, about=row.pk)


def remove(row: Outlet, *, actor: User) -> None:
    """It is gone, with what waits for it."""
    with transaction.atomic():
        _end(row.instruction, actor)
        note(row.organization, "outlet.removed", actor=actor, about=row.pk)
        row.delete()


def replay(row: Outlet, since: datetime, *, actor: User) -> int:
    """Everything since then is sent once more, under the same numbers; how many events. Raises an `OutletError`."""
    theirs = Event.objects.filter(organization=row.organization_id, made_at__gte=since)
    first = theirs.order_by("number").values_list("number", flat=True).first()
    if first is None:
        raise OutletError("nothing_since")
    with transaction.atomic():
        Outlet.objects.filter(pk=row.pk).update(position=Least(F("position"), first - 1))
        _wake(row)
        note(row.organization, "outlet.replayed", actor=actor, about=row.pk)
    return theirs.count()


def fill(row: Outlet, since: datetime, *, actor: User) -> None:
    """The readings of the archive since then are sent, too. Raises an `OutletError`."""
    if not KINDS[row.kind].FILLS:
        raise OutletError("fills_not")
    with transaction.atomic():
        journal.hold(row.organization_id)
        Filling.objects.create(outlet=row, since=since)
        _wake(row)
        note(row.organization, "outlet.filled", actor=actor, about=row.pk)


def stop_filling(row: Outlet, *, actor: User) -> None:
    """No more of the archive is sent; what went there stays."""
    with transaction.atomic():
        if row.fillings.all().delete()[0]:
            note(row.organization, "outlet.filling_stopped", actor=actor, about=row.pk)


def try_now(row: Outlet) -> None:
    """What waits is sent at once, however long it was to wait yet."""
    _wake(row)


def send_again(row: Outlet, aside: SetAside, *, actor: User) -> None:
    """An event that was set aside is sent once more."""
    with transaction.atomic():
        journal.hold(row.organization_id)
        SetAside.objects.filter(pk=aside.pk, outlet=row).update(again=True)
        _wake(row)
        note(row.organization, "outlet.sent_again", actor=actor, about=row.pk)


def _wake(row: Outlet) -> None:
    """It is tried at once, whatever it waits for; a worker that is at it loses it, and what it sent last goes once more."""
    Outlet.objects.filter(pk=row.pk, on=True).update(**_RESTING | {"due_at": timezone.now(), "complained_at": None})
    ring(journal.JOB)


def _settings(organization: Organization, wanted: Wanted, row: Outlet | None) -> OutletSettings:
    if wanted.kind not in KINDS:
        raise OutletError("kind")
    if not 0 < len(wanted.name.strip()) <= LONGEST_NAME:
        raise OutletError("name", "name")
    if wanted.site is not None and wanted.site.organization_id != organization.pk:
        raise OutletError("site", "site")
    try:
        found = KINDS[wanted.kind].Settings.model_validate(wanted.settings)
    except ValidationError as error:
        first = error.errors()[0]
        raise OutletError("setting", str(first["loc"][0]) if first["loc"] else "") from None
    _check(wanted.kind, found, row)
    return found


def _check(kind: str, settings: OutletSettings, row: Outlet | None) -> None:
    """What can be seen of it before anything is sent."""
    finds: Callable[..., tuple[str, str] | None] | None = getattr(KINDS[kind], "fault", None)
    if finds is not None:
        others = Outlet.objects.filter(kind=kind).select_related("organization")
        wrong = finds(settings, [settings_of(one) for one in others if row is None or one.pk != row.pk])
        if wrong is not None:
            raise OutletError(*wrong)
    if not KINDS[kind].address(settings):
        return
    try:
        check(KINDS[kind].address(settings), schemes=KINDS[kind].SCHEMES)
    except AddressError as error:
        raise OutletError(f"address_{error.code}", "url") from None


def _instruction(
    organization: Organization, wanted: Wanted, settings: OutletSettings, asked: Asked, now: datetime | None
) -> Instruction:
    kind = KINDS[wanted.kind]
    host = urlsplit(kind.address(settings)).hostname or kind.host(settings)
    try:
        told = Channel(wanted.kind, host, wanted.recipient, wanted.country, kind.ITEMS)
        return instruct(told, asked, subject=organization.subject_id, now=now)
    except InstructionError as error:
        raise OutletError(error.code, "recipient" if error.code == "recipient" else "country") from None


def _end(row: Instruction | None, actor: User) -> None:
    if row is not None:
        take_back(row, actor=actor.subject_id)
