from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.accounts"
    label = "accounts"
