from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.payments"
    label = "payments"
