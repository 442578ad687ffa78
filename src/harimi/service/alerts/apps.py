from django.apps import AppConfig


class AlertsConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.alerts"
    label = "alerts"

    def ready(self) -> None:
        """Says whose its rows are, and has workers tell people."""
        from harimi.service.alerts import activity, holdings
        from harimi.service.alerts.offering import offer_all
        from harimi.service.alerts.telling import offering

        holdings.declare()
        activity.declare_all()
        offer_all()
        offering.offer_all()
