from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.notices"
    label = "notices"
