"""Whose the rows of letting are: the landlord's, who is an organization; a tenant's own are found by their name there."""

from django.db.models import QuerySet

from harimi.service.letting.models import Numbering
from harimi.service.privacy.holdings import hold
from harimi.service.privacy.models import Subject


def declare() -> None:
    """Called once Django has started."""
    hold(
        Subject.Kind.ORGANIZATION,
        {
            "letting_closing": "site__organization__subject",
            "letting_landlord": "organization__subject",
            "letting_numbering": "organization__subject",
            "letting_priced": "register__meter__site__organization__subject",
            "letting_sharing": "register__meter__site__organization__subject",
            "letting_sharingpart": "sharing__register__meter__site__organization__subject",
            "letting_statement": "organization__subject",
            "letting_statementline": "statement__organization__subject",
            "letting_statementmeter": "statement__organization__subject",
            "letting_statementpaid": "statement__organization__subject",
            "letting_tariff": "organization__subject",
            "letting_tariffversion": "tariff__organization__subject",
        },
        unlink={"letting_numbering": _alone},
    )


def _alone(rows: QuerySet[Numbering]) -> None:
    """Its landlord is being erased: their statements may go, and it goes with the organization."""
    rows.update(alone=True)
