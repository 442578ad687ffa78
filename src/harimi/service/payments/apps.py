from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.payments"
    label = "payments"

    def ready(self) -> None:
        """Says whose its rows are, what it writes, what follows an invoice, and what is done by itself."""
        from harimi.service.billing.invoicing.following import on_issued
        from harimi.service.payments import holdings, keeping, letters
        from harimi.service.payments.booking import levelling
        from harimi.service.payments.cards.beginning import begin
        from harimi.service.payments.dunning import reminding
        from harimi.service.platform.jobs import offer_tidying

        begin()
        holdings.declare()
        letters.declare_all()
        on_issued(levelling.on_issued)
        offer_tidying(reminding.remind)
        offer_tidying(keeping.forget_old)
