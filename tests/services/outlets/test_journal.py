"""What others are told: each piece of news once, in one order, whatever the handlers see twice or late."""

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from harimi.service.outlets import journal, sending
from harimi.service.outlets.keeping import forget_old
from harimi.service.outlets.models import Event, Journal, Outlet, SetAside
from harimi.service.outlets.services import remove
from harimi.service.outlets.telling import reading_changed
from harimi.service.platform.leases import claim
from harimi.service.readings.models import State
from tests.services.outlets.scene import START, customer, known, outlet, say, types, water, withdraw

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published", "purpose")]


def test_nothing_is_written_where_nobody_listens() -> None:
    say(water(customer()[1]), 1, 1000)
    assert not Event.objects.exists()


def test_what_a_reading_says_is_told_once_and_what_changes_is_news() -> None:
    site = customer()[1]
    journal.begin(site.organization)
    register = water(site)
    say(register, 1, 1000)
    say(register, 1, 1000, State.CONFIRMED)
    say(register, 1, 1010, State.CORRECTED)
    withdraw(register, 1)
    assert types() == ["reading.created", "reading.confirmed", "reading.corrected", "reading.corrected"]
    events = Event.objects.order_by("number")
    rows = events.values_list("data", flat=True)
    told = [(one["value"], one["state"], (one.get("previous") or {}).get("value")) for one in rows]
    assert told == [
        ("100.0", "estimated", None),
        ("100.0", "confirmed", "100.0"),
        ("101.0", "corrected", "100.0"),
        (None, "rejected", "101.0"),
    ]
    previous = events[2].data["previous"]
    assert previous == {"value": "100.0", "total": "100.0", "state": "confirmed", "site_id": str(site.pk)}
    assert list(Event.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4]


def test_the_same_word_again_or_late_is_no_news() -> None:
    site = customer()[1]
    journal.begin(site.organization)
    register = water(site)
    say(register, 1, 1000)
    say(register, 1, 1000, State.CONFIRMED)
    for state in ("confirmed", "estimated", None):
        reading_changed({"register": str(register.pk), "at": (START + timedelta(hours=1)).isoformat(), "state": state})
    assert types() == ["reading.created", "reading.confirmed"]


def test_a_withdrawal_is_told_also_of_what_was_told_by_another_way() -> None:
    site = customer()[1]
    register = water(site)
    say(register, 1, 1000)
    say(register, 2, 1010)
    journal.begin(site.organization)
    withdraw(register, 1)
    say(register, 2, 1010, State.REJECTED)
    found = [(one.type, one.data["value"], one.data["previous"]) for one in Event.objects.order_by("number")]
    assert found == [("reading.corrected", None, None)] * 2


def test_an_alert_of_the_same_moment_is_no_reading() -> None:
    site = customer()[1]
    journal.begin(site.organization)
    register = water(site)
    say(register, 1, 1000)
    at = START + timedelta(hours=1)
    with transaction.atomic():
        journal.write(site.organization_id, "alert.opened", {"kind": "limit"}, register=register.pk, at=at)
    say(register, 1, 1000, State.CONFIRMED)
    assert types() == ["reading.created", "alert.opened", "reading.confirmed"]


def test_where_nobody_listens_any_more_nothing_is_written_and_numbers_go_on(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    known(monkeypatch, settings)
    owner, site = customer()
    made, register = outlet(owner, site.organization), water(site)
    say(register, 1, 1000)
    later = timezone.now() + timedelta(days=31)
    forget_old(later)
    assert Journal.objects.get().on, "an outlet listens"
    remove(made, actor=owner)
    forget_old(timezone.now())
    assert Journal.objects.get().on, "for some weeks yet"
    forget_old(later)
    say(register, 2, 1010)
    assert not Event.objects.exists()
    journal.begin(site.organization, read=True)
    say(register, 3, 1020)
    assert Event.objects.get().number == 2


def test_what_somebody_wrote_is_told_to_nobody() -> None:
    site = customer()[1]
    journal.begin(site.organization)
    say(water(site), 1, 1000)
    assert "reason" not in Event.objects.get().data


def test_numbers_have_no_gap_where_many_write_at_once() -> None:
    site = customer()[1]
    journal.begin(site.organization)
    registers = [water(site, f"Water {n}") for n in range(3)]
    told = [{"register_id": str(one.pk)} for one in registers]

    def write(data: dict[str, str]) -> None:
        for _ in range(5):
            with transaction.atomic():
                journal.write(site.organization_id, "reading.created", data)
        connections.close_all()

    threads = [threading.Thread(target=write, args=(one,)) for one in told]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert list(Event.objects.order_by("number").values_list("number", flat=True)) == list(range(1, 16))
    assert Journal.objects.get().last == 15


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one write at a time")
def test_an_event_that_is_written_while_an_outlet_goes_to_rest_wakes_it(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Whoever says that nothing waits has waited for whoever writes, and sees what they wrote."""
    known(monkeypatch, settings)
    owner, site = customer()
    made, begun = outlet(owner, site.organization), threading.Event()

    def write() -> None:
        with transaction.atomic():
            journal.write(site.organization_id, "reading.created", {"register_id": "x"})
            begun.set()
            time.sleep(0.5)
        connections.close_all()

    Outlet.objects.update(due_at=timezone.now())
    leased = claim(Outlet.objects.all())
    assert leased is not None
    writing = threading.Thread(target=write)
    writing.start()
    begun.wait(5)
    sending._rest(leased)
    writing.join()
    made.refresh_from_db()
    assert made.due_at is not None


def test_events_are_kept_some_weeks_and_longer_where_an_outlet_waits(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    known(monkeypatch, settings)
    owner, site = customer()
    made, register = outlet(owner, site.organization), water(site)
    for hour in (1, 2, 3):
        say(register, hour, 1000 + hour)
    first, _, third = Event.objects.order_by("number")
    Outlet.objects.update(position=2)
    SetAside.objects.create(outlet=made, event=first, code="http_400", at=timezone.now())
    assert forget_old(timezone.now() + timedelta(days=29)) == 0
    forget_old(timezone.now() + timedelta(days=31))
    assert list(Event.objects.order_by("number")) == [first, third]
    forget_old(timezone.now() + timedelta(days=91))
    assert not Event.objects.exists()
