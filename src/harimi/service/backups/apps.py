from django.apps import AppConfig


class BackupsConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.backups"
    label = "backups"

    def ready(self) -> None:
        """Whoever is erased is erased from backups, too."""
        from harimi.service.backups.erasing import forget_in_backups
        from harimi.service.rights.running import afterwards

        afterwards(forget_in_backups)
