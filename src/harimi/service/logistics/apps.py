from django.apps import AppConfig


class LogisticsConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.logistics"
    label = "logistics"

    def ready(self) -> None:
        """Says whose its rows are, what it writes to people, and what it does every few minutes."""
        from harimi.service.logistics import letters, returns
        from harimi.service.logistics.holdings import declare
        from harimi.service.platform.jobs import offer_tidying

        declare()
        letters.declare_all()
        offer_tidying(returns.remind)
