from django.apps import AppConfig


class SupportConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.support"
    label = "support"

    def ready(self) -> None:
        """Says whose its rows are, what it writes, whom a grant lets in, and what is done by itself."""
        from harimi.service.accounts.strangers import reached_by
        from harimi.service.notices.incoming import on_mail
        from harimi.service.platform.jobs import offer_tidying
        from harimi.service.support import activity, by_mail, evidence, granting, grants, keeping, letters, reminding, strangers
        from harimi.service.support.holdings import declare
        from harimi.service.support.violations import keeping as violations_kept
        from harimi.service.support.violations import leading, telling
        from harimi.service.support.violations import reminding as violations_due

        declare()
        reached_by(strangers.reachable)
        activity.declare_all()
        letters.declare_all()
        telling.declare_all()
        violations_due.declare_all()
        evidence.declare()
        grants.offer()
        on_mail(by_mail.take)
        for tidy in (granting.end_what_ran_out, keeping.settle, keeping.forget_old, reminding.remind):
            offer_tidying(tidy)
        offer_tidying(leading.lift_what_ran_out)
        offer_tidying(violations_due.remind)
        offer_tidying(violations_kept.forget_old)
