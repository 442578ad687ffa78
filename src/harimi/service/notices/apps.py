from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.notices"
    label = "notices"

    def ready(self) -> None:
        """Says whose its rows are, and has workers send letters and forget what is old."""
        from harimi.service.notices.holdings import declare
        from harimi.service.notices.offering import offer_all

        declare()
        offer_all()
