from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.privacy"
    label = "privacy"

    def ready(self) -> None:
        """Nothing of the service runs with a policy whose texts are not the ones that the manifest knows, or with a queue whose
        payloads are not mapped."""
        from harimi.service.platform.outbox import guard
        from harimi.service.privacy.closed import check_payload
        from harimi.service.privacy.held import held
        from harimi.service.privacy.logs import configure
        from harimi.service.privacy.manifest import current
        from harimi.service.privacy.own import declare

        configure()
        current()
        held()
        declare()
        guard(check_payload)
