from django.apps import AppConfig


class BillingConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.billing"
    label = "billing"

    def ready(self) -> None:
        """Says whose its rows are, what it writes to people, and what workers do."""
        from django.db.models.signals import post_migrate

        from harimi.service.billing import holdings, letters
        from harimi.service.billing.runs import working
        from harimi.service.billing.unchanging import RULES
        from harimi.service.platform.refusing import protect, refuse

        holdings.declare()
        letters.declare_all()
        working.offer_billing()
        refuse(RULES)
        post_migrate.connect(protect, sender=self)
