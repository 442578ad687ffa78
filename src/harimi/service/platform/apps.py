from django.apps import AppConfig


class PlatformConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.platform"
    label = "platform"
