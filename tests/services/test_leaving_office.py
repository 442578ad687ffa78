"""The office's page of leaving: holds placed and lifted, contracts ended for who asks at the desk, and for staff alone."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from harimi.service.accounts.models import Organization, User
from harimi.service.privacy.audit import about
from harimi.service.rights.models import Hold, Leaving
from tests.services.world import World, home, member, person, world

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, tzinfo=UTC)


@pytest.fixture
def made() -> World:
    return world("energy", since=START)


@pytest.fixture
def staff() -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(person("staff@example.jp", staff=True))
    return client


def _day(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def test_a_hold_is_placed_shown_and_lifted(staff: Client, made: World) -> None:
    told = {"kind": "organization", "who": "Home", "ground": "law", "article": "Act X, article 5", "until": _day(30)}
    assert "Erasure waits" in staff.post("/office/leavings/hold", told, follow=True).text
    held = Hold.objects.get()
    assert held.subject_id == made.site.organization.subject_id
    page = staff.get("/office/leavings").text
    assert "Act X, article 5" in page
    assert "Home" not in page
    assert "lifted" in staff.post("/office/leavings/lift", {"hold": str(held.pk)}, follow=True).text
    assert Hold.objects.get().lifted_at is not None
    assert [one.action for one in about(held.subject_id)][:2] == ["hold_lifted", "held"]
    assert staff.post("/office/leavings/lift", {"hold": str(held.pk)}).status_code == 404


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"who": "Nowhere"}, "There is nobody"),
        ({"ground": "mood"}, "Say why"),
        ({"until": _day(0)}, "tomorrow or later"),
        ({"until": "soon"}, "tomorrow or later"),
        ({"ground": "law", "article": " "}, "Name the law"),
    ],
)
def test_a_hold_that_makes_no_sense_is_refused_in_words(staff: Client, made: World, changed: dict[str, str], why: str) -> None:
    told = {"kind": "organization", "who": "Home", "ground": "dispute", "until": _day(30), **changed}
    page = staff.post("/office/leavings/hold", told).text
    assert why in page
    assert f'value="{told["who"]}"' in page
    assert '<input type="hidden" name="next" value="/office/leavings">' in page
    assert not Hold.objects.exists()


def test_two_of_one_name_are_nobody(staff: Client, made: World) -> None:
    home(person("other@example.jp"), "Home")
    told = {"kind": "organization", "who": "Home", "sure": "yes"}
    assert "several organizations" in staff.post("/office/leavings/end", told, follow=True).text
    assert not Leaving.objects.exists()


def test_who_asks_at_the_desk_gets_a_receipt(staff: Client, made: World) -> None:
    told = {"kind": "organization", "who": "Ｈｏｍｅ"}
    assert "their own wish" in staff.post("/office/leavings/end", told, follow=True).text
    assert Organization.objects.get().ended_at is None
    answer = staff.post("/office/leavings/end", {**told, "sure": "yes"})
    assert answer.headers["Location"] == f"/leaving/{Leaving.objects.get().pk}"
    assert Organization.objects.get().ended_at is not None
    assert str(Leaving.objects.get().pk) in staff.get("/office/leavings").text


def test_the_list_says_that_a_hold_puts_the_erasure_off(staff: Client, made: World) -> None:
    told = {"kind": "organization", "who": "Home", "sure": "yes"}
    staff.post("/office/leavings/end", told)
    assert "Will be erased on" in staff.get("/office/leavings").text
    staff.post("/office/leavings/hold", {**told, "ground": "court", "until": _day(300)})
    page = staff.get("/office/leavings").text
    assert "<td>Erasure waits</td>" in page
    assert "Will be erased on" not in page


def test_a_persons_account_is_closed_at_the_desk(staff: Client, made: World) -> None:
    user = member(made.site.organization, "leaver@example.jp")
    staff.post("/office/leavings/end", {"kind": "person", "who": "Leaver@example.jp", "sure": "yes"})
    assert not User.objects.get(pk=user.pk).is_active
    refused = staff.post("/office/leavings/end", {"kind": "person", "who": "owner@example.jp", "sure": "yes"}, follow=True)
    assert "no other owner" in refused.text


def test_an_erasure_that_does_not_end_is_told(staff: Client) -> None:
    asked = timezone.now() - timedelta(days=1)
    Leaving.objects.create(kind="person", asked_at=asked, due_at=asked)
    assert "1 erasure is not over" in staff.get("/office/leavings").text


def test_nobody_else_lifts_a_hold(made: World) -> None:
    staff = person("staff@example.jp", staff=True)
    held = Hold.objects.create(subject=made.owner.subject, ground="dispute", until=_day(3), placed_by=staff)
    client = Client()
    client.force_login(made.owner)
    assert client.post("/office/leavings/lift", {"hold": str(held.pk)}).status_code == 404
    assert Hold.objects.get().lifted_at is None
