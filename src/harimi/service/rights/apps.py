from django.apps import AppConfig


class RightsConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.rights"
    label = "rights"

    def ready(self) -> None:
        """Says whose its rows are, what is done in it, and what is deleted after a time."""
        from harimi.service.platform.jobs import offer_tidying
        from harimi.service.rights import activity, exports
        from harimi.service.rights.holdings import declare

        declare()
        activity.declare_all()
        offer_tidying(exports.forget_old)
