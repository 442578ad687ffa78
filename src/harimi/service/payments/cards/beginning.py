"""What cards tell the rest of the service when it starts."""

from django.db.models.signals import pre_delete

from harimi.service.payments.cards import holdings, keeping, letters, working


def begin() -> None:
    """Whose its rows are, what it writes to people, what workers do, and that a card that goes goes at the provider, too."""
    holdings.declare()
    letters.declare_all()
    working.offer_cards()
    pre_delete.connect(keeping.leave_customer, sender="payments.KeptCard")
