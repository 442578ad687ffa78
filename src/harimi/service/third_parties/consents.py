"""Consents to recipients: given beforehand, for what was told, and withdrawn at any moment.

The rows are never changed; the last one of a person about a recipient holds. Nothing is cached.
"""

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from harimi.service.privacy.audit import record
from harimi.service.privacy.choices import Asked
from harimi.service.privacy.models import Recipient
from harimi.service.privacy.publication import in_force
from harimi.service.third_parties.facts import facts_of
from harimi.service.third_parties.models import RecipientConsent

Kind = RecipientConsent.Kind
NEEDS = (Recipient.Basis.CONSENTED,)
"""Bases that are nothing without each person's consent; a recipient abroad may need it besides."""


class ConsentError(ValueError):
    """A consent that cannot be given; `code` is a text `recipient.consent_error.<code>`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def needed(recipient: Recipient) -> bool:
    """Whether nothing of anybody may go to the recipient before they consented."""
    return recipient.basis in NEEDS or recipient.foreign_route == Recipient.Route.CONSENT


@transaction.atomic
def consent(recipient: Recipient, asked: Asked, *, subject: UUID, now: datetime | None = None) -> RecipientConsent:
    """Lets a person's data go to a recipient from now on. Raises `ConsentError`."""
    facts = facts_of(recipient)
    if recipient.ended_at is not None or not needed(recipient):
        raise ConsentError("recipient")
    if not facts.complete:
        raise ConsentError("facts")
    return _write(Kind.CONSENT, recipient, asked, subject, now)


@transaction.atomic
def withdraw(recipient: Recipient, asked: Asked, *, subject: UUID, now: datetime | None = None) -> RecipientConsent:
    """From now on nothing goes there."""
    return _write(Kind.WITHDRAWAL, recipient, asked, subject, now)


def holding(recipient: Recipient, subject: UUID, before: datetime) -> RecipientConsent | None:
    """The consent that holds and was there before a moment; None where there is none.

    A withdrawal counts whenever it came. So does a consent given anew: what held before it did not hold any more.
    """
    last = RecipientConsent.objects.filter(subject=subject, recipient=recipient).order_by("id").last()
    if last is None or last.kind != Kind.CONSENT or last.at >= before:
        return None
    return last if last.facts_hash == facts_of(recipient).digest else None


def _write(
    kind: RecipientConsent.Kind, recipient: Recipient, asked: Asked, subject: UUID, now: datetime | None
) -> RecipientConsent:
    row = RecipientConsent.objects.create(
        subject_id=subject,
        recipient=recipient,
        kind=kind,
        at=now or timezone.now(),
        by_id=asked.by,
        policy=in_force().number,
        facts_hash=facts_of(recipient).digest,
        text_hash=hashlib.sha256(asked.shown.encode()).hexdigest(),
        language=asked.language,
        channel=asked.channel,
    )
    items = tuple(recipient.items)
    action = "recipient_consent" if kind == Kind.CONSENT else "recipient_withdrawal"
    record(action, actor=asked.by, subject=subject, clause="4", items=items, recipient=recipient.pk)
    return row
