"""A customer's own channels: their data goes there on their recorded instruction, which names recipient and country."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from harimi.service.privacy.audit import record
from harimi.service.privacy.choices import Asked
from harimi.service.privacy.manifest import current
from harimi.service.third_parties.models import Instruction

SERVICES = (
    *("webhook", "mqtt", "influxdb", "thingsboard", "sftp", "prometheus", "modbus", "mail", "spreadsheet", "export"),
    *("line", "slack", "teams", "chatwork", "ntfy", "more"),
)
PURPOSE = "provision"
"""To hand a customer what is theirs is the service itself."""


class InstructionError(ValueError):
    """An instruction that cannot be recorded; `code` is a text `instruction.error.<code>`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Channel:
    """Where a customer wants their data: what it is (`SERVICES`), its host, who runs it, in which country, and which items."""

    service: str
    host: str
    recipient: str
    country: str
    items: tuple[str, ...]


@transaction.atomic
def instruct(channel: Channel, asked: Asked, *, subject: UUID, now: datetime | None = None) -> Instruction:
    """Records that a customer wants their data there; `asked` says in which words. Raises `InstructionError`."""
    if code := _fault(channel):
        raise InstructionError(code)
    row = Instruction.objects.create(
        subject_id=subject,
        service=channel.service,
        recipient=channel.recipient.strip(),
        host=channel.host.strip().lower(),
        country=channel.country,
        items=sorted(channel.items),
        at=now or timezone.now(),
        by_id=asked.by,
        text_hash=hashlib.sha256(asked.shown.encode()).hexdigest(),
        language=asked.language,
    )
    _record("instructed", row, asked.by)
    return row


@transaction.atomic
def take_back(row: Instruction, *, actor: UUID | None, now: datetime | None = None) -> None:
    """Nothing goes there any more."""
    if Instruction.objects.filter(pk=row.pk, ended_at=None).update(ended_at=now or timezone.now()):
        _record("instruction_ended", row, actor)


def instructions_of(subject: UUID) -> QuerySet[Instruction]:
    """Those that hold, the latest first."""
    return Instruction.objects.filter(subject=subject, ended_at=None).order_by("-at", "pk")


def _record(action: str, row: Instruction, actor: UUID | None) -> None:
    told = {"clause": "4", "purpose": PURPOSE, "case": str(row.pk)}
    record(action, actor=actor, subject=row.subject_id, items=tuple(row.items), **told)  # type: ignore[arg-type]  # texts


def _fault(channel: Channel) -> str:
    if channel.service not in SERVICES:
        return "service"
    if not channel.recipient.strip() or not channel.host.strip():
        return "recipient"
    if len(channel.country) != 2 or not channel.country.isalpha() or not channel.country.isupper():
        return "country"
    return "" if channel.items and set(channel.items) <= set(current().purposes[PURPOSE].items) else "items"
