from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Says whose its rows are. A changed password ends what else is open; a reset one proves an address."""
        from allauth.account import signals

        from harimi.service.accounts import api_answers, api_tokens
        from harimi.service.accounts.addresses import proven_by_reset
        from harimi.service.accounts.holdings import declare
        from harimi.service.accounts.naming import named
        from harimi.service.accounts.sessions import password_changed
        from harimi.service.platform.jobs import offer_tidying
        from harimi.service.third_parties.naming import named_by

        declare()
        named_by(named)
        offer_tidying(api_answers.forget_answers)
        offer_tidying(api_tokens.forget_ended)

        for changed in (signals.password_changed, signals.password_set, signals.password_reset):
            changed.connect(password_changed, dispatch_uid="accounts.sessions")
        signals.password_reset.connect(proven_by_reset, dispatch_uid="accounts.addresses")
