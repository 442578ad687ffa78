from django.apps import AppConfig


class MetersConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.meters"
    label = "meters"
