from django.apps import AppConfig


class OutletsConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.outlets"
    label = "outlets"

    def ready(self) -> None:
        """Says whose its rows are, what it hears, what workers do, and which words events are made of."""
        from harimi.service.outlets import activity, holdings, keeping, letters, news, telling
        from harimi.service.outlets.journal import JOB
        from harimi.service.outlets.ledgers import letters as ledger_letters
        from harimi.service.outlets.ledgers import planning
        from harimi.service.outlets.ledgers import sending as ledger_sending
        from harimi.service.outlets.sending import due, send_one
        from harimi.service.outlets.words import keys
        from harimi.service.platform.jobs import offer, offer_tidying
        from harimi.service.privacy.closed import allow_schema
        from harimi.service.readings.offering import provided

        holdings.declare()
        activity.declare_all()
        letters.declare_all()
        ledger_letters.declare_all()
        telling.listen()
        news.watch_cameras()
        planning.listen()
        offer(JOB, provided(send_one), due)
        offer_tidying(keeping.forget_old)
        offer_tidying(letters.complain)
        offer("send ledgers", provided(ledger_sending.send_one), ledger_sending.waiting)
        offer_tidying(planning.plan)
        allow_schema(keys())
