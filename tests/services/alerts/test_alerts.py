"""Alerts as they come and go: one for each cause, whatever the order in which readings come, and corrected when they are."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from harimi.service.alerts import judging
from harimi.service.alerts.models import Alert, AlertEvent, Rule, Watch
from harimi.service.alerts.rules import Told, change_rule, delete_rule, make_rule, switch_rule
from harimi.service.alerts.services import end_by_hand
from harimi.service.meters.models import Meter
from harimi.service.platform.leases import LeaseLostError, claim_some
from harimi.service.platform.outbox import deliver_one
from harimi.service.readings.models import State
from tests.services.alerts.watched import Scene, judged, scene

pytestmark = pytest.mark.django_db(transaction=True)
LIMITS = {"warning": {"above": "0.80"}, "alarm": {"above": "1.00"}, "hysteresis": "0.05"}


@pytest.fixture
def gauge() -> Scene:
    """A pressure with an upper limit at two levels."""
    made = scene("pressure")
    made.rule("limit", LIMITS)
    return made


def _ago(hours: float) -> datetime:
    return timezone.now().replace(minute=0, second=0, microsecond=0) - timedelta(hours=hours)


def _told(alert: Alert) -> list[str]:
    return list(AlertEvent.objects.filter(alert=alert).order_by("pk").values_list("what", flat=True))


def test_a_broken_limit_opens_one_alert_that_rises_falls_and_ends(gauge: Scene) -> None:
    for hours, value in ((9, 500), (8, 850), (7, 900), (6, 1050), (5, 970), (4, 940), (3, 780), (2, 740)):
        gauge.reads(_ago(hours), value)
        judged()
    [alert] = gauge.alerts()
    assert _told(alert) == ["opened", "raised", "lowered", "ended"]
    assert (alert.since, alert.at, alert.until) == (_ago(8), _ago(6), _ago(2))
    assert (alert.ended_because, alert.figures["value"], alert.figures["limit"]) == ("over", "1.050", "1.000")


def test_judged_again_and_out_of_order_nothing_more_is_told(gauge: Scene) -> None:
    for hours, value in ((3, 850), (6, 500), (5, 870), (4, 860), (2, 880)):
        gauge.reads(_ago(hours), value)
        judged()
        Watch.objects.update(due_at=timezone.now(), changed_from=_ago(8))
        judged()
    [alert] = gauge.alerts()
    assert _told(alert) == ["opened"]
    assert alert.state == "open"


def test_what_was_broken_within_a_backlog_opens_one_alert_that_says_when(gauge: Scene) -> None:
    for hours in range(100, 0, -1):
        gauge.reads(_ago(hours), 850 if hours % 10 == 0 else 500)
    judged()
    [alert] = gauge.alerts()
    assert _told(alert) == ["opened", "ended"]
    assert (alert.since, alert.until, alert.figures["more"]) == (_ago(10), _ago(9), 9)


def test_what_is_older_than_a_weeks_backlog_is_history(gauge: Scene) -> None:
    for hours in range(24 * 12, 24 * 9, -1):
        gauge.reads(_ago(hours), 850)
    gauge.reads(_ago(1), 500)
    judged()
    assert gauge.alerts() == []


def test_a_correction_ends_an_alert_that_never_was_so(gauge: Scene) -> None:
    gauge.reads(_ago(3), 500)
    gauge.reads(_ago(2), 1100)
    judged()
    gauge.reads(_ago(2), 510, State.CORRECTED)
    judged()
    [alert] = gauge.alerts()
    assert (_told(alert), alert.state, alert.ended_because) == (["opened", "corrected"], "ended", "corrected")


def test_a_correction_of_an_alert_that_is_over_says_so_too(gauge: Scene) -> None:
    for hours, value in ((4, 500), (3, 1100), (2, 500)):
        gauge.reads(_ago(hours), value)
        judged()
    gauge.reads(_ago(3), 520, State.CORRECTED)
    judged()
    [alert] = gauge.alerts()
    assert (_told(alert), alert.ended_because) == (["opened", "ended", "corrected"], "corrected")


def test_a_corrected_value_that_breaks_a_limit_opens_one(gauge: Scene) -> None:
    for hours, value in ((4, 500), (3, 510), (2, 520)):
        gauge.reads(_ago(hours), value)
    judged()
    gauge.reads(_ago(3), 1200, State.CORRECTED)
    judged()
    [alert] = gauge.alerts()
    assert (alert.level, alert.since, alert.until) == ("alarm", _ago(3), _ago(2))


def test_confirmed_values_alone_are_believed_where_somebody_wants_that() -> None:
    gauge = scene("pressure")
    gauge.rule("limit", LIMITS, believed=Rule.Believed.CONFIRMED)
    gauge.reads(_ago(2), 1100)
    judged()
    assert gauge.alerts() == []
    gauge.reads(_ago(2), 1100, State.CONFIRMED)
    judged()
    assert [alert.level for alert in gauge.alerts()] == ["alarm"]


def test_what_was_ended_by_hand_is_told_again_only_when_it_was_over_once(gauge: Scene) -> None:
    gauge.reads(_ago(6), 900)
    judged()
    assert end_by_hand(gauge.alerts()[0], actor=gauge.owner)
    gauge.reads(_ago(5), 910)
    judged()
    assert [alert.state for alert in gauge.alerts()] == ["ended"]
    for hours, value in ((4, 500), (3, 920)):
        gauge.reads(_ago(hours), value)
        judged()
    assert [alert.state for alert in gauge.alerts()] == ["ended", "open"]
    assert gauge.alerts()[0].until == _ago(4)


def test_a_rule_that_changes_is_judged_anew(gauge: Scene) -> None:
    gauge.reads(_ago(2), 900)
    judged()
    rule = Rule.objects.get(own=True)
    change_rule(rule, Told({"warning": {"above": "0.95"}}), actor=gauge.owner)
    judged()
    assert [alert.ended_because for alert in gauge.alerts()] == ["rule_changed"]
    change_rule(rule, Told(LIMITS), actor=gauge.owner)
    judged()
    assert [alert.state for alert in gauge.alerts()] == ["ended", "open"]
    switch_rule(rule, on=False, actor=gauge.owner)
    judged()
    assert gauge.alerts()[1].ended_because == "rule_off"
    delete_rule(rule, actor=gauge.owner)
    assert [alert.kind for alert in gauge.alerts()] == ["limit", "limit"]


def test_a_rule_does_not_open_alerts_of_the_time_before_it(gauge: Scene) -> None:
    Rule.objects.update(changed_at=_ago(5))
    for hours, value in ((9, 900), (8, 500), (2, 510)):
        gauge.reads(_ago(hours), value)
    judged()
    assert gauge.alerts() == []


def test_the_rule_for_less_stands_in_place_of_the_one_for_more_and_may_spare_it(gauge: Scene) -> None:
    home = gauge.site.organization
    wide = make_rule(home, "limit", Told({"warning": {"above": "0.10"}}), on=True, actor=gauge.owner)
    gauge.reads(_ago(2), 500)
    judged()
    assert gauge.alerts() == []
    mine = Rule.objects.get(register=gauge.register)
    switch_rule(mine, on=False, actor=gauge.owner)
    judged()
    assert [alert.rule for alert in gauge.alerts()] == [wide]
    change_rule(mine, Told(LIMITS, spares=True), actor=gauge.owner)
    switch_rule(mine, on=True, actor=gauge.owner)
    judged()
    assert [alert.state for alert in gauge.alerts()] == ["ended"]


def test_alerts_of_a_retired_meter_end(gauge: Scene) -> None:
    gauge.reads(_ago(2), 900)
    judged()
    Meter.objects.update(retired_at=timezone.now())
    Watch.objects.update(due_at=timezone.now())
    judged()
    assert [alert.ended_because for alert in gauge.alerts()] == ["retired"]


def test_while_an_organization_is_suspended_its_alerts_stay_as_they_are(gauge: Scene) -> None:
    gauge.reads(_ago(2), 900)
    judged()
    where = gauge.site.organization
    for moment in (timezone.now(), None):
        where.suspended_at = moment
        where.save()
        Watch.objects.update(due_at=timezone.now())
        judged()
        assert [(alert.state, _told(alert)) for alert in gauge.alerts()] == [("open", ["opened"])]


def test_a_worker_that_dies_leaves_nothing_half_done(gauge: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    gauge.reads(_ago(2), 900)
    monkeypatch.setattr(judging, "_finish", _dies)
    with pytest.raises(KeyboardInterrupt):
        judged()
    assert (gauge.alerts(), AlertEvent.objects.count()) == ([], 0)
    monkeypatch.undo()
    Watch.objects.update(lease_until=_ago(1))
    judged()
    assert [_told(alert) for alert in gauge.alerts()] == [["opened"]]


def test_a_worker_whose_lease_another_has_writes_nothing(gauge: Scene) -> None:
    gauge.reads(_ago(2), 900)
    judged()
    Alert.objects.all().delete()
    [watch] = Watch.objects.select_related("register__meter__site__organization")
    watch.changed_from, watch.judged_at = _ago(2), None
    with pytest.raises(LeaseLostError), transaction.atomic():
        Watch.objects.update(lease="00000000-0000-0000-0000-000000000001")
        judging.judge([watch])
    assert gauge.alerts() == []


def test_what_changes_while_it_is_judged_is_judged_again(gauge: Scene) -> None:
    gauge.reads(_ago(2), 900)

    while deliver_one():
        pass
    held = claim_some(Watch.objects.exclude(due_at=None), 5, joined=("register__meter__site__organization",))
    gauge.reads(_ago(1), 500)
    while deliver_one():
        pass
    judging.judge(held)
    assert Watch.objects.get().changed_from is not None
    judged()
    assert [alert.state for alert in gauge.alerts()] == ["ended"]


def _dies(*_: object) -> None:
    raise KeyboardInterrupt
