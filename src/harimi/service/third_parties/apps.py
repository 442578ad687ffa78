from django.apps import AppConfig


class ThirdPartiesConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.third_parties"
    label = "third_parties"

    def ready(self) -> None:
        """Says whose its rows are, and what is deleted after a time."""
        from django.utils import timezone

        from harimi.service.platform.jobs import offer_tidying
        from harimi.service.third_parties.holdings import declare
        from harimi.service.third_parties.ledger import forget_old

        declare()
        offer_tidying(lambda: forget_old(timezone.now()))
