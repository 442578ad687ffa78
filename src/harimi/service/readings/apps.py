from django.apps import AppConfig


class ReadingsConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.readings"
    label = "readings"

    def ready(self) -> None:
        """Its jobs are offered to workers; the keys of a learned view are those of its schema."""
        from harimi.service.privacy.closed import allow_schema
        from harimi.service.readings.holdings import declare
        from harimi.service.readings.offering import offer_all
        from harimi.vision.views import View

        declare()
        offer_all()
        allow_schema(frozenset(View.model_fields))
