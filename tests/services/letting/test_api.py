"""Letting by the API: tariffs, who is charged how, statements on trial, issued, paid, taken back; for landlords alone."""

from typing import Any

import pytest
from django.test import Client

from harimi.service.accounts.api_tokens import Scope
from harimi.service.letting.issuing.drafts import on_trial
from harimi.service.letting.models import Closing, Landlord, Priced, Sharing, Statement, Tariff, TariffVersion
from harimi.service.pages.reports.pdf import has_pdf
from tests.services.api_calls import calling, token_for
from tests.services.letting.houses import NOVEMBER, OCTOBER, SEPTEMBER, House, daily, flat, house
from tests.services.world import home, member, person

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True)]
JSON, V1 = "application/json", "/api/v1"


@pytest.fixture
def made() -> House:
    """A landlord with a tenant, whose October is not issued yet."""
    found = house()
    register, who = found.meter("101"), found.tenant("Sato")
    daily(register, SEPTEMBER, 100, 10)
    found.let(register, who, SEPTEMBER)
    found.tariff(SEPTEMBER, flat(20_0000, base_yen=500), register)
    return found


@pytest.fixture
def client(made: House) -> Client:
    """The landlord's program."""
    return calling(token_for(made.organization, made.owner))


def _sent(client: Client, address: str, body: Any = None, method: str = "post", **headers: str) -> Any:
    return getattr(client, method)(f"{V1}{address}", body or {}, content_type=JSON, headers=headers)


def _got(client: Client, address: str) -> Any:
    answer = client.get(f"{V1}{address}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def _issued(client: Client) -> Any:
    [one] = _sent(client, "/statement-issue", {"month": "2026-10"}).json()["data"]
    return one


def test_a_tariff_is_made_with_prices_and_answered_exactly(made: House, client: Client) -> None:
    tariff = _sent(client, "/tariffs", {"name": "Night", "unit": "kWh"}, **{"idempotency-key": "a"}).json()
    assert _sent(client, "/tariffs", {"name": "Night", "unit": "kWh"}, **{"idempotency-key": "a"}).json() == tariff
    night = {"name": "Night", "days": "working", "from_hour": 22, "to_hour": 7, "rate": "12.3456"}
    prices = {"since": "2026-10-01", "base_yen": 300, "tiers": [{"rate": "24.5"}], "windows": [night], "tax": 8}
    told = _sent(client, f"/tariffs/{tariff['id']}/versions", prices)
    assert told.status_code == 201, told.content
    [version] = told.json()["versions"]
    assert (version["tiers"], version["windows"]) == ([{"upto": None, "rate": "24.5"}], [night])
    assert (version["base_yen"], version["minimum_yen"], version["tax"], version["with_tax"]) == (300, 0, 8, True)
    row = TariffVersion.objects.get(tariff=tariff["id"])
    kept = {"name": "Night", "days": "working", "from": 22, "to": 7, "rate": 123456}
    assert (row.tiers, row.windows) == ([{"upto": None, "rate": 245000}], [kept])
    assert _got(client, f"/tariffs/{tariff['id']}") == told.json()
    assert [one["name"] for one in _got(client, "/tariffs")["data"]] == ["Power", "Night"]


def test_prices_that_cannot_be_are_refused(made: House, client: Client) -> None:
    address, rate = f"/tariffs/{Tariff.objects.get().pk}/versions", {"rate": "20"}
    window = {"name": "N", "days": "all", "from_hour": 1, "to_hour": 2, "rate": "1"}
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"tiers": []}, "bad_request"),
        ({"tiers": [{"rate": "20.00001"}]}, "bad_request"),
        ({"tiers": [{"rate": "-1"}]}, "bad_request"),
        ({"tiers": [rate, rate]}, "tiers"),
        ({"tiers": [{"upto": 100, **rate}, {"upto": 50, **rate}, rate]}, "tiers"),
        ({"tiers": [{"upto": 100, **rate}, rate], "windows": [window]}, "windows"),
        ({"tiers": [rate], "windows": [{**window, "to_hour": 1}]}, "windows"),
        ({"tiers": [rate], "tax": 9}, "bad_request"),
        ({"tiers": [rate], "since": "0001-01-01"}, "bad_request"),
    ]
    for body, code in wrong:
        answer = _sent(client, address, {"since": "2026-12-01", **body})
        assert (answer.status_code, answer.json()["code"]) == (422, code), body
    unit = _sent(client, "/tariffs", {"name": "Oil", "unit": "L"})
    assert (unit.status_code, unit.json()["code"]) == (422, "unit")
    _issued(client)
    same = _sent(client, address, {"since": "2026-09-01", "tiers": [rate]})
    assert (same.status_code, same.json()["code"]) == (422, "same_day")
    assert TariffVersion.objects.count() == 1


def test_a_register_is_charged_otherwise_and_shared_from_a_day_on(made: House, client: Client) -> None:
    register, water = made.meter("shared"), made.meter("water", unit="m3")
    second, tariff = made.tenant("Ito"), Tariff.objects.get()
    address = f"/charged-registers/{register.pk}"
    for _ in range(2):
        priced = _sent(client, f"{address}/tariff", {"tariff_id": str(tariff.pk), "since": "2026-11-01"}).json()
    assert priced["priced"] == [{"tariff_id": str(tariff.pk), "since": "2026-11-01"}]
    unit = _sent(client, f"/charged-registers/{water.pk}/tariff", {"tariff_id": str(tariff.pk), "since": "2026-11-01"})
    assert (unit.status_code, unit.json()["code"]) == (422, "unit")
    parts = [{"tenant_id": str(one.pk), "weight": n} for n, one in enumerate((made.tenants[0], second), 2)]
    shared = _sent(client, f"{address}/sharing", {"rule": "weights", "since": "2026-11-01", "parts": [*parts, {"weight": 1}]})
    told = [(one["tenant_id"], one["weight"]) for one in shared.json()["sharings"][0]["parts"]]
    assert told == [(str(made.tenants[0].pk), 2), (str(second.pk), 3), (None, 1)]
    for body, code in (
        ({"rule": "equal", "parts": []}, "parts"),
        ({"rule": "submeters", "parts": [{"submeter_id": str(register.pk)}]}, "submeter"),
        ({"rule": "thirds", "parts": []}, "bad_request"),
    ):
        answer = _sent(client, f"{address}/sharing", {"since": "2026-12-01", **body})
        assert (answer.status_code, answer.json()["code"]) == (422, code), body
    over = _sent(client, f"{address}/sharing", {"rule": "none", "since": "2026-12-01"}).json()
    assert [one["rule"] for one in over["sharings"]] == ["weights", "none"]
    assert len(_got(client, "/charged-registers")["data"]) == 3
    assert _got(client, address) == over


def test_a_month_is_tried_issued_once_and_read_to_the_photographs(made: House, client: Client) -> None:
    trial = _got(client, "/statement-trial?month=2026-10")
    [draft] = trial["drafts"]
    assert (trial["total"], draft["tenant_id"], draft["total"]) == (6700, str(made.tenants[0].pk), 6700)
    assert (trial["waiting"], trial["own"]) == ([], [])
    assert not Statement.objects.exists()
    waiting = _got(client, "/statement-trial?month=2026-11")
    assert {each["code"] for one in waiting["waiting"] for each in one["because"]} <= {"not_over", "no_reading", "far"}
    answers = [_sent(client, "/statement-issue", {"month": "2026-10"}, **{"idempotency-key": "a"}) for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert _sent(client, "/statement-issue", {"month": "2026-10"}).json()["data"] == []
    row, [listed] = Statement.objects.get(), answers[0].json()["data"]
    assert (listed["number"], listed["total"], listed["open"], listed["tenant_name"]) == ("2026-00001", 6700, 6700, "Sato")
    assert _got(client, "/statements?month=2026-10")["data"] == [listed]
    assert _got(client, "/statements?month=2026-09")["data"] == []
    assert _got(client, f"/statements?tenant_id={made.tenants[0].pk}")["data"] == [listed]
    told = _got(client, f"/statements/{row.pk}")
    assert [(one["kind"], one["quantity"], one["rate"], one["yen"]) for one in told["lines"]] == [
        ("base", "31", "0", 500),
        ("tier", "310", "20", 6200),
    ]
    [meter] = told["meters"]
    assert (meter["opening"], meter["closing"], meter["used"], meter["first_photograph"]) == ("300", "610", "310", None)
    assert on_trial(made.organization, OCTOBER).drafts == []


def test_what_is_paid_given_back_and_counted_is_what_the_page_says(made: House, client: Client) -> None:
    one = _issued(client)
    address = f"/statements/{one['id']}"
    paid = _sent(client, f"{address}/paid", {"day": "2026-11-05", "yen": 5000}).json()
    assert (paid["paid_on"], paid["paid_yen"], paid["open"]) == ("2026-11-05", 5000, 1700)
    [item] = _got(client, "/open-statements")["data"]
    assert (item["statement_id"], item["yen"]) == (one["id"], 1700)
    assert _sent(client, f"{address}/unpaid").json()["paid_yen"] == 0
    _sent(client, f"{address}/paid", {"day": "2026-11-05", "yen": 5000})
    assert _sent(client, f"{address}/give-back", {"day": "2026-11-05", "yen": 1}).json()["code"] == "wrong"
    assert _sent(client, f"{address}/take-back", {"reason": " "}).json()["code"] == "reason"
    credit = _sent(client, f"{address}/take-back", {"reason": "slip"}).json()
    assert (credit["kind"], credit["of_id"], credit["total"], credit["open"]) == ("credit", one["id"], -6700, -5000)
    assert _sent(client, f"{address}/take-back", {"reason": "slip"}).json()["code"] == "taken_back"
    back = _got(client, address)
    assert (back["taken_back_by"], back["open"], back["paid_yen"]) == (credit["id"], 0, 5000)
    anew = _issued(client)
    theirs = f"/statements/{credit['id']}"
    assert _sent(client, f"{theirs}/paid", {"day": "2026-11-06", "yen": 1}).json()["code"] == "wrong"
    assert _sent(client, f"{theirs}/give-back", {"day": "2026-11-06", "yen": 5001}).json()["code"] == "more"
    assert _sent(client, f"{theirs}/give-back", {"day": "2026-11-06", "yen": 200}).json()["open"] == -4800
    assert _sent(client, f"{theirs}/count-for", {"statement_id": one["id"]}).json()["code"] == "more"
    counted = _sent(client, f"{theirs}/count-for", {"statement_id": anew["id"]}, **{"idempotency-key": "x"})
    assert counted.json()["open"] == 0
    assert (
        _sent(client, f"{theirs}/count-for", {"statement_id": anew["id"]}, **{"idempotency-key": "x"}).json() == counted.json()
    )
    assert [(one["number"], one["yen"]) for one in _got(client, "/open-statements")["data"]] == [(anew["number"], 1900)]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_month_comes_as_the_same_sheet_as_on_the_page(made: House, client: Client, language: str) -> None:
    _issued(client)
    page = Client(headers={"accept-language": language})
    page.force_login(made.owner)
    told = client.get(f"{V1}/statement-sheet.csv?month=2026-10", headers={"accept-language": language})
    assert told.content == page.get(f"/letting/{made.organization.pk}/statements.csv?month=2026-10").content
    assert b"2026-00001" in told.content
    assert told.headers["Content-Disposition"] == 'attachment; filename="2026-10.csv"'


@pytest.mark.skipif(not has_pdf(), reason="no WeasyPrint with Pango (Debian: libpango-1.0-0 libpangoft2-1.0-0)")
def test_a_statement_comes_on_paper(made: House, client: Client) -> None:
    one = _issued(client)
    answer = client.get(f"{V1}/statements/{one['id']}/file.pdf")
    assert answer.content.startswith(b"%PDF")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="2026-00001.pdf"'


def test_the_landlord_is_told_and_nothing_is_issued_before(made: House, client: Client) -> None:
    Landlord.objects.all().delete()
    answer = _sent(client, "/statement-issue", {"month": "2026-10"})
    assert (answer.status_code, answer.json()["code"]) == (422, "landlord")
    seen = client.get(f"{V1}/landlord")
    told = {"name": "さくら荘", "registration_number": "t7000012050002", "due_days": 14, "rounding": "round"}
    wrong = _sent(client, "/landlord", {**told, "registration_number": "T1234567890123"}, "put")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "registration_number")
    assert _sent(client, "/landlord", told, "put", **{"if-match": '"x"'}).status_code == 412
    now = _sent(client, "/landlord", told, "put", **{"if-match": seen.headers["ETag"]}).json()
    assert (now["name"], now["registration_number"], now["due_days"]) == ("さくら荘", "T7000012050002", 14)
    assert _issued(client)["due_on"] is not None
    assert Statement.objects.get().registration_number == "T7000012050002"


def test_months_close_with_another_day_before_anything_is_issued(made: House, client: Client) -> None:
    body = {"site_id": str(made.site.pk), "month": "2026-11", "day": 20}
    assert _sent(client, "/closings", body).json()["data"] == [body]
    assert _got(client, "/closings")["data"] == [body]
    assert Closing.objects.get().month == NOVEMBER
    for wrong, code in (({"month": "2026-13"}, "bad_month"), ({"day": 29}, "bad_request")):
        answer = _sent(client, "/closings", {**body, **wrong})
        assert (answer.status_code, answer.json()["code"]) == (422, code)
    _issued(client)
    late = _sent(client, "/closings", {**body, "month": "2026-10"})
    assert (late.status_code, late.json()["code"]) == (422, "issued")


def test_months_that_cannot_be_are_refused(client: Client) -> None:
    for month, code in (("2026-13", "bad_month"), ("2199-01", "bad_month"), ("1999-12", "bad_month"), ("2026", "bad_request")):
        for answer in (
            client.get(f"{V1}/statement-trial?month={month}"),
            client.get(f"{V1}/statements?month={month}"),
            client.get(f"{V1}/statement-sheet.csv?month={month}"),
            _sent(client, "/statement-issue", {"month": month}),
        ):
            assert (answer.status_code, answer.json()["code"]) == (422, code), month


def test_it_is_the_landlords_and_nobody_elses(made: House, client: Client) -> None:
    one, tariff, register = _issued(client), Tariff.objects.get(), made.meter("other")
    stranger = person("stranger@example.jp")
    theirs = calling(token_for(home(stranger, "Elsewhere").organization, stranger))
    prices = {"since": "2026-12-01", "tiers": [{"rate": "1"}]}
    paid = {"day": "2026-11-05", "yen": 1}
    changes: list[tuple[str, Any]] = [
        (f"/tariffs/{tariff.pk}/versions", prices),
        (f"/charged-registers/{register.pk}/tariff", {"tariff_id": None, "since": "2026-12-01"}),
        (f"/charged-registers/{register.pk}/sharing", {"rule": "none", "since": "2026-12-01"}),
        (f"/statements/{one['id']}/paid", paid),
        (f"/statements/{one['id']}/unpaid", {}),
        (f"/statements/{one['id']}/give-back", paid),
        (f"/statements/{one['id']}/count-for", {"statement_id": one["id"]}),
        (f"/statements/{one['id']}/take-back", {"reason": "x"}),
        ("/closings", {"site_id": str(made.site.pk), "month": "2026-12", "day": 3}),
    ]
    for address, body in changes:
        assert _sent(theirs, address, body).status_code == 404, address
    ends = ("", "/file.pdf")
    for address in (
        f"/tariffs/{tariff.pk}",
        f"/charged-registers/{register.pk}",
        *(f"/statements/{one['id']}{e}" for e in ends),
    ):
        assert theirs.get(f"{V1}{address}").status_code == 404, address
        assert calling("").get(f"{V1}{address}").status_code == 401
    for address in ("/tariffs", "/charged-registers", "/statements", "/open-statements", "/closings"):
        assert _got(theirs, address)["data"] == []
    mine = made.meter("mine")
    foreign = {
        "tariff_id": str(Tariff.objects.create(organization=stranger.memberships.get().organization, name="T", unit="kWh").pk)
    }
    assert _sent(client, f"/charged-registers/{mine.pk}/tariff", {**foreign, "since": "2026-12-01"}).status_code == 404
    reading = calling(token_for(made.organization, made.owner, Scope.LETTING_READ))
    for address, body in changes:
        assert _sent(reading, address, body).json()["code"] == "scope_missing", address
    assert (TariffVersion.objects.count(), Priced.objects.count(), Sharing.objects.count()) == (1, 1, 0)
    manager = calling(token_for(made.organization, member(made.organization, "manager@example.jp", "manager")))
    assert _sent(manager, f"/statements/{one['id']}/paid", paid).json()["paid_yen"] == 1
