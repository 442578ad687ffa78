from django.apps import AppConfig


class DevicesConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.devices"
    label = "devices"

    def ready(self) -> None:
        """Says whose its rows are."""
        from harimi.service.devices.holdings import declare

        declare()
