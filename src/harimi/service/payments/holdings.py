"""Whose the rows of payments are."""

from harimi.service.privacy.holdings import hold
from harimi.service.privacy.models import Subject


def declare() -> None:
    """Called once Django has started. A receipt that nobody is known for has a subject of its own."""
    hold(Subject.Kind.PERSON, {"payments_receipt": "subject"})
    hold(
        Subject.Kind.ORGANIZATION,
        {
            "payments_receipt": "subject",
            "payments_mandate": "organization__subject",
            "payments_debit": "organization__subject",
            "payments_reminder": "organization__subject",
            "payments_dunninghold": "organization__subject",
        },
    )
