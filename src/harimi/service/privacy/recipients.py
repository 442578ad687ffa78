"""The recipients' register: to whom personal data may leave, where they are, and on what ground (clauses 4 and 5)."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from harimi.service.privacy import days
from harimi.service.privacy.abroad import DESIGNATED, fault_abroad
from harimi.service.privacy.abroad import HOME as HOME
from harimi.service.privacy.audit import record
from harimi.service.privacy.manifest import current
from harimi.service.privacy.models import Recipient, Supervision
from harimi.service.privacy.services import SERVICES

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
Basis, Route = Recipient.Basis, Recipient.Route


class RecipientError(ValueError):
    """A recipient that cannot be registered; the message says what is missing, `code` is a text `recipient.error.<code>`."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing may leave to somebody: a code of `words.WHY` and the clause or article it rests on."""

    why: str
    clause: str


def register(recipient: Recipient, *, actor: UUID | None = None) -> Recipient:
    """Writes a recipient into the register. Purposes that are left out are those of the service. Raises `RecipientError`."""
    recipient.host = recipient.host.strip().lower()
    recipient.purposes = list(recipient.purposes) or _purposes(recipient)
    fault = _fault(recipient)
    if fault is not None:
        raise fault
    try:
        with transaction.atomic():
            recipient.save(force_insert=True)
            told = {"clause": "4(1)" if recipient.basis == Basis.ENTRUSTED else "4", "recipient": recipient.id}
            record("recipient_registered", actor=actor, items=tuple(recipient.items), **told)  # type: ignore[arg-type]
    except IntegrityError as error:
        message = f"{recipient.id} or {recipient.service} at {recipient.host} is registered already"
        raise RecipientError("twice", message) from error
    return recipient


@transaction.atomic
def end(identity: str, *, actor: UUID | None = None) -> None:
    """Nothing leaves to the recipient any more; the row stays as proof. Raises `RecipientError`."""
    if not Recipient.objects.filter(pk=identity, ended_at=None).update(ended_at=timezone.now()):
        raise RecipientError("gone", f"no recipient {identity!r} is registered")
    record("recipient_ended", actor=actor, clause="4", recipient=identity)


def at(service: str, host: str) -> Recipient | None:
    """Who does this service at that host."""
    return Recipient.objects.filter(service=service, host=host.lower(), ended_at=None).first()


def refusal(
    recipient: Recipient | None, items: Collection[str], today: date | None = None, *, purpose: str = ""
) -> Refusal | None:
    """Why these items may not leave to them today, whoever they are about; None where they may.

    What needs each person's consent or an approval is decided where it is known whose data goes (`third_parties.permission`).
    Rows that were written before purposes were asked for name none, and are not held to any.
    """
    day = today or days.today()
    if recipient is None or recipient.ended_at is not None:
        return Refusal("recipient_unknown", "4")
    if set(items) - set(recipient.items):
        return Refusal("recipient_items", "4(1)")
    if purpose and recipient.purposes and purpose not in recipient.purposes:
        return Refusal("recipient_purpose", "4(1)")
    if recipient.basis == Basis.OWN:
        return None
    if recipient.basis == Basis.ENTRUSTED and (code := _unsupervised(recipient, day)):
        return Refusal(code, "4(1)")
    code = "" if recipient.basis == Basis.LEGAL else fault_abroad(recipient, day)
    return Refusal(code, "4") if code else None


def _unsupervised(recipient: Recipient, day: date) -> str:
    if recipient.review_by is None or recipient.review_by < day:
        return "recipient_review"
    last = Supervision.objects.filter(recipient=recipient.pk).order_by("on", "id").last()
    serious = last is not None and last.finding == Supervision.Finding.SERIOUS
    return "recipient_faulty" if serious else ""


def _purposes(one: Recipient) -> list[str]:
    known = SERVICES.get(one.service)
    return [] if known is None or one.basis == Basis.LEGAL else list(known.purposes)


def _fault(one: Recipient) -> RecipientError | None:
    if not _ID.fullmatch(one.id):
        return RecipientError("id", "the id is a short name of small letters, digits and hyphens, such as mail-relay")
    if unknown := {*one.items} - {*current().items}:
        return RecipientError("items", f"unknown items: {', '.join(sorted(unknown))}")
    if not one.items:
        return RecipientError("items", "a recipient gets some items; name them")
    if one.basis not in Basis.values:
        return RecipientError(
            "basis", f"the basis is one of {', '.join(Basis.values)}; joint use does not exist here (clause 5)"
        )
    if unknown := {*one.purposes} - {*current().purposes}:
        return RecipientError("purposes", f"unknown purposes: {', '.join(sorted(unknown))}")
    if not one.purposes and one.basis in (Basis.ENTRUSTED, Basis.CONSENTED):
        return RecipientError("purposes", "say what they get it for: a purpose of the policy, such as provision")
    if len(one.country) != 2 or not one.country.isalpha() or not one.country.isupper():
        return RecipientError("country", "the country is its two-letter code, such as JP")
    if one.basis == Basis.ENTRUSTED and (one.contract_on is None or one.review_by is None):
        return RecipientError(
            "contract", "an entrusted recipient has a contract date and a date by which the supervision is reviewed"
        )
    return _fault_abroad(one) or _needless(one)


def _fault_abroad(one: Recipient) -> RecipientError | None:
    if one.country == HOME or one.basis not in (Basis.ENTRUSTED, Basis.CONSENTED):
        return None
    if one.foreign_route not in Route.values:
        return RecipientError("route", f"a recipient outside Japan needs a route: one of {', '.join(Route.values)}")
    if one.foreign_route == Route.DESIGNATED and one.country not in DESIGNATED:
        return RecipientError("designated", f"{one.country} is not designated; the route is measures or consent")
    if one.foreign_route == Route.MEASURES and (not one.measures_document or one.measures_check_by is None):
        return RecipientError(
            "measures", "measures need a document that shows them, and a date by which they are checked again"
        )
    return None


def _needless(one: Recipient) -> RecipientError | None:
    """Items beyond what their purposes may use."""
    if not one.purposes:
        return None
    usable = {item for name in one.purposes for item in current().purposes[name].items}
    beyond = sorted({*one.items} - usable)
    return RecipientError("needless", f"no purpose named uses: {', '.join(beyond)}") if beyond else None
