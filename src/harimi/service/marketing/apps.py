from django.apps import AppConfig


class MarketingConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.marketing"
    label = "marketing"

    def ready(self) -> None:
        """Says whose its rows are, what it writes, and what workers do."""
        from harimi.service.marketing.dispatching import offer_all
        from harimi.service.marketing.holdings import declare

        declare()
        offer_all()
