from django.apps import AppConfig


class ReadingsConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.readings"
    label = "readings"

    def ready(self) -> None:
        """Its jobs are offered to workers."""
        from harimi.service.readings.offering import offer_all

        offer_all()
