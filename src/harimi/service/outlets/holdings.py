"""Whose the rows of outlets are."""

from harimi.service.privacy.holdings import hold
from harimi.service.privacy.models import Subject


def declare() -> None:
    """Called once Django has started."""
    hold(
        Subject.Kind.ORGANIZATION,
        {
            "outlets_journal": "organization__subject",
            "outlets_event": "organization__subject",
            "outlets_outlet": "organization__subject",
            "outlets_filling": "outlet__organization__subject",
            "outlets_modbuspoint": "outlet__organization__subject",
            "outlets_shown": "organization__subject",
            "outlets_ledger": "organization__subject",
            "outlets_ledgermonth": "ledger__organization__subject",
            "outlets_setaside": "outlet__organization__subject",
        },
    )
