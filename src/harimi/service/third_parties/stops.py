"""Provision to one recipient stopped for one person (clause 8-1(3)), and what they have called back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from harimi.service.privacy.audit import record
from harimi.service.privacy.models import Recipient
from harimi.service.privacy.recipients import Basis
from harimi.service.third_parties.models import StoppedProvision

Answer = StoppedProvision.Answer


class StopError(ValueError):
    """A stop or an answer that cannot be; `code` is a text `recall.error.<code>`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def stop_provision(
    subject: UUID, recipient: Recipient, *, actor: UUID | None, case: str = "", now: datetime | None = None
) -> StoppedProvision:
    """Nothing of this person goes to this recipient from the next moment on; others are not touched.

    The recipient is to be asked to delete what they have: that is a task of the office until `recalled`. Stopped once more, the
    first stop stays, and where its task was done it is to be done again. Raises `StopError` for the operator's own machines.
    """
    if recipient.basis == Basis.OWN:
        raise StopError("own")
    row, made = StoppedProvision.objects.get_or_create(
        subject_id=subject,
        recipient=recipient,
        defaults={"case": case, "stopped_at": now or timezone.now(), "stopped_by_id": actor},
    )
    if not made:
        StoppedProvision.objects.filter(pk=row.pk).update(recalled_at=None, recalled_by=None, answer="", case=case or row.case)
        row.refresh_from_db()
    record("provision_stopped", actor=actor, subject=subject, clause="8-1(3)", recipient=recipient.pk, case=case)
    return row


@transaction.atomic
def recalled(row: StoppedProvision, answer: str, *, actor: UUID, now: datetime | None = None) -> None:
    """What the recipient answered when they were asked to delete. Raises `StopError`."""
    if answer not in Answer.values:
        raise StopError("answer")
    told = {"recalled_at": now or timezone.now(), "recalled_by": actor, "answer": answer}
    if not StoppedProvision.objects.filter(pk=row.pk, recalled_at=None).update(**told):
        raise StopError("done")
    record(
        "recalled",
        actor=actor,
        subject=row.subject_id,
        clause="8-1(3)",
        recipient=row.recipient_id,
        outcome=answer,
        case=row.case,
    )


def open_recalls() -> QuerySet[StoppedProvision]:
    """Those of which nobody knows yet what the recipient answered, the oldest first."""
    return StoppedProvision.objects.filter(recalled_at=None).select_related("recipient").order_by("stopped_at", "pk")
