from django.apps import AppConfig


class BackupsConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.backups"
    label = "backups"

    def ready(self) -> None:
        """Whoever is erased is erased from backups, too; what lies with them tells within minutes who left or stayed."""
        from harimi.service.backups.erasing import forget_in_backups, tell_of_leaving
        from harimi.service.platform.jobs import offer_tidying
        from harimi.service.rights.running import afterwards

        afterwards(forget_in_backups)
        offer_tidying(tell_of_leaving)
