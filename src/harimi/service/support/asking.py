"""What whoever asks does: writes, writes again, and says that it is settled."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from harimi.service.accounts.models import Organization, User
from harimi.service.captures.models import Cut
from harimi.service.devices.models import Device
from harimi.service.meters.models import Meter
from harimi.service.notices.sending import message_id
from harimi.service.privacy import keys
from harimi.service.privacy.audit import record
from harimi.service.privacy.cards import masked
from harimi.service.privacy.models import Subject
from harimi.service.support import letters
from harimi.service.support.attachments import File, keep
from harimi.service.support.clock import due
from harimi.service.support.models import Case, Message

MOST = 10_000
"""Characters of a message."""
State = Case.State


class CaseError(ValueError):
    """A step that cannot be taken; `code` is a text `case.error.<code>`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Concern:
    """What an inquiry is about; all that is named is the organization's."""

    organization: Organization | None = None
    meter: Meter | None = None
    device: Device | None = None
    cut: Cut | None = None


@dataclass(frozen=True, slots=True)
class Stranger:
    """Who writes without an account; nothing proves that the address is theirs."""

    email: str
    name: str = ""


@transaction.atomic
def ask_as_member(
    user: User,
    kind: str,
    body: str,
    *,
    language: str,
    concern: Concern | None = None,
    files: Sequence[File] = (),
    now: datetime | None = None,
) -> Case:
    """A member's inquiry, under their own subject."""
    about = vars_of(concern or Concern())
    return _new(user.subject, kind, body, Case.Channel.MY_ACCOUNT, language=language, user=user, files=files, now=now, **about)


@transaction.atomic
def ask_as_stranger(
    who: Stranger,
    kind: str,
    body: str,
    *,
    channel: str,
    language: str,
    mail_id: str = "",
    receipt: bool = True,
    files: Sequence[File] = (),
    now: datetime | None = None,
) -> Case:
    """An inquiry by the public page or by mail, under a subject of its own: whoever has the address may be somebody else.

    Without a `receipt` nothing is sent to it.
    """
    subject, email = keys.new_subject(Subject.Kind.PERSON), who.email.strip().lower()
    told: dict[str, Any] = {"email": email, "name": masked(who.name)[:120], "mail_id": mail_id, "receipt": receipt}
    return _new(subject, kind, body, channel, language=language, files=files, now=now, **told)


def vars_of(concern: Concern) -> dict[str, Any]:
    """The columns of a case that say what it is about."""
    names = ("organization", "meter", "device", "cut")
    return {name: getattr(concern, name) for name in names}


def _new(
    subject: Subject,
    kind: str,
    body: str,
    channel: str,
    *,
    language: str,
    user: User | None = None,
    mail_id: str = "",
    receipt: bool = True,
    files: Sequence[File] = (),
    now: datetime | None = None,
    **about: Any,
) -> Case:
    at = now or timezone.now()
    told = {"subject": subject, "kind": Case.Kind(kind), "channel": channel, "language": language, **about}
    case = Case.objects.create(number=_free_number(), arrived_at=at, due_at=due(kind, at), **told)
    keep(_message(case, body, at, user, mail_id), files)
    if receipt:
        _write_receipt(case)
    record("asked", actor=subject.pk, subject=subject.pk, clause="9-1", purpose="inquiries", case=case.number)
    return case


def _write_receipt(case: Case) -> None:
    """Its Message-ID is kept: whatever answers it, a machine too, joins the case."""
    mail = letters.to_who_asked(case, letters.RECEIVED)
    if mail is not None:
        case.receipt_id = message_id(mail)
        case.save(update_fields=["receipt_id"])


@transaction.atomic
def say(
    case: Case,
    body: str,
    *,
    user: User | None = None,
    mail_id: str = "",
    files: Sequence[File] = (),
    now: datetime | None = None,
) -> Message:
    """The customer writes again: what was answered or closed is open once more, and its clock begins anew."""
    at = now or timezone.now()
    case = Case.objects.select_for_update().get(pk=case.pk)
    if case.state not in (State.NEW, State.OPEN):
        again = {"state": State.OPEN, "due_at": due(case.kind, at), "closed_at": None}
        Case.objects.filter(pk=case.pk).update(**again)
    said = _message(case, body, at, user, mail_id)
    keep(said, files)
    return said


@transaction.atomic
def close(case: Case, *, now: datetime | None = None) -> None:
    """Whoever asked says that nothing is left to answer. Raises `CaseError` where it is closed already."""
    still = Case.objects.filter(pk=case.pk).exclude(state=State.CLOSED)
    if not still.update(state=State.CLOSED, closed_at=now or timezone.now()):
        raise CaseError("closed")
    record("case_closed", actor=case.subject_id, subject=case.subject_id, clause="9-1", case=case.number)


def cases_of(user: User) -> QuerySet[Case]:
    """The person's own, those among them that they wrote without signing in, from an address that is proven to be theirs."""
    proven = EmailAddress.objects.filter(user=user, verified=True).values("email")
    return Case.objects.filter(Q(subject=user.subject_id) | Q(email__in=proven))


def _message(case: Case, body: str, at: datetime, user: User | None, mail_id: str) -> Message:
    told = {"at": at, "user": user, "mail_id": mail_id[:250]}
    return Message.objects.create(case=case, side=Message.Side.CUSTOMER, body=masked(body.strip())[:MOST], **told)


def _free_number() -> str:
    """Drawn, so that nobody reads from it how many ask; one that nobody has."""
    while Case.objects.filter(number=(number := _number())).exists():
        pass
    return number


def _number() -> str:
    drawn = secrets.randbelow(100_000_000)
    return f"Q-{drawn // 10_000:04}-{drawn % 10_000:04}"
