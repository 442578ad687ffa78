from django.apps import AppConfig


class RequestsConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.requests"
    label = "requests"

    def ready(self) -> None:
        """Says whose its rows are, what it writes, and what is done by itself."""
        from harimi.service.accounts.strangers import reached_by
        from harimi.service.notices.sending import on_end
        from harimi.service.platform.jobs import offer_tidying
        from harimi.service.requests import evidence, keeping, letters, paying, reminding, reviewed, strangers
        from harimi.service.requests.holdings import declare

        declare()
        reached_by(strangers.reachable)
        letters.declare_all()
        reviewed.declare()
        on_end(keeping.heard)
        paying.offer_fees()
        for tidy in (evidence.forget_old, keeping.close_old, keeping.lapse, keeping.forget_old):
            offer_tidying(tidy)
        for remind in (reminding.remind, reminding.remind_askers):
            offer_tidying(remind)
        offer_tidying(paying.hear_back)
