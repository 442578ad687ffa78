"""Parcels by the API: seen by owners as on their page, and noted as come, once."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from harimi.service.accounts.api_tokens import Scope
from harimi.service.accounts.models import Organization
from harimi.service.logistics.life import ask_back
from harimi.service.logistics.models import Parcel, Unit
from tests.services.api_calls import calling, token_for
from tests.services.logistics import contract, keeper, sent, stocked, wanted
from tests.services.world import home, member, person

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True)]
ADDRESS = "/api/v1/parcels"


@pytest.fixture
def house() -> Organization:
    made = home(person("owner@example.jp")).organization
    contract(made)
    return made


@pytest.fixture
def client(house: Organization) -> Client:
    return calling(token_for(house, house.memberships.get().user))


def test_parcels_are_listed_and_one_that_came_is_noted_once(house: Organization, client: Client) -> None:
    parcel = sent(house, stocked(2))
    wanted(house, 1)
    preparing, told = client.get(ADDRESS).json()["data"]
    assert (preparing["state"], preparing["serials"], preparing["link"]) == ("preparing", [], "")
    assert (told["state"], told["tracking"], told["lines"]) == ("sent", "123456789012", [{"model": "HC-1", "count": 2}])
    assert told["serials"] == ["HC-1-0001", "HC-1-0002"]
    assert "kuronekoyamato" in told["link"]
    assert client.get(f"{ADDRESS}/{parcel.pk}").json() == told
    page = client.get(f"{ADDRESS}?limit=1").json()
    assert client.get(f"{ADDRESS}?limit=1&cursor={page['next']}").json()["data"] == [told]
    came = client.post(f"{ADDRESS}/{parcel.pk}/came", headers={"idempotency-key": "a"})
    assert (came.json()["state"], came.json()["delivered_at"] is not None) == ("delivered", True)
    assert client.post(f"{ADDRESS}/{parcel.pk}/came", headers={"idempotency-key": "a"}).json() == came.json()
    twice = client.post(f"{ADDRESS}/{parcel.pk}/came")
    assert (twice.status_code, twice.json()["code"]) == (422, "not_possible")
    early = client.post(f"{ADDRESS}/{preparing['id']}/came")
    assert (early.status_code, early.json()["code"]) == (422, "not_possible")


def test_the_carriers_page_has_the_language_of_the_call(house: Organization, client: Client) -> None:
    parcel = sent(house, stocked(1))
    Parcel.objects.filter(pk=parcel.pk).update(carrier="japan_post")
    links = [client.get(f"{ADDRESS}/{parcel.pk}", headers={"accept-language": one}).json()["link"] for one in ("ja", "en")]
    assert [one.rpartition("=")[2] for one in links] == ["ja", "en"]


def test_what_is_expected_back_is_told_with_the_day(house: Organization, client: Client) -> None:
    sent(house, stocked(2))
    first, second = Unit.objects.order_by("serial")
    for unit in (first, second):
        ask_back(unit, keeper())
    Unit.objects.filter(pk=first.pk).update(wanted_back_at=timezone.now() - timedelta(days=29))
    told = client.get("/api/v1/returns").json()["data"]
    assert [(one["serial"], one["late"]) for one in told] == [("HC-1-0001", True), ("HC-1-0002", False)]


def test_they_are_the_owners_and_nobody_elses(house: Organization) -> None:
    parcel, other = sent(house, stocked(1)), home(person("other@example.jp"), "Elsewhere").organization
    owner, stranger = house.memberships.get().user, other.memberships.get().user
    manager = calling(token_for(house, member(house, "manager@example.jp", "manager")))
    reading = calling(token_for(house, owner, Scope.DEVICES_READ))
    writing = calling(token_for(house, owner, Scope.DEVICES_WRITE))
    theirs = calling(token_for(other, stranger))
    for client, status, code in (
        (manager, 403, "not_allowed"), (theirs, 404, "not_found"), (calling(""), 401, "no_token")
    ):  # fmt: skip
        for answer in (client.get(f"{ADDRESS}/{parcel.pk}"), client.post(f"{ADDRESS}/{parcel.pk}/came")):
            assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert reading.post(f"{ADDRESS}/{parcel.pk}/came").json()["code"] == "scope_missing"
    assert writing.get(f"{ADDRESS}/{parcel.pk}").json()["code"] == "scope_missing"
    assert theirs.get(ADDRESS).json()["data"] == theirs.get("/api/v1/returns").json()["data"] == []
    assert Parcel.objects.get().state == "sent"
