"""The record of provision (articles 29 and 28): written in the transaction that lets something leave, kept three years.

Entrusting and what 4(3) to 4(6) permit are no lines of it (articles 27(5) and 27(1)); they stand in the audit. A line outlives
the erasure of whom it is about, as copies of invoices do: it is sealed under a key of its own and says by itself who they were.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, Value, When

from harimi.service.privacy import keys
from harimi.service.privacy.audit import record
from harimi.service.privacy.gate import using
from harimi.service.privacy.held import held
from harimi.service.privacy.models import Recipient, Subject
from harimi.service.privacy.sealed import index_of
from harimi.service.third_parties.departure import Departure
from harimi.service.third_parties.models import Instruction, Provision
from harimi.service.third_parties.naming import name_of
from harimi.service.third_parties.permission import Given, Leave

RETENTION = "provision"
_NAME, _MAIL = "provisions of a name", "provisions of a mail address"


def write(departure: Departure, leave: Leave, now: datetime) -> Provision | None:
    """One more provision; None where the law wants no record. Call it in the transaction that lets it leave.

    The same again, to the same recipient on the same ground, is one line that counts.
    """
    given, subject = leave.given, departure.subject
    if given is None or subject is None:
        return None
    line = _line(departure, leave.ground, given)
    if line is None:
        return _new(departure, leave.ground, given, subject, now)
    Provision.objects.filter(pk=line.pk).update(times=F("times") + 1, last_at=now)
    return line


def take_back(line: Provision, at: datetime) -> None:
    """Nothing left after all of what `write` gave that line for at that moment: the last time is what it was before."""
    before = Case(When(last_at=at, then=Value(line.last_at)), default=F("last_at"))
    if not Provision.objects.filter(pk=line.pk, times__gt=1).update(times=F("times") - 1, last_at=before):
        _delete(Provision.objects.filter(pk=line.pk))


def provisions_of(subject: UUID) -> QuerySet[Provision]:
    """The record about somebody who is here, the latest first, for a disclosure under article 33(5).

    Each line says `recipient` (None for a customer's own `channel`), `country`, `items`, `purpose`, `ground` with the `record`
    it rests on and `consented_at`, `approved_by`, and `times` from `first_at` to `last_at`.
    """
    return Provision.objects.filter(whose=subject).select_related("recipient").order_by("-last_at", "-pk")


def provisions_of_somebody(*, name: str = "", mail: str = "") -> QuerySet[Provision]:
    """The same about somebody who was erased, by what they were called; also lines of those who are called alike."""
    found = Q(pk__in=[])
    if name.strip():
        found |= Q(name_index=index_of(name, _NAME))
    if mail.strip():
        found |= Q(mail_index=index_of(mail, _MAIL))
    return Provision.objects.filter(found).select_related("recipient").order_by("-last_at", "-pk")


def leave_alone(rows: QuerySet[Provision]) -> None:
    """Nothing leads from them to a subject any more."""
    rows.update(whose=None)


@transaction.atomic
def forget_old(now: datetime) -> int:
    """Lines that were kept long enough go, with the keys they were sealed under; how many."""
    return _delete(Provision.objects.filter(last_at__lt=now - held().kept(RETENTION)))


def _line(departure: Departure, ground: str, given: Given) -> Provision | None:
    """The line that this would be one more of."""
    rows = Provision.objects.filter(
        whose=departure.subject,
        ground=ground,
        record=str(given.pk),
        purpose=departure.purpose,
        recipient=departure.to if isinstance(departure.to, Recipient) else None,
    )
    wanted = sorted(departure.items)
    return next((one for one in rows if one.items == wanted), None)


def _new(departure: Departure, ground: str, given: Given, subject: UUID, now: datetime) -> Provision:
    with using("provision"):
        row = Provision(
            subject=keys.new_subject(Subject.Kind.KEPT),
            whose_id=subject,
            items=sorted(departure.items),
            purpose=departure.purpose,
            ground=ground,
            record=str(given.pk),
            consented_at=given.at,
            approved_by_id=given.by_id,
            first_at=now,
            last_at=now,
            **_who(subject),
            **_whom(departure),
        )
        row.save()
    record("provision_recorded", actor=None, subject=subject, clause="4", recipient=departure.name)
    return row


def _who(subject: UUID) -> dict[str, str]:
    """By what the person is found once nothing leads to them."""
    told = name_of(subject)
    return {
        "name": told.name,
        "mail": told.mail,
        "name_index": index_of(told.name, _NAME) if told.name else "",
        "mail_index": index_of(told.mail, _MAIL) if told.mail else "",
    }


def _whom(departure: Departure) -> dict[str, Any]:
    to = departure.to
    if isinstance(to, Instruction):
        return {"channel": f"{to.recipient} ({to.host})", "country": to.country}
    return {"recipient": to, "country": "" if to is None else to.country}


def _delete(rows: QuerySet[Provision]) -> int:
    subjects = list(rows.values_list("subject", flat=True))
    gone, _ = rows.delete()
    for one in subjects:
        keys.destroy(one)
    Subject.objects.filter(pk__in=subjects).delete()
    return gone
