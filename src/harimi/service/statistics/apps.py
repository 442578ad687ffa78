from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.statistics"
    label = "statistics"

    def ready(self) -> None:
        """Says what is done by itself, and what never changes."""
        from django.db.models.signals import post_migrate

        from harimi.service.platform.jobs import offer_tidying
        from harimi.service.platform.refusing import protect, refuse
        from harimi.service.readings.chores import DAILY, Every
        from harimi.service.statistics.releasing import make_due
        from harimi.service.statistics.unchanging import RULES

        offer_tidying(Every("make statistics", DAILY, make_due).do_if_due)
        refuse(RULES)
        post_migrate.connect(protect, sender=self)
