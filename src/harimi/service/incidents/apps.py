from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.incidents"
    label = "incidents"

    def ready(self) -> None:
        """Says whose its rows are, what it writes, and what is done by itself."""
        from harimi.service.incidents import evidence, keeping, reminding, telling
        from harimi.service.incidents.holdings import declare
        from harimi.service.platform.jobs import offer_tidying

        declare()
        evidence.declare()
        telling.offer()
        reminding.declare_letter()
        offer_tidying(reminding.remind)
        offer_tidying(keeping.forget_old)
