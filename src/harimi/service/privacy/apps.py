from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.privacy"
    label = "privacy"
