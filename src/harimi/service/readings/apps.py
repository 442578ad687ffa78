from django.apps import AppConfig


class ReadingsConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.readings"
    label = "readings"
