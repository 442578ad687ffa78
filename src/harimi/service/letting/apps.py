from django.apps import AppConfig


class LettingConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.letting"
    label = "letting"
