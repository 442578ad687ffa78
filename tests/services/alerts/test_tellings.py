"""Alerts reach people: who is told, in order, once, whatever is down, slow, killed or over by then."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from harimi.service.alerts.channels.services import hear, remove
from harimi.service.alerts.models import Alert, Channel, Kind, Level, Rule, Telling
from harimi.service.alerts.rules import delete_rule
from harimi.service.alerts.telling import sending
from harimi.service.alerts.telling.sending import GIVEN_UP, give_up_old, pause, tell_one
from harimi.service.alerts.telling.wording import single
from harimi.service.alerts.telling.words import what_is_so, what_is_so_no_more
from harimi.service.captures.registration import register_meter
from harimi.service.notices.models import Message
from harimi.service.platform.jobs import job
from harimi.service.platform.models import OutboxEvent
from harimi.service.platform.working import MOST
from harimi.service.privacy.documents import Language
from harimi.service.third_parties.instructions import take_back
from harimi.service.third_parties.models import Provision
from tests.services.alerts.telling_scene import House, ended, happened, house, later, opened, planned, webhook
from tests.services.third_parties.scene import Server
from tests.services.world import WANTED

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published")]


def _said(server: Server) -> list[str]:
    return [json.loads(body)["type"] for _, body, _ in server.taken]


def _broken(*_: object) -> Any:
    raise RuntimeError("a fault of ours")


def _states() -> list[str]:
    return list(Telling.objects.order_by("event", "pk").values_list("state", flat=True))


def test_what_happened_is_told_once_and_written_down(server: Server, here: House) -> None:
    channel = webhook(here, server)
    alert = opened(here)
    later()
    assert _said(server) == ["alert.opened"]
    told = json.loads(server.taken[0][1])["data"]
    assert told["title"] == "Alarm: Pressure: outside its specification limit"
    assert "Value: 1.62 MPa" in told["lines"]
    assert told["link"].endswith(f"/alerts/{alert.pk}")
    assert (told["id"], told["value"], told["happened"], told["meter_name"]) == (str(alert.pk), "1.62", "opened", "Pressure")
    row = Telling.objects.get()
    assert (row.state, row.status, row.code, row.tries, str(row.message)) == (
        "sent",
        200,
        "taken",
        1,
        server.taken[0][2]["webhook-id"],
    )
    later()
    assert len(server.taken) == 1
    channel.refresh_from_db()
    assert (channel.due_at, channel.lease, channel.fails) == (None, None, 0)
    assert Provision.objects.get().times == 1
    assert job("tell of alerts") is not None


def test_an_event_that_is_delivered_twice_is_told_once(server: Server, here: House) -> None:
    webhook(here, server)
    opened(here)
    payload = OutboxEvent.objects.get(topic="alert.changed").payload
    planned()
    OutboxEvent.objects.create(topic="alert.changed", payload=payload, due_at=timezone.now())
    later()
    assert len(server.taken) == 1


def test_the_end_is_told_to_those_who_heard_of_the_beginning(server: Server, here: House) -> None:
    webhook(here, server)
    alert = opened(here)
    later()
    webhook(here, server, name="Later")
    ended(alert)
    later()
    assert _said(server) == ["alert.opened", "alert.ended"]


@pytest.mark.parametrize(
    ("what", "because", "sign", "why"),
    [
        ("ended", "over", "Over: Pressure: within its specification limit again", ""),
        ("ended", "by_hand", "Ended: Pressure: outside its specification limit", "Somebody ended it by hand."),
        ("ended", "retired", "Ended: Pressure: outside", "The meter or its camera is not watched now."),
        ("ended", "rule_changed", "Ended: Pressure: outside", "Its rule was changed, and is not broken now."),
        ("corrected", "corrected", "Taken back: Pressure: outside", "Values were corrected: it never was so."),
    ],
)
def test_only_what_is_over_is_told_as_over_and_the_rest_says_why_it_ended(
    server: Server, here: House, what: str, because: str, sign: str, why: str
) -> None:
    webhook(here, server)
    alert = opened(here)
    later()
    happened(alert, what, state="ended", ended_at=timezone.now(), until=timezone.now(), ended_because=because)
    later()
    told = json.loads(server.taken[1][1])["data"]
    assert told["title"].startswith(sign)
    assert told["lines"][0] == (why or "Place: Home")
    assert any(one.startswith("Until: ") for one in told["lines"]) == (because == "over")


def test_a_rule_that_is_deleted_ends_its_alerts_and_does_not_say_that_they_are_over(server: Server, here: House) -> None:
    webhook(here, server)
    alert = opened(here)
    later()
    delete_rule(here.rule, actor=here.owner)
    later()
    told = json.loads(server.taken[1][1])["data"]
    assert told["title"] == "Ended: Pressure: outside its specification limit"
    alert.refresh_from_db()
    assert (alert.until, told["until"], alert.ended_because) == (None, None, "rule_off")


def test_what_another_alert_explains_tells_nothing_when_it_ends(server: Server, here: House) -> None:
    webhook(here, server)
    alert = opened(here)
    later()
    happened(alert, "ended", state="ended", ended_at=timezone.now(), ended_because="explained")
    later()
    assert _said(server) == ["alert.opened"]


def test_many_that_ended_each_for_its_reason_are_not_summed_up_as_over(server: Server, here: House) -> None:
    webhook(here, server)
    alerts = [opened(here, rule=None, level="warning", kind="silence") for _ in range(4)]
    later()
    for alert, because in zip(alerts, ("over", "over", "by_hand", "retired"), strict=True):
        happened(alert, "ended", state="ended", ended_at=timezone.now(), ended_because=because)
    later()
    told = json.loads(server.taken[1][1])["data"]
    assert told["title"] == "Ended: 4 alerts ended"
    assert {"Over: the camera is heard again: 2", "Ended: nothing comes from the camera: 2"} <= set(told["lines"])


def test_what_is_over_before_anybody_heard_is_not_told(server: Server, here: House) -> None:
    webhook(here, server)
    alert = opened(here)
    planned()
    ended(alert)
    later()
    assert server.taken == []
    assert _states() == ["superseded"]


def test_an_end_that_overtakes_its_beginning_in_the_queue_tells_nothing(server: Server, here: House) -> None:
    webhook(here, server)
    alert = opened(here)
    ended(alert)
    first, second = OutboxEvent.objects.filter(topic="alert.changed").order_by("happened_at")
    OutboxEvent.objects.filter(pk=first.pk).update(due_at=timezone.now() + timedelta(hours=1))
    planned()
    OutboxEvent.objects.filter(pk=first.pk).update(due_at=timezone.now())
    later()
    assert server.taken == []
    assert second.pk != first.pk


def test_an_alarm_that_was_over_before_anybody_knew_is_told_once_with_both_its_moments(server: Server, here: House) -> None:
    webhook(here, server)
    for level in ("alarm", "warning"):
        alert = opened(here, level=level, rule=None)
        over = alert.opened_at - timedelta(hours=3)
        happened(alert, "ended", state="ended", ended_at=timezone.now(), until=over, ended_because="over")
    later()
    assert _said(server) == ["alert.ended"]
    told = json.loads(server.taken[0][1])["data"]
    assert told["level"] == "alarm"
    assert [one.split(":")[0] for one in told["lines"][-2:]] == ["Since", "Until"]
    assert _states() == ["sent"]


def test_one_that_is_away_for_a_day_loses_nothing_and_is_left_alone_meanwhile(server: Server, here: House) -> None:
    channel = webhook(here, server)
    server.answer = (503, {}, b"")
    opened(here)
    for _ in range(5):
        later()
    channel.refresh_from_db()
    assert (channel.state, channel.code, channel.fails) == ("works", "down", 5)
    assert channel.due_at is not None
    assert timedelta(minutes=15) < channel.due_at - timezone.now() < timedelta(minutes=17)
    Channel.objects.update(failing_since=timezone.now() - timedelta(days=1))
    other = opened(here, register_meter(here.site, WANTED["water"]))
    planned()
    assert not tell_one(), "a new alert does not knock at once where nobody is"
    for _ in range(2):
        later()
    assert Message.objects.filter(letter="channel_broken").count() == 1
    server.answer = (200, {}, b"")
    later()
    assert _said(server)[-2:] == ["alert.opened", "alert.opened"]
    assert _states() == ["sent", "sent"]
    channel.refresh_from_db()
    assert (channel.fails, channel.code) == (0, "")
    assert channel.failing_since is None
    assert channel.complained_at is None
    assert channel.due_at is None
    assert other.pk


@pytest.mark.once
@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("kind", Kind)
def test_what_is_over_is_told_in_other_words_than_what_is_so(kind: Kind, language: Language) -> None:
    assert {what_is_so(kind, one, language) for one in Level}.isdisjoint(
        what_is_so_no_more(kind, one, language) for one in Level
    )


def test_pauses_grow_to_an_hour_and_the_other_side_may_ask_for_more(server: Server, here: House) -> None:
    assert [pause(n) for n in (1, 2, 6, 7, 500)] == [timedelta(minutes=n) for n in (1, 2, 32, 60, 60)]
    channel = webhook(here, server)
    server.answer = (429, {"Retry-After": "7200"}, b"")
    opened(here)
    later()
    channel.refresh_from_db()
    assert channel.due_at is not None
    assert timedelta(minutes=119) < channel.due_at - timezone.now() < timedelta(minutes=121)


def test_a_fault_of_ours_after_the_other_side_was_away_gives_nothing_up(
    server: Server, here: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    webhook(here, server)
    server.answer = (503, {}, b"")
    opened(here)
    for _ in range(MOST + 1):
        later()
    with monkeypatch.context() as patch:
        patch.setattr(sending, "posted", _broken)
        later()
    server.answer = (200, {}, b"")
    later()
    assert _states() == ["sent"]


def test_a_message_that_can_never_be_written_is_given_up_and_stops_no_other(
    server: Server, here: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    webhook(here, server)
    cursed = opened(here)
    monkeypatch.setattr(sending, "single", lambda event, *told: _broken() if event.alert == cursed else single(event, *told))
    for _ in range(MOST - 1):
        later()
    opened(here, register_meter(here.site, WANTED["water"]))
    assert _states() == ["waiting"]
    later()
    later()
    assert _states() == ["given_up", "sent"]


def test_after_four_days_it_is_given_up(server: Server, here: House) -> None:
    webhook(here, server)
    server.answer = (503, {}, b"")
    opened(here)
    later()
    assert give_up_old() == 0
    assert give_up_old(timezone.now() + GIVEN_UP + timedelta(minutes=1)) == 1
    assert _states() == ["given_up"]


def test_a_worker_that_is_killed_before_it_wrote_what_came_of_it_sends_the_same_again(
    server: Server, here: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    webhook(here, server)
    opened(here)

    class Killed(BaseException):
        """As a process that is gone: nothing is written afterwards."""

    def killed(*_: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(sending, "_settle", killed)
        later()
    assert _states() == ["waiting"]
    assert not tell_one(), "its lease is not over yet"
    Channel.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    later()
    ids = [headers["webhook-id"] for *_, headers in server.taken]
    assert len(ids) == 2
    assert ids[0] == ids[1]
    assert _states() == ["sent"]


def test_where_an_answer_is_missing_the_end_is_told_and_not_the_beginning_again(server: Server, here: House) -> None:
    webhook(here, server)
    alert = opened(here)
    server.answer = (99, {}, b"")
    later()
    row = Telling.objects.get()
    assert (row.state, row.code) == ("waiting", "unanswered")
    server.answer = (200, {}, b"")
    ended(alert)
    later()
    assert _said(server) == ["alert.opened", "alert.ended"]
    assert _states() == ["superseded", "sent"]


def test_a_channel_that_is_refused_is_broken_and_its_owner_hears_of_it_once(server: Server, here: House) -> None:
    channel = webhook(here, server)
    server.answer = (410, {}, b"")
    opened(here)
    later()
    opened(here, register_meter(here.site, WANTED["water"]))
    later()
    channel.refresh_from_db()
    assert (channel.state, channel.code) == ("broken", "gone")
    assert len(server.taken) == 1
    assert _states() == ["waiting", "waiting"]
    letter = Message.objects.get(letter="channel_broken")
    assert "Hook" in letter.heading


def test_what_the_other_side_does_not_take_stops_no_other(server: Server, here: House) -> None:
    webhook(here, server)
    server.answer = (400, {}, b"")
    opened(here)
    later()
    server.answer = (200, {}, b"")
    opened(here, register_meter(here.site, WANTED["water"]))
    later()
    assert _states() == ["refused", "sent"]


def test_after_the_instruction_was_taken_back_nothing_leaves_and_the_channel_is_over(server: Server, here: House) -> None:
    channel = webhook(here, server)
    assert channel.instruction is not None
    take_back(channel.instruction, actor=here.owner.subject_id)
    opened(here)
    later()
    assert server.connections == 0
    channel.refresh_from_db()
    assert channel.ended_at is not None
    assert channel.settings == ""
    assert _states() == ["superseded"]
    assert not Message.objects.filter(letter="channel_broken").exists()


def test_somebody_who_sees_to_it_ends_the_escalation(server: Server, here: House) -> None:
    first, second = webhook(here, server), webhook(here, server, name="Chief")
    hear(here.rule, {first.pk: 0, second.pk: 1}, actor=here.owner)
    Rule.objects.update(escalation=[30])
    alert = opened(here)
    later()
    assert [row.channel_id for row in Telling.objects.all()] == [first.pk]
    happened(alert, "escalated", step=1)
    planned()
    happened(alert, "acknowledged", state="acknowledged", acknowledged_at=timezone.now())
    later()
    assert _said(server) == ["alert.opened"]
    happened(alert, "escalated", step=1)
    later()
    assert _said(server) == ["alert.opened"]
    happened(alert, "raised", state="open", level="alarm")
    later()
    assert _said(server) == ["alert.opened", "alert.raised", "alert.raised"]


def test_the_next_step_is_told_to_those_who_have_not_heard(server: Server, here: House) -> None:
    first, second = webhook(here, server), webhook(here, server, name="Chief")
    hear(here.rule, {first.pk: 0, second.pk: 1}, actor=here.owner)
    Rule.objects.update(escalation=[30])
    alert = opened(here)
    later()
    happened(alert, "escalated", step=1)
    later()
    assert _said(server) == ["alert.opened", "alert.escalated"]
    assert set(Telling.objects.values_list("channel", flat=True)) == {first.pk, second.pk}


def test_who_stands_at_a_step_that_the_rule_has_no_more_hears_at_its_last(server: Server, here: House) -> None:
    first, second = webhook(here, server), webhook(here, server, name="Chief")
    hear(here.rule, {first.pk: 1, second.pk: 3}, actor=here.owner)
    opened(here)
    later()
    assert set(Telling.objects.values_list("channel", flat=True)) == {first.pk, second.pk}
    Rule.objects.update(escalation=[30])
    alert = opened(here, register_meter(here.site, WANTED["water"]))
    later()
    assert len(_said(server)) == 2
    happened(alert, "escalated", step=1)
    later()
    assert _said(server)[2:] == ["alert.escalated"] * 2


def test_a_lamp_that_is_not_there_any_more_is_told_by_its_number(server: Server, here: House) -> None:
    webhook(here, server)
    opened(here, kind="lamp", figures={"lamp": 1, "lamp_state": 1})
    later()
    assert "Lamp: 2" in json.loads(server.taken[0][1])["data"]["lines"]


@pytest.mark.parametrize(("until", "over"), [("quiet_until", "quiet_over"), ("snoozed_until", "snooze_over")])
def test_in_quiet_hours_and_while_it_is_put_off_nobody_is_told_before_their_end(
    server: Server, here: House, until: str, over: str
) -> None:
    webhook(here, server)
    later_on: dict[str, Any] = {until: timezone.now() + timedelta(hours=3)}
    alert = opened(here, **later_on)
    later()
    assert server.taken == []
    setattr(alert, until, timezone.now())
    happened(alert, over)
    later()
    assert _said(server) == [f"alert.{over}"]


def test_what_could_not_be_told_before_quiet_hours_began_waits_for_their_end(server: Server, here: House) -> None:
    webhook(here, server)
    there = timezone.now().astimezone(here.site.zone)
    until = (there + timedelta(hours=2)).replace(minute=0, second=0, microsecond=0)
    here.rule.quiet = {"from": (there - timedelta(hours=1)).strftime("%H:%M"), "until": until.strftime("%H:%M"), "alarms": True}
    here.rule.save()
    opened(here, level="warning")
    later()
    assert server.taken == []
    row, channel = Telling.objects.get(), Channel.objects.get()
    assert row.due_at == channel.due_at == until
    opened(here, register_meter(here.site, WANTED["water"]), level="alarm")
    later()
    assert _said(server) == ["alert.opened"]


def test_a_power_cut_that_silences_three_hundred_cameras_is_one_message(server: Server, here: House) -> None:
    webhook(here, server)
    registers = [here.register, *(register_meter(here.site, WANTED["water"]) for _ in range(11))]
    alerts = [opened(here, registers[n % 12], rule=None, kind="silence", level="warning") for n in range(40)]
    later()
    assert _said(server) == ["alerts.summary"]
    told = json.loads(server.taken[0][1])["data"]
    assert told["title"] == "Warning: 40 alerts"
    assert "Warning: nothing comes from the camera: 40" in told["lines"]
    assert "and 30 more" in told["lines"]
    assert len(told["alerts"]) == 40
    for one in alerts:
        ended(one)
    later()
    assert _said(server) == ["alerts.summary", "alerts.summary"]
    assert json.loads(server.taken[1][1])["data"]["title"] == "Over: 40 alerts are over"
    assert Telling.objects.values("message").distinct().count() == 2


def test_many_one_after_the_other_are_gathered_and_an_alarm_does_not_wait(server: Server, here: House) -> None:
    webhook(here, server)
    for _ in range(3):
        opened(here, rule=None, level="warning")
        later()
    opened(here, rule=None, level="warning")
    opened(here, rule=None, level="alarm")
    planned()
    warned, alarmed = Telling.objects.filter(state="waiting").order_by("event")
    assert timedelta(seconds=50) < warned.due_at - timezone.now() <= timedelta(seconds=60)
    assert alarmed.due_at - timezone.now() <= timedelta(seconds=10)


def test_other_customers_hear_nothing(server: Server, here: House) -> None:
    theirs = house("other@example.jp")
    webhook(theirs, server)
    opened(here)
    later()
    assert server.taken == []


def test_one_who_removes_a_channel_is_told_no_more(server: Server, here: House) -> None:
    channel = webhook(here, server)
    opened(here)
    planned()
    remove(channel, actor=here.owner)
    later()
    assert server.taken == []


def test_of_an_organization_whose_contract_is_over_nothing_is_told(server: Server, here: House) -> None:
    webhook(here, server)
    opened(here)
    planned()
    here.site.organization.ended_at = timezone.now()
    here.site.organization.save()
    later()
    assert server.taken == []
    assert _states() == ["superseded"]
    assert Alert.objects.exists()
