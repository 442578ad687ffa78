"""Alerts in time and in people's hands: quiet hours, escalation, snooze; who may; what others hear."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from harimi.service.accounts.models import Activity, Membership
from harimi.service.alerts.errors import RuleError
from harimi.service.alerts.firsts import make_first
from harimi.service.alerts.judging import judge_some
from harimi.service.alerts.models import Alert, AlertEvent, Level, Rule, Watch
from harimi.service.alerts.queries import (
    alerts_at,
    alerts_of,
    changeable_alerts,
    changeable_rules,
    count_open,
    events_of,
    open_alerts,
    open_by_meter,
    rules_of,
)
from harimi.service.alerts.quiet import quiet_until
from harimi.service.alerts.rules import Told, delete_rule, make_rule, switch_rule
from harimi.service.alerts.services import acknowledge, end_by_hand, snooze
from harimi.service.alerts.stated import statement
from harimi.service.alerts.watching import watch_all
from harimi.service.meters.models import Meter, Tenant
from tests.services.alerts.watched import Clock, Scene, judged, judged_now, scene
from tests.services.world import home, member, person

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 6, 24, 3, tzinfo=UTC)
"""A Wednesday's noon in Tokyo."""
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LIMITS = {"warning": {"above": "0.80"}, "alarm": {"above": "1.00"}}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """It is what time a test says."""
    made = Clock(NOON)
    monkeypatch.setattr("django.utils.timezone.now", made.now)
    return made


def _open(clock: Clock, at: datetime = NOON, value: int = 900, **told: Any) -> tuple[Scene, Alert]:
    made = scene("pressure")
    made.rule("limit", LIMITS, **told)
    clock.at = at
    made.reads(at, value)
    judged()
    return made, made.alerts()[0]


def _told(alert: Alert) -> list[str]:
    return list(AlertEvent.objects.filter(alert=alert).order_by("pk").values_list("what", flat=True))


def _at(clock: Clock, moment: datetime) -> None:
    clock.at = moment
    judged()


def test_what_is_found_at_night_is_told_in_the_morning(clock: Clock) -> None:
    quiet = {"from": "22:00", "until": "07:00"}
    _, alert = _open(clock, NOON + 11 * HOUR, quiet=quiet, escalation=[30])
    assert alert.quiet_until == NOON + 19 * HOUR
    _at(clock, NOON + 18 * HOUR)
    assert _told(alert) == ["opened"]
    _at(clock, NOON + 19 * HOUR)
    assert _told(alert) == ["opened", "quiet_over"]
    _at(clock, NOON + 19 * HOUR + 30 * MINUTE)
    assert _told(alert) == ["opened", "quiet_over", "escalated"]


def test_an_alarm_may_break_the_quiet(clock: Clock) -> None:
    made, alert = _open(clock, NOON + 11 * HOUR, quiet={"from": "22:00", "until": "07:00"})
    clock.at = NOON + 12 * HOUR
    made.reads(clock.at, 1200)
    judged()
    alert.refresh_from_db()
    assert (alert.level, alert.quiet_until, _told(alert)) == ("alarm", None, ["opened", "raised"])


@pytest.mark.once
def test_quiet_hours_are_those_of_the_site_and_know_its_days_off(clock: Clock) -> None:
    made = scene("pressure")
    zone = made.site.zone
    off = {"from": "20:00", "until": "08:00", "off_days": True, "alarms": False}
    friday = datetime(2026, 5, 1, 21, tzinfo=zone)  # before Golden Week: 3 to 6 May are holidays
    assert quiet_until(off, Level.ALARM, friday, zone) == datetime(2026, 5, 7, 8, tzinfo=zone)
    assert quiet_until(off, Level.ALARM, datetime(2026, 5, 7, 9, tzinfo=zone), zone) is None
    assert quiet_until({"from": "12:00", "until": "13:00"}, Level.WARNING, NOON, zone) == NOON + HOUR
    assert quiet_until(None, Level.WARNING, NOON, zone) is None


def test_further_people_are_told_until_somebody_acknowledges(clock: Clock) -> None:
    made, alert = _open(clock, escalation=[10, 30])
    _at(clock, NOON + 9 * MINUTE)
    assert _told(alert) == ["opened"]
    _at(clock, NOON + 10 * MINUTE)
    assert [(one.what, one.step) for one in events_of(alert)] == [("opened", 0), ("escalated", 1)]
    assert acknowledge(alert, actor=made.owner, words="on my way")
    _at(clock, NOON + HOUR)
    assert _told(alert) == ["opened", "escalated", "acknowledged"]
    assert events_of(alert)[2].note == "on my way"
    assert not acknowledge(alert, actor=made.owner)


def test_what_rises_after_somebody_acknowledged_is_told_again(clock: Clock) -> None:
    made, alert = _open(clock)
    acknowledge(alert, actor=made.owner)
    clock.at += HOUR
    made.reads(clock.at, 1100)
    judged()
    alert.refresh_from_db()
    assert (alert.state, alert.level, _told(alert)) == ("open", "alarm", ["opened", "acknowledged", "raised"])


def test_what_is_snoozed_is_told_again_if_it_still_is_so(clock: Clock) -> None:
    made, alert = _open(clock, escalation=[10])
    assert snooze(alert, NOON + 4 * HOUR, actor=made.owner)
    _at(clock, NOON + 3 * HOUR)
    assert _told(alert) == ["opened", "snoozed"]
    _at(clock, NOON + 4 * HOUR)
    _at(clock, NOON + 4 * HOUR + 10 * MINUTE)
    assert _told(alert) == ["opened", "snoozed", "snooze_over", "escalated"]
    with pytest.raises(RuleError, match="until"):
        snooze(alert, NOON, actor=made.owner)
    end_by_hand(alert, actor=made.owner, words="mended")
    assert not snooze(alert, clock.at + HOUR, actor=made.owner)
    assert set(Activity.objects.values_list("action", flat=True)) >= {"alert.snoozed", "alert.ended", "rule.made"}


def test_a_snooze_that_ends_at_night_escalates_from_the_morning_on(clock: Clock) -> None:
    made, alert = _open(clock, escalation=[10], quiet={"from": "22:00", "until": "07:00"})
    assert snooze(alert, NOON + 11 * HOUR, actor=made.owner)
    _at(clock, NOON + 12 * HOUR)
    assert _told(alert) == ["opened", "snoozed", "snooze_over"]
    _at(clock, NOON + 19 * HOUR + 9 * MINUTE)
    assert _told(alert)[3:] == []
    _at(clock, NOON + 19 * HOUR + 10 * MINUTE)
    assert _told(alert)[3:] == ["escalated"]


def test_people_see_and_change_what_their_role_lets_them(clock: Clock) -> None:
    made, alert = _open(clock)
    organization = made.site.organization
    manager, viewer = (member(organization, f"{role}@example.jp", role) for role in ("manager", "viewer"))
    tenant, stranger = person("tenant@example.jp"), person("stranger@example.jp")
    rents = Tenant.objects.create(organization=organization, name="Suzuki")
    Membership.objects.create(organization=organization, user=tenant, role="tenant", tenant=rents.pk)
    home(stranger, "Elsewhere")
    for who, sees, changes in ((made.owner, 1, 1), (manager, 1, 1), (viewer, 1, 0), (tenant, 0, 0), (stranger, 0, 0)):
        assert (alerts_of(who).count(), open_alerts(who).count(), rules_of(who).count()) == (sees, sees, sees)
        assert (changeable_alerts(who).count(), changeable_rules(who).count()) == (changes, changes)
        assert count_open(who) == ({"warning": 1} if sees else {})
        assert open_by_meter(who) == ({alert.meter_id: 1} if sees else {})
    assert list(alerts_at(made.register, NOON - HOUR, NOON + HOUR)) == [alert]
    with pytest.raises(RuleError, match="scope"):
        make_rule(home(stranger).organization, "limit", Told(LIMITS), scope=made.register, actor=stranger)


def test_what_others_are_told_of_it(clock: Clock) -> None:
    made, alert = _open(clock)
    told = statement(alerts_of(made.owner).get()).model_dump(mode="json")
    assert (told["kind"], told["level"], told["state"], told["value"]) == ("limit", "warning", "open", "0.900")
    assert (told["register_id"], told["unit"], told["since"]) == (str(made.register.pk), "MPa", "2026-06-24T03:00:00Z")
    assert told["figures"] == {"value": "0.900", "limit": "0.800", "upper": True}
    assert told["id"] == str(alert.pk)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (Told({"warning": {}}), "settings"),
        (Told(LIMITS, quiet={"from": "07:00", "until": "07:00"}), "quiet"),
        (Told(LIMITS, escalation=[30, 10]), "escalation"),
        (Told(LIMITS, escalation=[0]), "escalation"),
    ],
)
def test_a_rule_that_cannot_be_is_not_made(told: Told, code: str) -> None:
    made = scene("pressure")
    with pytest.raises(RuleError, match=code):
        make_rule(made.site.organization, "limit", told, actor=made.owner)
    with pytest.raises(RuleError, match="kind"):
        make_rule(made.site.organization, "mood", told, actor=made.owner)
    assert not Rule.objects.exists()


def test_every_organization_has_its_first_rules_and_keeps_them_as_it_wants(clock: Clock) -> None:
    made = scene("water")
    assert (make_first(), make_first()) == (1, 0)
    first = Rule.objects.get(kind="continuous")
    assert {one.kind for one in Rule.objects.filter(on=True)} == {*("continuous", "silence", "battery", "moved", "unreadable")}
    assert Rule.objects.get(on=False).kind == "expiry"
    switch_rule(first, on=False, actor=made.owner)
    make_first()
    assert not Rule.objects.get(kind="continuous").on
    with pytest.raises(RuleError, match="first"):
        delete_rule(first, actor=made.owner)


def test_a_legal_end_is_told_of_the_meter_once(clock: Clock) -> None:
    made = scene("water")
    make_first()
    Rule.objects.filter(kind="expiry").update(on=True)
    Meter.objects.update(expires_on=NOON.date() + timedelta(days=90))
    watch_all()
    judged()
    clock.at = NOON + timedelta(days=61)
    judged()
    [alert] = made.alerts()
    assert (alert.meter, alert.level, _told(alert)) == (made.register.meter, "alarm", ["opened", "raised"])
    Meter.objects.update(expires_on=NOON.date() + timedelta(days=2900))
    judged_now(made.register)
    alert.refresh_from_db()
    assert alert.ended_because == "over"


def test_a_register_is_judged_by_few_queries(clock: Clock, django_assert_max_num_queries: Any) -> None:
    made = scene("water")
    make_first()
    for n in range(4):
        made.reads(NOON - (4 - n) * HOUR, n)
    judged()
    Watch.objects.update(due_at=NOON, changed_from=NOON - HOUR)
    with django_assert_max_num_queries(24):
        judge_some()
