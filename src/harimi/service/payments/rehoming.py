"""A receipt's payer is sealed under the customer's key once that is known, and under its own again where that was wrong."""

from harimi.service.payments.models import Receipt
from harimi.service.privacy import keys
from harimi.service.privacy.models import Subject


def rehome(receipt: Receipt, subject: Subject) -> None:
    """Seals the payer anew; the subject that it had for itself goes. Save it afterwards."""
    before = receipt.subject
    if before.pk == subject.pk:
        return
    receipt.payer = str(receipt.payer)
    receipt.subject = subject
    receipt.save()
    if not Receipt.objects.filter(subject=before).exists() and _own(receipt):
        keys.destroy(before.pk)
        before.delete()


def alone(receipt: Receipt) -> None:
    """Gives it a subject of its own. Save it afterwards."""
    receipt.payer = str(receipt.payer)
    receipt.subject = keys.new_subject(Subject.Kind.PERSON)


def _own(receipt: Receipt) -> bool:
    """Whether the subject before was the receipt's alone."""
    return receipt.organization_id is None and receipt.alone_since is not None
