"""Records are looked into with a case alone, of whom it is about alone, and only until it ends."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.accounts.staff import StaffRole
from harimi.service.devices.models import DeviceLog
from harimi.service.devices.services import new_camera
from harimi.service.meters.models import Site
from harimi.service.privacy import choices
from harimi.service.privacy.audit import looks_at
from harimi.service.privacy.choices import Asked
from harimi.service.privacy.days import today
from harimi.service.privacy.models import AccessLog
from harimi.service.support.models import Violation
from harimi.service.support.violations import leading
from harimi.service.support.violations.logs import LONGEST, Days, pages_of
from tests.services.breaches import officer, opened
from tests.services.office import desk, signed_in
from tests.services.world import home, person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]


@pytest.fixture
def owner() -> User:
    return person("owner@example.jp")


@pytest.fixture
def site(owner: User) -> Site:
    return home(owner, "山田 花子")


@pytest.fixture
def client(site: Site) -> Client:
    return signed_in(officer())


def _ended(case: Violation) -> None:
    leading.end(case, "unfounded", "It was their own.", actor=officer())


def _logs(client: Client, case: Violation, **days: str) -> str:
    told = days or {"first": today().isoformat(), "last": today().isoformat()}
    return client.get(f"/office/violations/{case.pk}/logs", told).text


@pytest.mark.clause("PP-2-2(3)")
def test_a_customer_is_looked_at_with_the_number_of_a_case_that_goes_on(site: Site, client: Client) -> None:
    case, address = opened(site.organization), f"/office/customers/{site.organization_id}"
    for number in ("", "V-1", "V-0000-0000", "Q-1234-5678"):
        page = client.get(address, {"for": "violations", "case": number}).text
        assert "number of a case is needed" in page
        assert "山田" not in page
        assert "山田" not in client.get("/office/customers", {"for": "violations", "case": number}).text
    assert not looks_at(site.organization.subject_id).exists()
    assert "山田 花子" in client.get(address, {"for": "violations", "case": case.number.lower()}).text
    assert looks_at(site.organization.subject_id).get().case == case.number
    _ended(case)
    page = client.get(address, {"for": "violations", "case": case.number}).text
    assert "number of a case is needed" in page
    assert "山田" not in page


@pytest.mark.clause("PP-2-2(3)")
def test_a_case_about_one_customer_shows_no_other(site: Site, client: Client) -> None:
    other = home(person("other@example.jp"), "鈴木 一郎").organization
    for case in (opened(other), opened(person("third@example.jp"))):
        asked = {"for": "violations", "case": case.number}
        assert client.get(f"/office/customers/{site.organization_id}", asked).status_code == 404
        assert "山田" not in client.get("/office/customers", asked).text
        assert "Nobody was found" in client.post("/office/customers", {**asked, "q": "山田 花子"}).text
    assert not looks_at(site.organization.subject_id).exists()
    found = client.get(
        "/office/customers", {"for": "violations", "case": Violation.objects.filter(organization=other).get().number}
    )
    assert "鈴木 一郎" in found.text


@pytest.mark.clause("PP-2-2(3)")
def test_pages_that_a_person_opened_are_seen_only_while_the_case_goes_on(owner: User, client: Client) -> None:
    case = opened(owner)
    AccessLog.objects.create(subject_id=owner.subject_id, method="GET", page="face", status=404)
    AccessLog.objects.create(subject_id=person("other@example.jp").subject_id, method="POST", page="review", status=418)
    page = client.get(f"/office/violations/{case.pk}/logs").text
    assert "<td>404</td>" not in page
    assert not looks_at(owner.subject_id).exists(), "nothing is looked at before days are chosen"
    shown = _logs(client, case)
    assert "<td>404</td>" in shown
    assert "418" not in shown
    look = looks_at(owner.subject_id).get()
    assert (look.purpose, look.items, look.clause, look.case) == ("violations", ["access_log"], "2-2(3)", case.number)
    _ended(case)
    assert client.get(f"/office/violations/{case.pk}/logs").status_code == 404
    assert client.get(f"/office/violations/{uuid4()}/logs").status_code == 404
    assert "404</td>" not in _logs(client, case)


@pytest.mark.clause("PP-2-2(3)")
def test_what_happened_to_an_organizations_cameras_is_seen_by_its_case(site: Site, client: Client) -> None:
    mine, _ = new_camera(site.organization, "Kitchen")
    theirs, _ = new_camera(home(person("other@example.jp")).organization, "Garden")
    for device in (mine, theirs):
        DeviceLog.objects.create(device=device, at=timezone.now(), level="info", event="started", code=7)
    shown = _logs(client, opened(site.organization))
    assert "Kitchen" in shown
    assert "Garden" not in shown
    assert looks_at(site.organization.subject_id).get().items == ["camera_log", "contract_data"]


def test_only_the_days_that_were_chosen_are_shown(owner: User, client: Client) -> None:
    case, now = opened(owner), timezone.now()
    for days in (0, 1, 2, 3):
        row = AccessLog.objects.create(subject_id=owner.subject_id, method="GET", page=f"page{days}", status=200)
        AccessLog.objects.filter(pk=row.pk).update(at=now - timedelta(days=days))
    found = pages_of(case, Days(today() - timedelta(days=2), today() - timedelta(days=1)))
    assert [one.page for one in found] == ["page1", "page2"]
    wrong = {"first": (today() - timedelta(days=LONGEST)).isoformat(), "last": today().isoformat()}
    assert "From 1 to 31 days" in _logs(client, case, **wrong)
    assert "From 1 to 31 days" in _logs(client, case, first=today().isoformat(), last="2026-01-01")
    assert not looks_at(owner.subject_id).exists()


def test_what_somebody_stopped_is_not_shown_for_a_case_either(owner: User, client: Client) -> None:
    AccessLog.objects.create(subject_id=owner.subject_id, method="GET", page="face", status=404)
    case = opened(owner)
    assert "<td>404</td>" in _logs(client, case)
    choices.stop(owner.subject_id, Asked("Stop", "en", "my_account", owner.subject_id), item="access_log")
    page = _logs(client, case)
    assert "They stopped the use of this item" in page
    assert "<td>404</td>" not in page


def test_nobody_but_the_privacy_officer_opens_any_of_it(owner: User) -> None:
    case = opened(owner)
    for role in (StaffRole.SUPPORT, StaffRole.BILLING, StaffRole.RECEPTION, StaffRole.LOGISTICS):
        client = desk(role)
        for end in ("", "/logs"):
            assert client.get(f"/office/violations/{case.pk}{end}").status_code == 404
        assert client.get("/office/violations").status_code == 404
        assert client.post(f"/office/violations/{case.pk}/step", {"step": "lift"}).status_code == 404
