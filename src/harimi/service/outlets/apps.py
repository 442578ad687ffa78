from django.apps import AppConfig


class OutletsConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.outlets"
    label = "outlets"
