from django.apps import AppConfig


class RightsConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.rights"
    label = "rights"

    def ready(self) -> None:
        """Says whose its rows are; erasure is offered to workers."""
        from harimi.service.rights.holdings import declare
        from harimi.service.rights.running import offer_erasure

        declare()
        offer_erasure()
