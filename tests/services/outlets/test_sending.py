"""An outlet that is away loses nothing and gets nothing twice; a correction reaches it; what waits is visible."""

import json
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from harimi.service.accounts.models import Organization
from harimi.service.meters.models import Meter, Site
from harimi.service.outlets import journal, sending
from harimi.service.outlets.kinds import webhook
from harimi.service.outlets.models import Event, Filling, Outlet, SetAside
from harimi.service.outlets.services import (
    OutletError,
    Wanted,
    change_outlet,
    fill,
    make_outlet,
    remove,
    replay,
    send_again,
    stop_filling,
    switch,
)
from harimi.service.outlets.waiting import waiting
from harimi.service.readings.models import State
from harimi.service.third_parties.instructions import take_back
from harimi.service.third_parties.models import Instruction, Provision
from tests.services.outlets.scene import START, URL, asked, customer, known, later, outlet, say, sent, water
from tests.services.third_parties.scene import Server

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published", "purpose")]


@pytest.fixture(autouse=True)
def names(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    known(monkeypatch, settings)


def _bodies(server: Server) -> list[dict[str, object]]:
    return [json.loads(body) for _, body, _ in server.taken]


def _numbers(server: Server) -> list[object]:
    return [one["number"] for one in _bodies(server)]


def test_what_happens_is_sent_in_order_and_signed(server: Server) -> None:
    owner, site = customer()
    made, register = outlet(owner, site.organization), water(site)
    say(register, 1, 1000)
    say(register, 1, 1010, State.CORRECTED)
    say(register, 2, 1020)
    sent()
    assert [(one["type"], one["number"]) for one in _bodies(server)] == [
        ("reading.created", 1),
        ("reading.corrected", 2),
        ("reading.created", 3),
    ]
    assert server.connections == 1
    secret = json.loads(Outlet.objects.get(pk=made.pk).settings)["secret"]
    for _, body, headers in server.taken:
        assert Webhook(secret).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(server.taken[0][1] + b" ", server.taken[0][2])


def test_what_was_before_is_not_sent_and_each_event_once(server: Server) -> None:
    owner, site = customer()
    register = water(site)
    outlet(owner, site.organization, name="First")
    say(register, 1, 1000)
    outlet(owner, site.organization, name="Second")
    say(register, 2, 1010)
    sent()
    sent()
    assert sorted(map(str, _numbers(server))) == ["1", "2", "2"]


def test_a_server_that_is_away_loses_nothing_and_what_waits_is_visible(server: Server) -> None:
    owner, site = customer()
    made, register = outlet(owner, site.organization), water(site)
    server.answer = (503, {"Retry-After": "600"}, b"")
    for hour in range(5):
        say(register, hour, 1000 + hour)
    sent()
    made.refresh_from_db()
    assert (waiting(made).count(), made.fault, made.fails, made.failing_since is not None) == (5, "http_503", 1, True)
    assert made.due_at is not None
    assert made.due_at > timezone.now() + timedelta(seconds=590)
    later()
    sent()
    made.refresh_from_db()
    assert made.fails == 2
    server.answer, server.taken = (204, {}, b""), []
    later()
    sent()
    now = Outlet.objects.get(pk=made.pk)
    assert _numbers(server) == [1, 2, 3, 4, 5]
    assert (waiting(now).count(), now.fault, now.fails, now.due_at) == (0, "", 0, None)


def test_events_that_come_while_it_is_away_do_not_make_it_be_asked_sooner(server: Server) -> None:
    owner, site = customer()
    outlet(owner, site.organization)
    register = water(site)
    server.answer = (503, {}, b"")
    say(register, 1, 1000)
    sent()
    say(register, 2, 1001)
    sent()
    assert len(server.taken) == 1


def test_one_event_that_is_refused_is_set_aside_and_can_be_sent_again(server: Server) -> None:
    owner, site = customer()
    made, register = outlet(owner, site.organization), water(site)
    server.answer = (422, {}, b"")
    say(register, 1, 1000)
    for _ in range(sending.PATIENT):
        later()
        sending.send_one()
    aside = SetAside.objects.get()
    assert (aside.code, aside.event.number, len(server.taken)) == ("http_422", 1, sending.PATIENT)
    server.answer, server.taken = (200, {}, b""), []
    say(register, 2, 1001)
    sent()
    assert _numbers(server) == [2]
    send_again(made, aside, actor=owner)
    sent()
    assert _numbers(server) == [2, 1]
    assert not SetAside.objects.exists()


def test_whoever_wants_nothing_any_more_is_left_in_peace(server: Server) -> None:
    owner, site = customer()
    made, register = outlet(owner, site.organization), water(site)
    server.answer = (410, {}, b"")
    say(register, 1, 1000)
    sent()
    made.refresh_from_db()
    assert (made.on, made.fault) == (False, "http_410")
    say(register, 2, 1001)
    sent()
    assert len(server.taken) == 1
    server.answer = (200, {}, b"")
    switch(made, on=True, actor=owner)
    sent()
    assert _numbers(server)[1:] == [1, 2]


def test_a_worker_that_dies_in_between_has_at_most_the_last_event_sent_again(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, site = customer()
    outlet(owner, site.organization)
    register = water(site)
    for hour in range(3):
        say(register, hour, 1000 + hour)

    def die(*_: object, **__: object) -> None:
        if len(server.taken) == 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as killed, pytest.raises(KeyboardInterrupt):
        killed.setattr("harimi.service.outlets.waiting.hold", die)
        sending.send_one()
    Outlet.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    sent()
    ids = [headers["webhook-id"] for _, _, headers in server.taken]
    assert len(set(ids)) == 3
    assert _numbers(server)[2:] == [1, 2, 3]


def test_everything_since_a_moment_is_sent_once_more_under_the_same_names(server: Server) -> None:
    owner, site = customer()
    made, register = outlet(owner, site.organization), water(site)
    for hour in range(3):
        say(register, hour, 1000 + hour)
    sent()
    since = Event.objects.get(number=2).made_at
    assert replay(made, since, actor=owner) == 2
    sent()
    ids = [headers["webhook-id"] for _, _, headers in server.taken]
    assert _numbers(server) == [1, 2, 3, 2, 3]
    assert ids[1:3] == ids[3:]
    with pytest.raises(OutletError, match="nothing_since"):
        replay(made, timezone.now() + timedelta(days=1), actor=owner)


def test_only_settled_values_are_sent_where_somebody_wants_that(server: Server) -> None:
    owner, site = customer()
    outlet(owner, site.organization, settled=True)
    register = water(site)
    say(register, 1, 1000)
    say(register, 2, 1010, State.CONFIRMED)
    say(register, 1, 1000, State.CONFIRMED)
    say(register, 2, 1020, State.CORRECTED)
    sent()
    assert [one["type"] for one in _bodies(server)] == ["reading.created", "reading.confirmed", "reading.corrected"]


def test_an_outlet_of_one_site_hears_of_no_other_and_nobody_of_another_customers(server: Server) -> None:
    owner, site = customer()
    other_owner, other = customer("other@example.jp")
    outlet(owner, site.organization, site=site)
    outlet(other_owner, other.organization)
    say(water(site), 1, 1000)
    sent()
    assert len(server.taken) == 1
    with pytest.raises(OutletError, match="site"):
        outlet(owner, site.organization, site=other)


@pytest.mark.clause("PP-4-0a")
def test_without_an_instruction_nothing_leaves_and_the_outlet_is_off(server: Server) -> None:
    owner, site = customer()
    made, register = outlet(owner, site.organization), water(site)
    assert made.instruction is not None
    take_back(made.instruction, actor=owner.subject_id)
    say(register, 1, 1000)
    sent()
    made.refresh_from_db()
    assert (made.on, made.fault, server.connections) == (False, "not_permitted", 0)


def test_what_was_provided_is_recorded_under_the_instruction(server: Server) -> None:
    owner, site = customer()
    outlet(owner, site.organization)
    say(water(site), 1, 1000)
    sent()
    assert server.connections == 1
    line = Provision.objects.get()
    assert (line.ground, line.times, set(line.items)) == ("instruction", 1, {"contract_data", "display_content"})


def test_another_address_needs_another_instruction_and_what_waits_goes_there(server: Server) -> None:
    owner, site = customer()
    made, register = outlet(owner, site.organization), water(site)
    server.answer = (500, {}, b"")
    say(register, 1, 1000)
    sent()
    server.answer, server.taken = (200, {}, b""), []
    wanted = Wanted("webhook", "Moved", {"url": "http://other.example/"}, "Partner", "JP")
    change_outlet(Outlet.objects.get(pk=made.pk), wanted, asked(owner), actor=owner)
    sent()
    assert server.taken[0][2]["Host"] == "other.example"
    assert Instruction.objects.filter(ended_at=None).count() == 1
    remove(Outlet.objects.get(pk=made.pk), actor=owner)
    assert not Instruction.objects.filter(ended_at=None).exists()


@pytest.mark.clause("PP-4-0d")
@pytest.mark.parametrize(
    ("filled", "code"),
    [
        ({"url": "https://127.0.0.1/"}, "address_inside"),
        ({"url": "http://far.example/"}, "address_scheme"),
        ({"url": "https://nobody.invalid/"}, "address_unknown"),
        ({"url": URL, "secret": "short"}, "setting"),
        ({}, "setting"),
        ({"url": URL, "color": "red"}, "setting"),
    ],
)
def test_an_outlet_that_could_not_work_is_refused_when_it_is_made(filled: dict[str, str], code: str) -> None:
    owner, site = customer()
    with pytest.raises(OutletError) as told:
        make_outlet(site.organization, Wanted("webhook", "Mine", filled, "Partner", "JP"), asked(owner), actor=owner)
    assert told.value.code == code
    assert not Instruction.objects.exists()


def test_sending_the_past_leaves_out_nothing_that_waits(server: Server) -> None:
    owner, site = customer()
    made, register = outlet(owner, site.organization), water(site)
    server.answer = (503, {}, b"")
    for hour in range(4):
        say(register, hour, 1000 + hour)
    sent()
    server.answer, server.taken = (200, {}, b""), []
    replay(made, Event.objects.get(number=3).made_at, actor=owner)
    sent()
    assert _numbers(server) == [1, 2, 3, 4]


def _refused_often(count: int = sending.PATIENT) -> None:
    for _ in range(count):
        later()
        sending.send_one()


def test_what_is_refused_again_stays_put_aside(server: Server) -> None:
    owner, site = customer()
    made, register = outlet(owner, site.organization), water(site)
    server.answer = (422, {}, b"")
    say(register, 1, 1000)
    _refused_often()
    send_again(made, SetAside.objects.get(), actor=owner)
    _refused_often()
    assert [one.again for one in SetAside.objects.all()] == [False]
    row = Outlet.objects.get()
    assert (row.failing_since, row.fault) == (None, "")


def test_an_outage_before_it_does_not_put_an_event_aside_sooner(server: Server) -> None:
    owner, site = customer()
    outlet(owner, site.organization)
    server.answer = (503, {}, b"")
    say(water(site), 1, 1000)
    _refused_often(sending.PATIENT + 2)
    server.answer = (400, {}, b"")
    _refused_often(1)
    assert not SetAside.objects.exists()
    row = Outlet.objects.get()
    assert (row.tries, row.refusals, row.on) == (0, 1, True)


def test_alerts_come_also_where_only_settled_values_do_and_withdrawn_ones(server: Server) -> None:
    owner, site = customer()
    outlet(owner, site.organization, settled=True)
    register = water(site)
    say(register, 1, 1000)
    say(register, 1, 1005, State.ESTIMATED)
    say(register, 2, 1010, State.CONFIRMED)
    say(register, 2, 1010, State.REJECTED)
    with transaction.atomic():
        journal.write(site.organization_id, "alert.opened", {"kind": "limit", "state": "open", "site_id": str(site.pk)})
    sent()
    assert [one["type"] for one in _bodies(server)] == ["reading.created", "reading.corrected", "alert.opened"]


def test_a_correction_follows_its_meter_to_another_site(server: Server) -> None:
    owner, site = customer()
    other = Site.objects.create(organization=site.organization, name="Shed")
    outlet(owner, site.organization, site=site)
    register = water(site)
    say(register, 1, 1000)
    Meter.objects.filter(pk=register.meter_id).update(site=other)
    say(register, 1, 1010, State.CORRECTED)
    say(register, 2, 1020)
    with transaction.atomic():
        journal.write(site.organization_id, "device.changed", {"device_id": "x", "what": "renamed"})
    sent()
    assert [one["type"] for one in _bodies(server)] == ["reading.created", "reading.corrected"]


def test_settings_that_change_while_a_worker_is_at_it_go_for_what_comes_next(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, site = customer()
    made = outlet(owner, site.organization)
    say(water(site), 1, 1000)
    parcel = sending._parcel
    moved = Wanted("webhook", "Moved", {"url": "http://other.example/"}, "Partner", "JP")

    def change_first(*told: Any) -> Any:
        monkeypatch.setattr(sending, "_parcel", parcel)
        change_outlet(Outlet.objects.get(pk=made.pk), moved, asked(owner), actor=owner)
        return parcel(*told)

    monkeypatch.setattr(sending, "_parcel", change_first)
    sent()
    row = Outlet.objects.get()
    assert (row.on, row.fault) == (True, "")
    assert [headers["Host"] for _, _, headers in server.taken][-1] == "other.example"


@pytest.mark.parametrize("ended", ["ended_at", "suspended_at"])
def test_nothing_leaves_where_a_contract_is_over_or_suspended(server: Server, ended: str) -> None:
    owner, site = customer()
    outlet(owner, site.organization)
    say(water(site), 1, 1000)
    Organization.objects.filter(pk=site.organization_id).update(**{ended: timezone.now()})
    sent()
    assert server.connections == 0
    Organization.objects.filter(pk=site.organization_id).update(**{ended: None})
    sent()
    assert len(server.taken) == 1


def test_the_archive_goes_on_after_what_is_refused_and_can_be_stopped(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, site = customer()
    told = {"url": URL, "bucket": "b", "token": "t"}
    made, register = outlet(owner, site.organization, "influxdb", settings=told), water(site)
    for hour in range(6):
        say(register, hour, 1000 + hour)
    sent()
    server.taken = []
    broken = "value=100.4"

    def take(_: object) -> tuple[int, dict[str, str], bytes]:
        return (400 if broken in server.taken[-1][1].decode() else 204), {}, b""

    monkeypatch.setattr(Server, "answer", property(take, lambda *_: None), raising=False)
    fill(made, START, actor=owner)
    _refused_often()
    sent()
    written = [body.decode() for path, body, _ in server.taken if "/write" in path]
    points = {line.split(" ")[-1] for body in written for line in body.splitlines() if broken not in line}
    assert len(points) == 5
    assert not SetAside.objects.exists()
    assert not Filling.objects.exists()
    fill(made, START, actor=owner)
    stop_filling(made, actor=owner)
    assert not Filling.objects.exists()


def test_a_server_that_is_slow_but_answers_is_no_failing_one(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, site = customer()
    outlet(owner, site.organization)
    register = water(site)
    for hour in range(6):
        say(register, hour, 1000 + hour)

    def answer(_: object) -> tuple[int, dict[str, str], bytes]:
        time.sleep(0.15)
        return 200, {}, b""

    monkeypatch.setattr(webhook, "LASTS", 0.3)
    monkeypatch.setattr(Server, "answer", property(answer, lambda *_: None), raising=False)
    sent()
    row = Outlet.objects.get()
    assert (_numbers(server), row.fails, row.fault) == ([1, 2, 3, 4, 5, 6], 0, "")
