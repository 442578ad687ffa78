"""From a reading to a telephone: rules are judged, alerts change, and channels tell of it, all by the service itself."""

import json
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from harimi.service.alerts.channels.services import hear
from harimi.service.alerts.models import Alert, Channel, Telling
from harimi.service.alerts.services import acknowledge, snooze
from harimi.service.alerts.telling.sending import tell_one
from tests.services.alerts.telling_scene import House, webhook
from tests.services.alerts.watched import Scene, judged, scene
from tests.services.third_parties.scene import Server

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published")]
LIMITS = {"warning": {"above": "0.80"}, "alarm": {"above": "1.00"}, "hysteresis": "0.05"}


def _ago(hours: float) -> datetime:
    return timezone.now().replace(minute=0, second=0, microsecond=0) - timedelta(hours=hours)


def _said(server: Server) -> list[tuple[str, str]]:
    told = [json.loads(body) for _, body, _ in server.taken]
    return [(one["type"].removeprefix("alert."), one["data"]["title"]) for one in told]


def _all() -> None:
    """Everything that is due is done, whatever is waited for."""
    judged()
    past = timezone.now() - timedelta(seconds=1)
    Telling.objects.filter(state="waiting").update(due_at=past)
    Channel.objects.exclude(due_at=None).update(due_at=past)
    while tell_one():
        judged()


def test_a_limit_is_broken_worse_and_over(server: Server) -> None:
    gauge = scene("pressure")
    rule = gauge.rule("limit", LIMITS)
    webhook(House(gauge.owner, gauge.site, gauge.register, rule), server)
    for hours, value in ((5, 500), (4, 850), (3, 1050), (2, 740)):
        gauge.reads(_ago(hours), value)
        _all()
    assert _said(server) == [
        ("opened", "Warning: Pressure: outside its control limit"),
        ("raised", "Alarm: Pressure: outside its specification limit"),
        ("ended", "Over: Pressure: within its specification limit again"),
    ]
    lines = [json.loads(body)["data"]["lines"] for _, body, _ in server.taken]
    assert "Value: 1.050 MPa" in lines[1]
    assert "Upper limit: 1.000 MPa" in lines[1]
    assert any(one.startswith("Until: ") for one in lines[2])


def test_who_acknowledges_or_puts_it_off_is_left_in_peace_and_an_escalation_is_not(server: Server) -> None:
    gauge = scene("pressure")
    rule = gauge.rule("limit", LIMITS, escalation=[30])
    where = House(gauge.owner, gauge.site, gauge.register, rule)
    first, chief = webhook(where, server), webhook(where, server, name="Chief")
    hear(rule, {first.pk: 0, chief.pk: 1}, actor=gauge.owner)
    _read(gauge, 850)
    assert [what for what, _ in _said(server)] == ["opened"]
    alert = Alert.objects.get()
    snooze(alert, timezone.now() + timedelta(hours=1), actor=gauge.owner)
    _over(alert, "snoozed_until")
    assert [what for what, _ in _said(server)] == ["opened", "snooze_over"]
    Alert.objects.update(told_at=timezone.now() - timedelta(minutes=31), due_at=timezone.now())
    _all()
    assert [what for what, _ in _said(server)] == ["opened", "snooze_over", "escalated"]
    alert.refresh_from_db()
    assert acknowledge(alert, actor=gauge.owner)
    _read(gauge, 740)
    assert [what for what, _ in _said(server)][3:] == ["ended", "ended"]
    assert set(Telling.objects.values_list("state", flat=True)) == {"sent"}


def _read(gauge: Scene, value: int) -> None:
    gauge.reads(timezone.now(), value)
    _all()


def _over(alert: Alert, what: str) -> None:
    """Its time is over."""
    past = timezone.now() - timedelta(seconds=1)
    Alert.objects.filter(pk=alert.pk).update(**{what: past, "due_at": past})
    _all()
