from django.apps import AppConfig


class LogisticsConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.logistics"
    label = "logistics"
