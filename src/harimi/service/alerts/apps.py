from django.apps import AppConfig


class AlertsConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.alerts"
    label = "alerts"

    def ready(self) -> None:
        """Says whose its rows are."""
        from harimi.service.alerts import holdings

        holdings.declare()
