"""What somebody does about channels. One outside is recorded as their instruction, without which nothing leaves."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from pydantic import ValidationError

from harimi.service.accounts.access import Action, members_who
from harimi.service.accounts.activity import note
from harimi.service.accounts.models import Organization, User
from harimi.service.alerts.channels.kinds import ALWAYS, ITEMS
from harimi.service.alerts.channels.waking import wake
from harimi.service.alerts.models import Channel, Hearing, Rule
from harimi.service.egress.channels.kinds import KINDS
from harimi.service.egress.channels.values import ChannelSettings
from harimi.service.egress.web.destination import AddressError, check
from harimi.service.privacy.choices import Asked
from harimi.service.third_parties.instructions import Channel as Outside
from harimi.service.third_parties.instructions import InstructionError, instruct, take_back
from harimi.service.third_parties.models import Instruction

MOST = 40
"""Channels of one organization."""
LONGEST_NAME = 60
STEPS = 9
MENDED: Mapping[str, Any] = {
    "state": Channel.State.WORKS,
    "code": "",
    "fails": 0,
    "failing_since": None,
    "complained_at": None,
}
"""A channel with which nothing is wrong."""


class ChannelError(ValueError):
    """A channel that cannot be as it is wanted; `code` is a text `channel.error.<code>`, `where` the field."""

    def __init__(self, code: str, where: str = "") -> None:
        super().__init__(f"{where}: {code}" if where else code)
        self.code, self.where = code, where


@dataclass(frozen=True, slots=True)
class Wanted:
    """A channel as somebody fills it in. `recipient` and `country` say who runs the other side, and where; `items` what may be
    said there.
    """

    kind: str
    name: str
    settings: Mapping[str, Any]
    recipient: str
    country: str
    language: str
    items: tuple[str, ...] = ITEMS
    everything: bool = True


def make_channel(
    organization: Organization, wanted: Wanted, asked: Asked, *, actor: User, now: datetime | None = None
) -> Channel:
    """From now on people are told there. Raises a `ChannelError`."""
    settings = _settings(wanted)
    if Channel.objects.filter(organization=organization, ended_at=None).count() >= MOST:
        raise ChannelError("too_many")
    with transaction.atomic():
        made = Channel.objects.create(
            organization=organization,
            kind=wanted.kind,
            name=wanted.name.strip(),
            settings=settings.model_dump_json(),
            language=wanted.language,
            instruction=_instruction(organization, wanted, settings, asked, now),
            everything=wanted.everything,
            made_at=now or timezone.now(),
        )
        note(organization, "channel.made", actor=actor, about=made.pk)
    return made


def look_up(wanted: Wanted) -> None:
    """Looks the address up that somebody gave; whether it can be is found out by whoever makes it."""
    with suppress(ChannelError):
        _settings(wanted)


def change_channel(row: Channel, wanted: Wanted, asked: Asked, *, actor: User, now: datetime | None = None) -> None:
    """It is otherwise, and tried again: what waits goes there, too. Raises a `ChannelError`."""
    if row.kind != wanted.kind or row.ended_at is not None:
        raise ChannelError("kind")
    settings = _settings(wanted)
    with transaction.atomic():
        _end(row.instruction, actor)
        row.name, row.language, row.everything = wanted.name.strip(), wanted.language, wanted.everything
        row.settings = settings.model_dump_json()
        row.instruction = _instruction(row.organization, wanted, settings, asked, now)
        Channel.objects.filter(pk=row.pk).update(lease=None, lease_until=None, **MENDED)  # a worker at the old one loses it
        row.save(update_fields=["name", "language", "everything", "settings", "instruction"])
        wake(row)
        note(row.organization, "channel.changed", actor=actor, about=row.pk)


def mail_to(
    organization: Organization, user: User, *, actor: User | None, everything: bool = True, now: datetime | None = None
) -> Channel:
    """A member is told by mail from now on; the way is there once. Raises a `ChannelError` for anybody else."""
    if not members_who(organization, Action.SEE).filter(pk=user.pk).exists():
        raise ChannelError("member", "user")
    told = {"language": user.language, "everything": everything, "made_at": now or timezone.now(), "name": ""}
    with transaction.atomic():
        row, made = Channel.objects.get_or_create(
            organization=organization, kind=Channel.MAIL, user=user, ended_at=None, defaults=told
        )
        if made:
            note(organization, "channel.made", actor=actor, about=row.pk)
    return row


def remove(row: Channel, *, actor: User | None, now: datetime | None = None) -> None:
    """Nobody is told there any more; what was told stays written down, and its secrets go."""
    with transaction.atomic():
        _end(row.instruction, actor)
        row.ended_at, row.settings, row.due_at = now or timezone.now(), "", None
        row.save(update_fields=["ended_at", "settings", "due_at"])
        row.hearings.all().delete()
        note(row.organization, "channel.removed", actor=actor, about=row.pk)


def hear(rule: Rule, steps: Mapping[UUID, int], *, actor: User) -> None:
    """By which channels people are told of a rule, and from which step of its escalation on: at once from 0. Where nobody is
    named, everybody is told who hears of everything. Raises a `ChannelError`.
    """
    theirs = set(Channel.objects.filter(organization=rule.organization_id, ended_at=None).values_list("pk", flat=True))
    if set(steps) - theirs:
        raise ChannelError("channel")
    if any(not 0 <= one <= STEPS for one in steps.values()):
        raise ChannelError("step")
    with transaction.atomic():
        Hearing.objects.filter(rule=rule).delete()
        Hearing.objects.bulk_create(Hearing(rule=rule, channel_id=pk, step=step) for pk, step in steps.items())
        note(rule.organization, "hearing.set", actor=actor, about=rule.pk)


def _settings(wanted: Wanted) -> ChannelSettings:
    if wanted.kind not in KINDS:
        raise ChannelError("kind")
    if not 0 < len(wanted.name.strip()) <= LONGEST_NAME:
        raise ChannelError("name", "name")
    if ALWAYS not in wanted.items or set(wanted.items) - set(ITEMS):
        raise ChannelError("items", "items")
    try:
        found = KINDS[wanted.kind].settings.model_validate(wanted.settings)
    except ValidationError as error:
        first = error.errors()[0]
        raise ChannelError("setting", str(first["loc"][0]) if first["loc"] else "") from None
    _check(wanted.kind, found)
    return found


def _check(kind: str, settings: ChannelSettings) -> None:
    """An address that the customer gave is looked up; those of services that are known are not."""
    address = KINDS[kind].address(settings)
    if not address:
        return
    try:
        check(address)
    except AddressError as error:
        raise ChannelError(f"address_{error.code}", "url") from None


def _instruction(
    organization: Organization, wanted: Wanted, settings: ChannelSettings, asked: Asked, now: datetime | None
) -> Instruction:
    told = Outside(wanted.kind, KINDS[wanted.kind].host(settings), wanted.recipient, wanted.country, wanted.items)
    try:
        return instruct(told, asked, subject=organization.subject_id, now=now)
    except InstructionError as error:
        raise ChannelError(error.code, "recipient" if error.code == "recipient" else "country") from None


def _end(row: Instruction | None, actor: User | None) -> None:
    if row is not None:
        take_back(row, actor=actor.subject_id if actor else None)
