from django.apps import AppConfig


class OfficeConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.office"
    label = "office"

    def ready(self) -> None:
        """A customer's page is put together."""
        from harimi.service.office import cases_panel, contract_panel, people_panel, units_panel, violations_panel

        people_panel.offer()
        contract_panel.offer()
        cases_panel.offer()
        units_panel.offer()
        violations_panel.offer()
