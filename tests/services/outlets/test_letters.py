"""Owners hear once of an outlet that takes nothing, and of one that was switched off."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from harimi.service.notices.models import Message
from harimi.service.outlets.letters import complain
from harimi.service.outlets.models import Outlet
from tests.services.outlets.scene import customer, known, later, outlet, say, sent, water
from tests.services.third_parties.scene import Server
from tests.services.world import member

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published", "purpose")]


@pytest.fixture(autouse=True)
def names(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    known(monkeypatch, settings)


def _written() -> list[tuple[str, str]]:
    return sorted(Message.objects.values_list("letter", "user__email"))


def test_owners_and_managers_hear_once_of_a_place_that_is_away_for_hours(server: Server) -> None:
    owner, site = customer()
    member(site.organization, "manager@example.jp", "manager")
    member(site.organization, "viewer@example.jp")
    outlet(owner, site.organization)
    server.answer = (503, {}, b"")
    say(water(site), 1, 1000)
    sent()
    now = timezone.now()
    assert complain(now + timedelta(hours=2)) == 0
    assert complain(now + timedelta(hours=4)) == 1
    assert complain(now + timedelta(hours=5)) == 0
    assert _written() == [("outlet_failing", "manager@example.jp"), ("outlet_failing", "owner@example.jp")]
    body = Message.objects.filter(user=owner).get().body
    assert "partner.example" in body
    assert str(Outlet.objects.get().pk) in body


def test_what_works_again_may_be_complained_of_anew(server: Server) -> None:
    owner, site = customer()
    outlet(owner, site.organization)
    register, now = water(site), timezone.now()
    for n, status in enumerate((503, 200, 503)):
        server.answer = (status, {}, b"")
        say(register, n, 1000 + n)
        later()
        sent()
        complain(now + timedelta(hours=4))
    assert len(_written()) == 2


def test_who_wants_nothing_any_more_is_told_of_at_once(server: Server) -> None:
    owner, site = customer()
    outlet(owner, site.organization)
    server.answer = (410, {}, b"")
    say(water(site), 1, 1000)
    sent()
    complain()
    complain()
    assert _written() == [("outlet_off", "owner@example.jp")]
