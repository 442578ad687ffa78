"""What landlords and tenants see and send: each their own, nobody else anything."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from harimi.service.accounts.models import Membership, User
from harimi.service.captures.models import Cut
from harimi.service.letting import tariffs
from harimi.service.letting.models import Closing, Landlord, Priced, Sharing, Statement, StatementMeter, Tariff, TariffVersion
from harimi.service.meters.models import Tenancy, Tenant
from harimi.service.pages.reports.pdf import has_pdf
from harimi.service.readings.models import Attempt, Reading
from tests.services.letting.houses import OCTOBER, SEPTEMBER, House, at, daily, flat, house
from tests.services.world import home, member, person, world

pytestmark = pytest.mark.django_db


def signed_in(email: str) -> Client:
    client = Client()
    assert client.login(email=email, password="a long password")
    return client


@pytest.fixture
def made() -> House:
    """A landlord with a tenant who signs in, whose statement of October is issued; a manager, a viewer, others."""
    found = house()
    register, who = found.meter("101"), found.tenant("Sato")
    daily(register, SEPTEMBER, 90, 10)
    found.let(register, who, SEPTEMBER)
    found.tariff(SEPTEMBER, flat(20_0000, base_yen=500), register)
    for role in ("manager", "viewer"):
        member(found.organization, f"{role}@example.jp", role)
    for name, one in (("tenant", who), ("neighbour", found.tenant("Neighbour"))):
        user = person(f"{name}@example.jp")
        Membership.objects.create(organization=found.organization, user=user, role="tenant", tenant=one.pk)
    home(person("other@example.jp"), "Elsewhere")
    person("staff@example.jp", staff=True, admin=True)
    found.issue(OCTOBER)
    return found


def url(name: str, of: House, *more: object) -> str:
    return reverse(name, args=[of.organization.pk, *more])


WHO = ("landlord", "manager", "viewer", "tenant", "neighbour", "other", "staff")


@pytest.mark.parametrize("name", ["statement", "statement_pdf"])
def test_a_statement_is_its_landlords_and_its_tenants(made: House, name: str) -> None:
    address = reverse(name, args=[Statement.objects.get().pk])
    found = {who for who in WHO if signed_in(f"{who}@example.jp").get(address).status_code == 200}
    assert found == ({"landlord", "manager", "tenant"} if name == "statement" or has_pdf() else set())
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize(
    "name", ["letting_month", "letting_tariffs", "letting_settings", "letting_meters", "letting_open", "letting_csv"]
)
def test_pages_of_a_landlord(made: House, name: str) -> None:
    assert {who for who in WHO if signed_in(f"{who}@example.jp").get(url(name, made)).status_code == 200} == {
        "landlord",
        "manager",
    }


@pytest.mark.parametrize(
    "step", [{"step": "paid", "day": "2026-11-05", "yen": "6700"}, {"step": "take_back", "reason": "slip"}]
)
def test_only_a_landlord_takes_steps(made: House, step: dict[str, str]) -> None:
    one = Statement.objects.get()
    address = reverse("statement_step", args=[one.pk])
    for who in ("viewer", "tenant", "neighbour", "other", "staff"):
        assert signed_in(f"{who}@example.jp").post(address, step).status_code == 404
    assert signed_in("manager@example.jp").post(address, step).status_code == 302
    assert hasattr(Statement.objects.get(pk=one.pk), "paid" if step["step"] == "paid" else "taken_back_by")


def test_a_payment_stays_on_a_statement_that_was_taken_back(made: House) -> None:
    client, one = signed_in("landlord@example.jp"), Statement.objects.get()
    address = reverse("statement_step", args=[one.pk])
    client.post(address, {"step": "paid", "day": "2026-11-05", "yen": "5000"})
    client.post(address, {"step": "take_back", "reason": "slip"})
    credit = Statement.objects.get(of=one)
    page = client.get(reverse("statement", args=[one.pk])).content.decode()
    assert "5,000円の入金" in page
    assert reverse("statement", args=[credit.pk]) in page
    assert "-5,000円" in client.get(url("letting_open", made)).content.decode()
    (anew,) = made.issue(OCTOBER)
    steps, shown = reverse("statement_step", args=[credit.pk]), reverse("statement", args=[credit.pk])
    assert "入居者に返す額: 5,000円" in client.get(shown).content.decode()
    assert "入居者に返す額" not in signed_in("tenant@example.jp").get(shown).content.decode()
    client.post(steps, {"step": "give_back", "day": "2026-11-06", "yen": "5001"})
    client.post(steps, {"step": "paid", "day": "2026-11-06", "yen": "5000"})
    client.post(steps, {"step": "count_for", "other": str(one.pk)})
    assert not hasattr(Statement.objects.get(pk=credit.pk), "paid")
    client.post(steps, {"step": "give_back", "day": "2026-11-06", "yen": "200"})
    client.post(steps, {"step": "count_for", "other": str(anew.pk)})
    found = client.get(url("letting_open", made)).content.decode()
    assert "1,900円" in found
    assert "返金・充当済み 5,000円" in client.get(shown).content.decode()


def test_a_tenant_finds_their_own(made: House) -> None:
    number = Statement.objects.get().number
    assert number in signed_in("tenant@example.jp").get("/statements").content.decode()
    assert number not in signed_in("neighbour@example.jp").get("/statements").content.decode()
    page = signed_in("tenant@example.jp").get(reverse("statement", args=[Statement.objects.get().pk])).content.decode()
    assert "6,700" in page
    assert "さくら荘" in page
    assert reverse("statement_step", args=[Statement.objects.get().pk]) not in page


def test_a_month_from_trial_to_a_file(made: House) -> None:
    client = signed_in("landlord@example.jp")
    waiting = made.meter("102")
    made.let(waiting, made.tenants[1], SEPTEMBER)
    tariffs.price(waiting, Tariff.objects.get(), SEPTEMBER, actor=made.owner)
    page = client.get(url("letting_month", made) + "?month=2026-10").content.decode()
    assert "2026-00001" in page
    assert "10/1 00:00の前後に検針値がありません" in page
    daily(waiting, SEPTEMBER, 90, 1)
    assert "1件を発行する" in client.get(url("letting_month", made) + "?month=2026-10").content.decode()
    for _ in range(2):
        client.post(url("letting_issue", made), {"month": "2026-10"})
    assert [one.total for one in Statement.objects.order_by("number")] == [6700, 1120]
    rows = client.get(url("letting_csv", made) + "?month=2026-10").content.decode("utf-8-sig").splitlines()
    assert rows[1].split(",")[:5] == ["2026-00001", "検針票・請求書", "", "Sato", "2026-10"]
    assert rows[2].split(",")[7:13] == ["1019", "101", "0", "0", "0", "1120"]


def test_a_month_says_what_lacks(made: House) -> None:
    """A tenant, the readings of what nobody rents, and the landlord's own name, each where it does."""
    client, empty = signed_in("landlord@example.jp"), made.meter("Empty")
    assert "まだ保存されていません" not in client.get(url("letting_settings", made)).content.decode()
    Landlord.objects.all().delete()
    Priced.objects.all().delete()
    Tenancy.objects.all().delete()
    tariffs.price(empty, Tariff.objects.get(), SEPTEMBER, actor=made.owner)
    page = client.get(url("letting_month", made) + "?month=2026-09").content.decode()
    assert "入居者を登録すると" in page
    assert "料金表を割り当てると" not in page
    assert "9/1 00:00の前後に検針値がありません" in page
    assert "設定で確かめ、保存してください" in page
    assert "まだ保存されていません" in client.get(url("letting_settings", made)).content.decode()


def test_a_tariff_as_people_type_it(made: House) -> None:
    client = signed_in("landlord@example.jp")
    client.post(url("letting_tariffs", made), {"name": "動力", "unit": "kWh"})
    tariff = Tariff.objects.get(name="動力")
    told: dict[str, str | list[str]] = {
        "since": "2026-10-01",
        "base_yen": "1000",
        "minimum_yen": "0",
        "tax": "10",
        "with_tax": "0",
    }
    told |= {"upto": ["１２０", "300", "", "", ""], "rate": ["29.7", "35.7812", "40", "", ""]}
    assert client.post(url("letting_tariff", made, tariff.pk), told).status_code == 302
    found = TariffVersion.objects.get(tariff=tariff)
    assert found.tiers == [{"upto": 120, "rate": 297_000}, {"upto": 300, "rate": 357_812}, {"upto": None, "rate": 400_000}]
    for wrong in ({"rate": ["29.77777", "", ""]}, {"since": "2026-10-01"}, {"upto": ["300", "120", ""], "since": "2026-12-01"}):
        assert client.post(url("letting_tariff", made, tariff.pk), told | wrong).status_code == 422
    night = {"w_name": ["夜間"], "w_days": ["all"], "w_from": ["22"], "w_to": ["8"], "w_rate": ["12.5"]}
    assert client.post(url("letting_tariff", made, tariff.pk), told | night | {"since": "2026-12-01"}).status_code == 422
    one = told | night | {"since": "2026-12-01", "upto": [""], "rate": ["30"]}
    assert client.post(url("letting_tariff", made, tariff.pk), one).status_code == 302
    assert TariffVersion.objects.get(since="2026-12-01").windows[0]["rate"] == 125_000
    assert "夜間" in client.get(url("letting_tariff", made, tariff.pk)).content.decode()
    assert signed_in("other@example.jp").get(url("letting_tariff", made, tariff.pk)).status_code == 404


def test_a_meters_tariff_and_shares(made: House) -> None:
    client, register = signed_in("landlord@example.jp"), made.meter("Common")
    address = url("letting_meter", made, register.pk)
    client.post(address, {"step": "tariff", "tariff": str(Tariff.objects.get().pk), "since": "2026-10-01"})
    assert Priced.objects.get(register=register).tariff == Tariff.objects.get()
    told = {"step": "share", "rule": "weights", "since": "2026-10-01", f"tenant-{made.tenants[0].pk}": "3", "own": "1"}
    client.post(address, told)
    parts = [(one.tenant, one.weight) for one in Sharing.objects.get().parts.all()]
    assert parts == [(made.tenants[0], 3), (None, 1)]
    assert "Sato" in client.get(address).content.decode()
    other = made.site.meters.get(name="101").registers.get()
    client.post(address, {"step": "share", "rule": "submeters", "since": "2026-10-01", "submeter": str(other.pk), "own": "1"})
    assert [one.submeter for one in Sharing.objects.get().parts.all()] == [other, None]
    client.post(address, {"step": "share", "rule": "equal", "since": "2026-10-01"})
    assert Sharing.objects.get().rule == "submeters"
    foreign = Tariff.objects.create(
        organization=User.objects.get(email="other@example.jp").memberships.get().organization, name="X", unit="kWh"
    )
    assert client.post(address, {"step": "tariff", "tariff": str(foreign.pk), "since": "2026-10-01"}).status_code == 404


def test_settings_check_the_registration_number(made: House) -> None:
    client = signed_in("landlord@example.jp")
    told = {
        "name": "大家",
        "address": "",
        "registration_number": "T8700110005902",
        "account": "",
        "due_days": "14",
        "near_days": "3",
    }
    assert client.post(url("letting_settings", made), told | {"rounding": "round"}).status_code == 422
    right = told | {"rounding": "round", "registration_number": "T8700110005901"}
    assert client.post(url("letting_settings", made), right).status_code == 302
    assert Landlord.objects.get().registration_number == "T8700110005901"
    client.post(url("letting_closing", made), {"site": str(made.site.pk), "day": "20", "month": "2026-10"})
    assert not Closing.objects.exists()
    client.post(url("letting_closing", made), {"site": str(made.site.pk), "day": "20", "month": "2026-11"})
    assert Closing.objects.get().day == 20


def test_a_photograph_of_the_first_and_last_reading() -> None:
    start = datetime(2026, 10, 1, tzinfo=UTC)
    lived = world("energy", since=start)
    found = House(lived.owner, lived.site)
    tariffs.say_who(found.organization, {"name": "大家"}, actor=lived.owner)
    who = Tenant.objects.create(organization=found.organization, name="T")
    Tenancy.objects.create(meter=lived.register.meter, tenant=who, since=at(SEPTEMBER))
    cut = Cut.objects.get()
    told = {"models_used": "", "alternatives": [], "reasons": [], "evidence": {}, "settled": True}
    attempt = (
        Attempt.objects.create(cut=cut, register=lived.register, taken_at=start, **told)
        if not Attempt.objects.exists()
        else Attempt.objects.get()
    )
    for n, (day, value) in enumerate(((OCTOBER, 100), (date(2026, 11, 1), 900))):
        Reading.objects.create(
            register=lived.register,
            at=at(day),
            value=value,
            state="confirmed",
            changed_at=timezone.now(),
            attempt=None if n else attempt,
        )
    found.tariff(OCTOBER, flat(20_0000), lived.register)
    (one,) = found.issue(OCTOBER)
    tenant = person("tenant@example.jp")
    Membership.objects.create(organization=found.organization, user=tenant, role="tenant", tenant=who.pk)
    row = StatementMeter.objects.get()
    address = reverse("statement_picture", args=[one.pk, row.pk, "first"])
    assert (row.first_cut, row.last_cut) == (cut, None)
    assert signed_in("owner@example.jp").get(address)["Content-Type"] == "image/jpeg"
    assert signed_in("owner@example.jp").get(address.replace("first", "last")).status_code == 404
    assert signed_in("tenant@example.jp").get(address).status_code == (404 if cut.frame is None else 200)
    if has_pdf():
        made = signed_in("tenant@example.jp").get(reverse("statement_pdf", args=[one.pk]))
        assert made.content.startswith(b"%PDF")
    person("stranger@example.jp")
    assert signed_in("stranger@example.jp").get(address).status_code == 404
