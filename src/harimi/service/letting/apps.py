from django.apps import AppConfig


class LettingConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.letting"
    label = "letting"

    def ready(self) -> None:
        """Says whose its rows are, what it writes to people, and what of it never changes."""
        from django.db.models.signals import post_migrate

        from harimi.service.letting import activity, holdings, letters
        from harimi.service.letting.unchanging import RULES
        from harimi.service.platform.refusing import protect, refuse

        holdings.declare()
        letters.declare_all()
        activity.declare_all()
        refuse(RULES)
        post_migrate.connect(protect, sender=self)
