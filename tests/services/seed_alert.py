"""An alert of a register with its last picture, of which its owner is told: `python -m tests.services.seed_alert REGISTER`."""

import sys
from datetime import timedelta
from uuid import UUID

from harimi.service.project.setup import set_up


def main(register: str) -> None:
    """Prints the path of its page."""
    set_up()
    from django.db import transaction
    from django.utils import timezone

    from harimi.service.alerts.channels.services import mail_to
    from harimi.service.alerts.firsts import make_first_of
    from harimi.service.alerts.happening import happened
    from harimi.service.alerts.models import Alert, Happened, Rule
    from harimi.service.meters.models import Register
    from harimi.service.readings.models import Attempt

    one = Register.objects.select_related("meter__site__organization").get(pk=UUID(register))
    home, now = one.meter.site.organization, timezone.now()
    make_first_of(home)
    owner = home.memberships.get(role="owner").user
    mail_to(home, owner, actor=owner)
    settings = {"alarm": {"above": "1"}}
    rule, _ = Rule.objects.get_or_create(organization=home, register=one, kind="limit", on=True, settings=settings)
    shown = Attempt.objects.filter(register=one).exclude(cut=None).order_by("-taken_at").first()
    told = {"organization": home, "rule": rule, "kind": "limit", "register": one, "meter": one.meter, "attempt": shown}
    figures = {"value": "8765.41", "limit": "8000.00", "upper": True}
    with transaction.atomic():
        Alert.objects.filter(rule=rule).delete()
        times = {"since": now - timedelta(hours=2), "opened_at": now, "told_at": now, "at": now}
        alert = Alert.objects.create(**told, **times, level="alarm", figures=figures)
        happened(alert, Happened.OPENED)
    print(f"/alerts/{alert.pk}")


if __name__ == "__main__":
    main(*sys.argv[1:])
