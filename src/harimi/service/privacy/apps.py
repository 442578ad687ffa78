from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.privacy"
    label = "privacy"

    def ready(self) -> None:
        """Nothing of the service runs with a policy whose texts are not the ones that the manifest knows."""
        from harimi.service.privacy.manifest import current

        current()
