"""Staff who act for a customer see and name none of its people: no tenants, no members."""

from decimal import Decimal
from io import BytesIO
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from harimi.service.accounts.models import User
from harimi.service.accounts.staff import StaffRole
from harimi.service.devices.asking import ask
from harimi.service.devices.models import Order
from harimi.service.meters.models import Face, Meter, ReportFile, Tenancy, Tenant, Upload
from harimi.service.meters.places import let, new_tenant
from harimi.service.readings.models import Attempt
from harimi.service.readings.settled import Word, settle_by_person
from harimi.service.support import granting
from harimi.service.support.models import Grant
from tests.services.inquiries import asked_by
from tests.services.office import signed_in, worker
from tests.services.test_page_queries import START
from tests.services.world import World, home, member, person, work, world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]
NAMED, NAMELESS, CLOSED = ("owner", "manager", "viewer"), ("helper_see", "helper_change"), ("other", "staff", "anonymous")
TABLE = "place,meter,tenant,tenant since\nHome,{name},Suzuki,\nHome,Second,Sato,2026-04-01\n"
KINDS = "place,meter,kind,digits,tenant\nHome,New one,drums,5,Suzuki\n"


@pytest.fixture
def made() -> World:
    """A meter that is let to Sato since yesterday, with a value that a manager set right."""
    made = world("energy", since=START)
    work()
    organization = made.site.organization
    manager = member(organization, "manager@example.jp", "manager")
    let(made.register.meter, new_tenant(organization, "Sato", actor=made.owner), START, actor=made.owner)
    settle_by_person(Attempt.objects.get(), Word(Decimal(8766), manager))
    Face.objects.update(created_by=manager)
    ask([made.device], Order.Kind.REPORT, manager)
    return made


def _helper(made: World, scope: str) -> User:
    staff = worker(StaffRole.SUPPORT)
    case = asked_by(made.owner, organization=made.site.organization)
    grant = granting.ask(case, reason="setup", scope=scope, link="", actor=staff)
    granting.give(grant, 2, actor=made.owner)
    granting.begin(Grant.objects.get(), actor=staff)
    return staff


def _client(made: World, who: str) -> Client:
    if who == "anonymous":
        return Client()
    if who == "other":
        other = person("other@example.jp")
        home(other, "Elsewhere")
        return signed_in(other)
    if who.startswith("helper_"):
        return signed_in(_helper(made, who.removeprefix("helper_")))
    if who == "viewer":
        return signed_in(member(made.site.organization, "viewer@example.jp"))
    people = {"staff": lambda: worker(StaffRole.SUPPORT), "manager": lambda: User.objects.get(email="manager@example.jp")}
    return signed_in(people.get(who, lambda: made.owner)())


def _period() -> str:
    return f"period={START:%Y-%m}&language=en"


@pytest.mark.parametrize("who", [*NAMED, *NAMELESS, *CLOSED])
def test_a_report_names_tenants_to_those_who_see_people(made: World, who: str) -> None:
    client, query = _client(made, who), f"site={made.site.pk}&{_period()}"
    page, sheet = client.get(f"/reports?{query}"), client.get(f"/reports/report.xlsx?{query}")
    if who in CLOSED:
        assert {page.status_code, sheet.status_code} <= {302, 404}
        return
    said = {str(cell.value) for tab in load_workbook(BytesIO(sheet.content)) for row in tab for cell in row}
    assert ("Sato" in page.text) == ("Sato" in said) == (who in NAMED)
    assert made.register.meter.name in page.text


@pytest.mark.parametrize("who", ["owner", *NAMELESS])
def test_a_file_that_names_tenants_is_neither_made_for_nor_given_to_who_sees_none(
    made: World, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harimi.service.pages.reports.pdf.LARGEST", 0)
    for module in ("views", "views_file"):
        monkeypatch.setattr(f"harimi.service.pages.reports.{module}.has_pdf", lambda: True)
    query = f"site={made.site.pk}&{_period()}"
    assert signed_in(made.owner).post(f"/reports/make?{query}").status_code == 302
    assert ReportFile.objects.count() == 1
    client = _client(made, who)
    assert client.get(f"/reports/making?{query}").status_code == (200 if who == "owner" else 404)
    assert client.post(f"/reports/make?{query}").status_code == (302 if who == "owner" else 404)
    assert client.get(f"/reports/file.pdf?{query}").status_code == 404, "nobody has made it yet"
    page = client.get(f"/reports?{query}").text
    assert ("names tenants and is not made while you act" in page) == (who != "owner")


@pytest.mark.parametrize("who", [*NAMED, *NAMELESS, *CLOSED])
def test_what_happened_names_tenants_and_members_to_those_who_see_people(made: World, who: str) -> None:
    client, meter = _client(made, who), made.register.meter
    answer = client.get(f"/meters/{meter.pk}/events")
    if who in CLOSED:
        assert answer.status_code in (302, 404)
        return
    assert "Camera" in answer.text
    assert ("Sato" in answer.text) == ("manager@example.jp" in answer.text) == (who in NAMED)


@pytest.mark.parametrize("who", ["owner", "helper_change"])
def test_no_page_of_a_meter_or_camera_shows_a_helper_who_did_something(made: World, who: str) -> None:
    client = _client(made, who)
    reading, meter = Attempt.objects.get(), made.register.meter
    for address in (f"/readings/{reading.pk}", f"/meters/{meter.pk}/face/versions", f"/cameras/{made.device.pk}"):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert ("manager@example.jp" in answer.text) == (who == "owner"), address


def _sent(client: Client, table: str, organization: UUID) -> str:
    """The address at which the rows are explained."""
    file = SimpleUploadedFile("meters.csv", table.encode())
    answer = client.post("/import/meters", {"table": file, "organization_id": str(organization)})
    assert answer.status_code == 302
    return str(answer.headers["Location"])


@pytest.mark.parametrize("who", ["owner", "helper_change"])
def test_a_table_of_meters_names_tenants_for_those_who_may_change_them(made: World, who: str) -> None:
    client, meter = _client(made, who), made.register.meter
    assert ("<li>Tenant</li>" in client.get("/import/meters").text) == (who == "owner")
    table = TABLE.format(name=meter.name).replace("Home,Second,Sato,2026-04-01\n", "")
    address = _sent(client, table, made.site.organization_id)
    page = client.get(address).text
    if who == "owner":
        assert "Sato → Suzuki" in page
    else:
        assert not {"Sato", "Suzuki"} & set(page.replace("<", " ").replace(">", " ").split())
        assert "Columns that are not used: tenant, tenant since" in page
    client.post(_sent(client, KINDS, made.site.organization_id))
    client.post(address)
    work()
    assert set(Upload.objects.values_list("fault", flat=True)) == {""}
    assert Meter.objects.filter(name="New one").exists()
    names = {one.name for one in Tenant.objects.select_related("organization")}
    assert names == ({"Sato", "Suzuki"} if who == "owner" else {"Sato"})
    assert Tenancy.objects.filter(meter__name="New one").exists() == (who == "owner")


@pytest.mark.parametrize("who", ["viewer", "helper_see", *CLOSED])
def test_a_table_of_meters_is_not_for_all_others(made: World, who: str) -> None:
    client = _client(made, who)
    assert client.get("/import/meters").status_code == (302 if who == "anonymous" else 200 if who == "other" else 404)
    file = SimpleUploadedFile("meters.csv", KINDS.encode())
    client.post("/import/meters", {"table": file, "organization_id": str(made.site.organization_id)})
    assert not Upload.objects.filter(organization=made.site.organization).exists()
