from django.apps import AppConfig


class AlertsConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.alerts"
    label = "alerts"
