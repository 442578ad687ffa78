"""What a new owner sees of their contract and parcels, until the first camera reads; and the list of parcels."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from harimi.service.accounts.models import Organization
from harimi.service.contracts.models import PlannedPlace
from harimi.service.logistics import claiming, parcels
from harimi.service.logistics.life import ask_back
from harimi.service.logistics.models import Unit
from harimi.service.pages.beginning import beginnings
from tests.services.logistics import contract, keeper, sent, shelf, stocked, wanted
from tests.services.office import signed_in
from tests.services.world import home, member, person, work, world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house() -> Organization:
    made = home(person("owner@example.jp"), "青空ハウス").organization
    PlannedPlace.objects.create(contract=contract(made), place="本館2階", kind="water", meters=12)
    return made


@pytest.fixture
def client(house: Organization) -> Client:
    return signed_in(house.memberships.get().user)


def _step(house: Organization) -> str:
    found = beginnings(house.memberships.get().user)
    return found[0].step if found else ""


def test_the_first_page_tells_a_new_owner_of_contract_places_parcel_and_next_step(house: Organization, client: Client) -> None:
    page = client.get("/").text
    for said in ("1234-5678", "in force since", "本館2階: Water 12", "We tell you when your cameras are sent"):
        assert said in page
    sent(house, stocked(1))
    page = client.get("/").text
    for said in ("On its way", "Yamato Transport", "123456789012", "kuronekoyamato", "HC-1 × 1", "/cameras/claim"):
        assert said in page


def test_the_next_step_follows_the_cameras_from_the_room_to_the_guide(house: Organization) -> None:
    assert _step(house) == "none"
    [told] = stocked(1)
    parcel = wanted(house, 1)
    assert _step(house) == "wait"
    parcels.reserve(parcel, shelf(), keeper())
    parcels.pick(parcel, told.code, keeper())
    parcels.send(parcel, "other", "", keeper())
    assert _step(house) == "comes"
    parcels.arrived(parcel)
    assert _step(house) == "claim"
    device = claiming.claim(told.code, house, "Cellar", house.memberships.get().user)
    assert _step(house) == "guide"
    assert beginnings(house.memberships.get().user)[0].address == f"/cameras/{device.pk}/guide"


def test_nothing_is_told_where_values_are_read_or_the_contract_is_over(house: Organization) -> None:
    made = world("pressure", since=datetime(2026, 4, 6, tzinfo=UTC), email="other@example.jp")
    contract(made.site.organization, number="8765-4321")
    work()
    assert beginnings(made.owner) == []
    Organization.objects.filter(pk=house.pk).update(ended_at=timezone.now())
    assert _step(house) == ""


def test_who_does_not_answer_for_the_contract_sees_neither(house: Organization) -> None:
    viewer = signed_in(member(house, "viewer@example.jp"))
    assert "1234-5678" not in viewer.get("/").text
    assert viewer.get(f"/account/organization/{house.pk}/parcels").status_code == 404
    stranger = signed_in(person("stranger@example.jp"))
    assert stranger.get(f"/account/organization/{house.pk}/parcels").status_code == 404


def test_an_owner_says_that_a_parcel_came_once(house: Organization, client: Client) -> None:
    parcel = sent(house, stocked(1))
    address = f"/account/organization/{house.pk}/parcels"
    assert "HC-1-0001" in client.get(address).text
    assert "Noted: it came." in client.post(f"{address}/{parcel.pk}/came", follow=True).text
    parcel.refresh_from_db()
    assert parcel.state == "delivered"
    assert "Not from this state" in client.post(f"{address}/{parcel.pk}/came", follow=True).text
    elsewhere = home(person("other@example.jp"), "Elsewhere").organization
    theirs = sent(elsewhere, stocked(1, first=5))
    assert client.post(f"{address}/{theirs.pk}/came").status_code == 404


def test_what_is_expected_back_stands_with_its_day(house: Organization, client: Client) -> None:
    sent(house, stocked(1))
    unit = Unit.objects.get()
    ask_back(unit, keeper())
    Unit.objects.update(wanted_back_at=timezone.now() - timedelta(days=29))
    page = client.get(f"/account/organization/{house.pk}/parcels").text
    assert "Expected back" in page
    assert "overdue" in page


def test_an_owner_without_a_place_is_led_to_make_one(house: Organization, client: Client) -> None:
    house.sites.all().delete()
    assert client.get("/meters/new")["Location"] == "/sites"
