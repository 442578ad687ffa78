from django.apps import AppConfig


class CapturesConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.captures"
    label = "captures"

    def ready(self) -> None:
        """Says whose its rows are."""
        from harimi.service.captures.holdings import declare

        declare()
