from django.apps import AppConfig


class CapturesConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.captures"
    label = "captures"
