from django.apps import AppConfig


class OfficeConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.office"
    label = "office"
