"""The recipients' register: to whom personal data may leave, where they are, and on what ground (clauses 4 and 5)."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from harimi.service.privacy import days
from harimi.service.privacy.audit import record
from harimi.service.privacy.manifest import current
from harimi.service.privacy.models import Recipient

HOME = "JP"
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
Basis, Route = Recipient.Basis, Recipient.Route


class RecipientError(ValueError):
    """A recipient that cannot be registered; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing may leave to somebody: a code of `words.WHY` and the clause or article it rests on."""

    why: str
    clause: str


def register(recipient: Recipient) -> Recipient:
    """Writes a recipient into the register. Raises `RecipientError`."""
    recipient.host = recipient.host.lower()
    fault = _fault(recipient)
    if fault:
        raise RecipientError(fault)
    try:
        with transaction.atomic():
            recipient.save(force_insert=True)
            record("recipient_registered", actor=None, clause="4(1)", items=tuple(recipient.items), recipient=recipient.id)
    except IntegrityError as error:
        raise RecipientError(f"{recipient.id} or {recipient.service} at {recipient.host} is registered already") from error
    return recipient


@transaction.atomic
def end(identity: str) -> None:
    """Nothing leaves to the recipient any more; the row stays as proof. Raises `RecipientError`."""
    if not Recipient.objects.filter(pk=identity, ended_at=None).update(ended_at=timezone.now()):
        raise RecipientError(f"no recipient {identity!r} is registered")
    record("recipient_ended", actor=None, clause="4", recipient=identity)


def at(service: str, host: str) -> Recipient | None:
    """Who does this service at that host."""
    return Recipient.objects.filter(service=service, host=host.lower(), ended_at=None).first()


def refusal(recipient: Recipient | None, items: Collection[str], today: date | None = None) -> Refusal | None:
    """Why these items may not leave to them today; None where they may."""
    day = today or days.today()
    if recipient is None:
        return Refusal("recipient_unknown", "4")
    if set(items) - set(recipient.items):
        return Refusal("recipient_items", "4(1)")
    if recipient.basis == Basis.OWN:
        return None
    if recipient.review_by is None or recipient.review_by < day:
        return Refusal("recipient_review", "4(1)")
    if recipient.country != HOME and not recipient.foreign_route:
        return Refusal("recipient_abroad", "4")
    return None


def _fault(one: Recipient) -> str:
    if not _ID.fullmatch(one.id):
        return "the id is a short name of small letters, digits and hyphens, such as mail-relay"
    unknown = set(one.items) - set(current().items)
    if unknown:
        return f"unknown items: {', '.join(sorted(unknown))}"
    if one.basis not in Basis.values:
        return f"the basis is one of {', '.join(Basis.values)}; joint use does not exist here (clause 5)"
    if len(one.country) != 2 or not one.country.isalpha() or not one.country.isupper():
        return "the country is its two-letter code, such as JP"
    if one.basis == Basis.ENTRUSTED and (one.contract_on is None or one.review_by is None):
        return "an entrusted recipient has a contract date and a date by which the supervision is reviewed"
    if one.basis == Basis.ENTRUSTED and one.country != HOME and one.foreign_route not in Route.values:
        return f"a recipient outside Japan needs a route: one of {', '.join(Route.values)}"
    return ""
