from django.apps import AppConfig


class RightsConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.rights"
    label = "rights"

    def ready(self) -> None:
        """Says whose its rows are, what is done in it, and what is deleted after a time; erasure is offered to workers."""
        from harimi.service.platform.jobs import offer_tidying
        from harimi.service.privacy.holdings import held_back_by
        from harimi.service.rights import activity, evidence, exports, words
        from harimi.service.rights.holdings import declare
        from harimi.service.rights.holds import held_subjects
        from harimi.service.rights.running import offer_erasure

        declare()
        activity.declare_all()
        evidence.declare()
        held_back_by(held_subjects)
        offer_erasure()
        offer_tidying(exports.forget_old)
        offer_tidying(words.take_over)
