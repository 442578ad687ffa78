from django.apps import AppConfig


class PagesConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.pages"
    label = "pages"
