from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.payments"
    label = "payments"

    def ready(self) -> None:
        """Says whose its rows are, what it writes to people, and what workers do."""
        from django.db.models.signals import pre_delete

        from harimi.service.payments.cards import holdings, keeping, letters, working

        holdings.declare()
        letters.declare_all()
        working.offer_cards()
        pre_delete.connect(keeping.leave_customer, sender="payments.KeptCard")
