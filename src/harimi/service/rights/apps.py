from django.apps import AppConfig


class RightsConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.rights"
    label = "rights"

    def ready(self) -> None:
        """Says whose its rows are; erasure is offered to workers."""
        from harimi.service.privacy.holdings import held_back_by
        from harimi.service.rights.holdings import declare
        from harimi.service.rights.holds import held_subjects
        from harimi.service.rights.running import offer_erasure

        declare()
        held_back_by(held_subjects)
        offer_erasure()
