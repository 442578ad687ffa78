"""From the photograph to the alert: what a camera sent breaks a limit, and the alert shows that picture."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from harimi.service.alerts.models import Alert, Rule
from harimi.service.alerts.queries import alerts_of
from harimi.service.alerts.rules import Told, make_rule
from harimi.service.alerts.stated import statement
from harimi.service.alerts.telling.pictures import link
from harimi.service.captures.models import Cut
from harimi.service.readings.models import Attempt
from harimi.service.readings.settled import Word, settle_by_person
from tests.services.alerts.watched import judged
from tests.services.world import send, work, world

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_photograph_opens_an_alert_that_shows_it_and_a_person_who_sets_it_right_ends_it() -> None:
    start = timezone.now().replace(minute=0, second=0, microsecond=0) - timedelta(hours=9)
    made = world("energy", since=start)
    limit = made.living.start + 1
    told = Told({"warning": {"above": str(limit)}})
    make_rule(made.site.organization, "limit", told, scope=made.register, on=True, actor=made.owner)
    Rule.objects.update(changed_at=start)
    for n, more in ((1, 0), (2, 2), (3, 3)):
        send(made, made.living.start + more, start + timedelta(hours=n), n)
    work()
    judged()
    [alert] = Alert.objects.all()
    shown = statement(alerts_of(made.owner).get())
    picture = Cut.objects.get(taken_at=start + timedelta(hours=3))
    assert (alert.since, shown.picture, shown.value) == (start + timedelta(hours=2), picture.pk, made.living.start + 3)
    answer = Client().get("/alerts/picture/" + link(alert).rpartition("/")[2])
    assert answer.content.startswith(b"\xff\xd8")
    assert (answer.headers["Cache-Control"], answer.headers["X-Content-Type-Options"]) == ("no-store", "nosniff")
    for n in (2, 3):
        settle_by_person(Attempt.objects.get(taken_at=start + timedelta(hours=n)), Word(made.living.start, made.owner))
    work()
    judged()
    alert.refresh_from_db()
    assert (alert.state, alert.ended_because) == ("ended", "corrected")
