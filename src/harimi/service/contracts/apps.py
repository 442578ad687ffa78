from django.apps import AppConfig


class ContractsConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.contracts"
    label = "contracts"

    def ready(self) -> None:
        """Says whose its rows are, what it writes to people, and what is deleted after a time."""
        from harimi.service.accounts.strangers import reached_by
        from harimi.service.contracts import changing, evidence, forgetting, letters, plans, strangers
        from harimi.service.contracts.holdings import declare
        from harimi.service.platform.jobs import offer_tidying

        declare()
        reached_by(strangers.reachable)
        letters.declare_all()
        changing.declare_activity()
        plans.declare_activity()
        offer_tidying(forgetting.forget_old)
        offer_tidying(evidence.forget_old)
