"""Customers as staff find them: named only for a reason, which the customer sees, and no item that it may not see."""

import re

import pytest

from harimi.service.accounts.staff import PURPOSES, StaffRole
from harimi.service.meters.models import Site
from harimi.service.office.desk import CUSTOMERS
from harimi.service.privacy.audit import looks_at
from harimi.service.privacy.keys import destroy
from tests.services.breaches import officer, opened
from tests.services.office import desk, signed_in
from tests.services.world import home, person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site() -> Site:
    return home(person("owner@example.jp"), "山田 花子")


def test_the_list_names_nobody_until_a_reason_is_given(site: Site) -> None:
    client, subject = desk(StaffRole.SUPPORT), site.organization.subject_id
    page = client.get("/office/customers").text
    assert str(site.organization_id) in page
    assert "山田" not in page
    assert not looks_at(subject).exists()
    assert "山田 花子" in client.get("/office/customers?for=inquiries").text
    look = looks_at(subject).get()
    assert (look.purpose, look.items, look.clause) == ("inquiries", ["name"], "2-2(2)")


@pytest.mark.parametrize("words", ["山田 花子", "owner@example.jp", "OWNER@example.jp", "number"])
def test_a_customer_is_found_by_what_is_theirs_alone(site: Site, words: str) -> None:
    home(person("other@example.jp"), "鈴木 一郎")
    typed = str(site.organization_id) if words == "number" else words
    page = desk(StaffRole.SUPPORT).post("/office/customers", {"q": typed, "for": "inquiries"}).text
    assert "山田 花子" in page
    assert "鈴木" not in page


@pytest.mark.parametrize("words", ["山田", "owner@", "%", "00000000-0000-0000-0000-000000000000"])
def test_a_part_of_a_name_finds_nobody(site: Site, words: str) -> None:
    page = desk(StaffRole.SUPPORT).post("/office/customers", {"q": words, "for": "inquiries"}).text
    assert "Nobody was found" in page
    assert not looks_at(site.organization.subject_id).exists()


def test_a_reason_of_another_role_is_none(site: Site) -> None:
    client = desk(StaffRole.SUPPORT)
    for reason in ("shipping", "violations", "marketing", "nothing"):
        assert client.get(f"/office/customers?for={reason}").status_code == 404
        assert client.get(f"/office/customers/{site.organization_id}?for={reason}").status_code == 404
    assert not looks_at(site.organization.subject_id).exists()


@pytest.mark.clause("PP-2-2(3)")
def test_a_breach_is_looked_into_with_a_case_alone(site: Site) -> None:
    client, address = signed_in(officer()), f"/office/customers/{site.organization_id}"
    assert "number of a case is needed" in client.get("/office/customers?for=violations").text
    assert "山田" not in client.get(f"{address}?for=violations").text
    assert not looks_at(site.organization.subject_id).exists()
    case = opened(site.organization)
    assert "山田 花子" in client.get(f"{address}?for=violations&case={case.number}").text
    assert looks_at(site.organization.subject_id).get().case == case.number


def test_a_page_shows_what_its_reason_may_see_and_no_more(site: Site) -> None:
    client, address = desk(StaffRole.SUPPORT), f"/office/customers/{site.organization_id}"
    assert "Say what you look for" in client.get(address).text
    named = client.get(f"{address}?for=inquiries").text
    assert "山田 花子" in named
    assert "owner@example.jp" in named
    nameless = client.get(f"{address}?for=upkeep").text
    assert "山田" not in nameless
    look = looks_at(site.organization.subject_id).first()
    assert look is not None
    assert "name" not in look.items


def test_the_members_see_that_their_address_was_looked_at(site: Site) -> None:
    owner = site.organization.memberships.get().user
    desk(StaffRole.SUPPORT).get(f"/office/customers/{site.organization_id}?for=inquiries")
    assert looks_at(owner.subject_id).get().items == ["contract_data", "mail"]


def test_who_was_erased_is_shown_to_nobody(site: Site) -> None:
    destroy(site.organization.subject_id)
    client = desk(StaffRole.SUPPORT)
    assert client.get(f"/office/customers/{site.organization_id}?for=inquiries").status_code == 404
    assert client.get("/office/customers?for=inquiries").status_code == 200


@pytest.mark.parametrize("role", StaffRole)
def test_every_reason_of_a_role_opens_the_list_and_a_customer(site: Site, role: StaffRole) -> None:
    client = desk(role) if role != StaffRole.ADMINISTRATOR else signed_in(person("admin@example.jp", staff=True, admin=True))
    if not {role} & set(CUSTOMERS):
        return
    for reason in PURPOSES[role]:
        asked = f"for={reason}&case=V-1"
        assert client.get(f"/office/customers?{asked}").status_code == 200, reason
        assert client.get(f"/office/customers/{site.organization_id}?{asked}").status_code == 200, reason


def test_what_is_looked_for_stands_in_no_address(site: Site) -> None:
    page = desk(StaffRole.SUPPORT).post("/office/customers", {"q": "山田 花子", "for": "inquiries"}).text
    assert "山田 花子" in page
    assert not re.search(r'(?:href|action)="[^"]*(?:山田|%E5%B1%B1|q=)', page)
