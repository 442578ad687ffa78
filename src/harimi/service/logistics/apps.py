from django.apps import AppConfig


class LogisticsConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.logistics"
    label = "logistics"

    def ready(self) -> None:
        """Says whose its rows are."""
        from harimi.service.logistics.holdings import declare

        declare()
