from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.notices"
    label = "notices"

    def ready(self) -> None:
        """Says whose its rows are."""
        from harimi.service.notices.holdings import declare

        declare()
