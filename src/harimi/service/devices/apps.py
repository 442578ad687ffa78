from django.apps import AppConfig


class DevicesConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.devices"
    label = "devices"
