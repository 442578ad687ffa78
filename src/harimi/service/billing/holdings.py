"""Whose the rows of billing are, and what stays of them."""

from django.db.models import QuerySet

from harimi.service.billing.keeping import copies_of, leave_alone
from harimi.service.billing.models import Posting
from harimi.service.privacy.holdings import hold
from harimi.service.privacy.models import Subject


def declare() -> None:
    """Called once Django has started."""
    hold(
        Subject.Kind.ORGANIZATION,
        {
            "billing_invoice": "organization__subject",
            "billing_charge": "organization__subject",
            "billing_discount": "contract__organization__subject",
            "billing_runpart": "organization__subject",
            "billing_invoicecopy": copies_of,
            "billing_posting": "organization__subject",
        },
        unlink={"billing_invoicecopy": leave_alone, "billing_posting": _nobodys},
    )
    hold(Subject.Kind.KEPT, {"billing_invoicecopy": "subject"})


def _nobodys(rows: QuerySet[Posting]) -> None:
    """The books stay whole; the number of an invoice leads to nobody who is not kept by law."""
    rows.update(organization=None)
