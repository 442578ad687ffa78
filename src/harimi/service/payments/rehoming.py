"""A receipt's payer is sealed under the customer's key once that is known, and under its own again where that was wrong."""

from harimi.service.payments.models import Receipt
from harimi.service.privacy import keys
from harimi.service.privacy.models import Subject


def rehome(receipt: Receipt, subject: Subject) -> None:
    """Seals the payer of a receipt that was nobody's anew, and saves it; the subject that it had for itself goes."""
    own = receipt.subject
    receipt.payer = str(receipt.payer)
    receipt.subject = subject
    receipt.save()
    keys.destroy(own.pk)
    own.delete()


def alone(receipt: Receipt) -> None:
    """Gives it a subject of its own. Save it afterwards."""
    receipt.payer = str(receipt.payer)
    receipt.subject = keys.new_subject(Subject.Kind.PERSON)
