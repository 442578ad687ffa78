from django.apps import AppConfig


class RightsConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.rights"
    label = "rights"
