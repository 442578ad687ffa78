"""Invoices on pages and on paper: of one's own, and of all for those who bill."""

import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from harimi.service.accounts.models import Membership
from harimi.service.accounts.staff import StaffRole
from harimi.service.billing.invoicing.charging import ByHand, charge
from harimi.service.billing.invoicing.issuing import issue
from harimi.service.billing.models import Charge, Discount, Invoice, InvoiceCopy
from harimi.service.contracts.models import Contract
from harimi.service.pages.reports.pdf import has_pdf
from harimi.service.privacy.audit import token_of
from harimi.service.privacy.models import AuditEvent
from harimi.service.rights.erasing import erase
from tests.services.applicants import plan
from tests.services.billing.customers import OCTOBER, boss, camera, customer, meter, owner_of, read
from tests.services.office import desk, signed_in
from tests.services.world import member, person

pytestmark = pytest.mark.django_db(transaction=True)
EXAMPLE = Path(__file__).parents[3] / "docs/examples/operator.toml"


@pytest.fixture
def billed() -> Invoice:
    """An invoice with a line of each kind."""
    contract = customer(
        since=date(2026, 10, 11),
        of=plan(base_yen=3100, meter_yen=310, device_yen=31, readings_free=1, thousand_yen=1000, setup_yen=5000),
    )
    settings.HARIMI.operator_path.write_text(EXAMPLE.read_text())
    read(meter(contract), date(2026, 10, 20), 50)
    meter(contract, since=date(2026, 10, 30))
    camera(contract)
    Discount.objects.create(contract=contract, since=OCTOBER, percent=10, name_ja="開始記念", name_en="Welcome")
    charge(contract, ByHand(Charge.Kind.OTHER, 1080, "お茶", "Tea", "tea", rate=8), actor=boss(), day=OCTOBER)
    return issue(contract, OCTOBER)[0]


def at(row: Invoice) -> str:
    """Where it is."""
    return f"/account/invoices/{row.pk}"


def printed(pdf: bytes, path: Path) -> str:
    """The words on paper."""
    path.write_bytes(pdf)
    told = [shutil.which("pdftotext") or "", "-layout", str(path), "-"]
    return subprocess.run(told, capture_output=True, text=True, check=True).stdout


def test_an_owner_sees_what_was_charged_and_why(billed: Invoice) -> None:
    client = signed_in(owner_of(Contract.objects.get()))
    assert f'href="{at(billed)}"' in client.get("/account/invoices").text
    page = client.get(at(billed)).text
    for words in ("株式会社 青空ビル管理", "1234-5678", "T7123456789012", "Base fee (Standard)", "Welcome", "Tea ※"):
        assert words in page
    assert "21 of 31 days, at ¥3,100 a month" in page
    assert "¥310 a month each × 23 days in use ÷ 31 days = ¥230, rounded down" in page
    assert "30 October 2026 to 31 October 2026: 1" in page
    assert "Beyond 0 included of 50, at ¥1,000 for 1,000" in page
    assert "At 8%" in page
    assert "−¥" in page
    assert client.get("/account/").status_code in (200, 302)
    japanese = client.get(at(billed), headers={"Accept-Language": "ja"}).text
    assert "31日中" in japanese
    assert "お茶 ※" in japanese


@pytest.mark.skipif(not has_pdf(), reason="WeasyPrint's libraries are not there")
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext (Debian: apt-get install poppler-utils)")
def test_it_is_a_pdf_in_both_languages(billed: Invoice, tmp_path: Path) -> None:
    client = signed_in(owner_of(Contract.objects.get()))
    for language in ("ja", "en"):
        answer = client.get(f"{at(billed)}.pdf?language={language}")
        assert answer["Content-Type"] == "application/pdf"
        assert f"{billed.number}_{language}.pdf" in answer["Content-Disposition"]
        words = printed(answer.content, tmp_path / f"{language}.pdf")
        assert billed.number in words
        assert ("お茶 ※" if language == "ja" else "Tea ※") in words


@pytest.mark.parametrize("who", ["manager", "viewer", "other", "staff", "nobody"])
def test_it_is_for_owners_alone(billed: Invoice, who: str) -> None:
    whose = billed.organization
    made: dict[str, Callable[[], Client]] = {
        "manager": lambda: signed_in(member(whose, "m@example.jp", "manager")),
        "viewer": lambda: signed_in(member(whose, "v@example.jp", "viewer")),
        "other": lambda: signed_in(owner_of(customer("9999-9999"))),
        "staff": lambda: desk(StaffRole.SUPPORT),
        "nobody": Client,
    }
    client, wanted = made[who](), 302 if who == "nobody" else 404
    assert {client.get(address).status_code for address in (at(billed), f"{at(billed)}.pdf")} == {wanted}
    assert billed.number not in client.get("/account/invoices").text


def test_staff_find_by_day_yen_and_partner_together(billed: Invoice) -> None:
    client = desk(StaffRole.BILLING)
    found: list[tuple[dict[str, str], bool]] = [
        ({"partner": "株式会社 青空ビル管理"}, True),
        ({"partner": "青空ビル"}, False),
        ({"partner": "1234-5678"}, True),
        ({"partner": billed.number}, True),
        ({"first": str(billed.issued_on), "last": str(billed.issued_on)}, True),
        ({"first": "2020-01-01", "last": "2020-12-31"}, False),
        ({"least": str(billed.total), "most": str(billed.total), "partner": "1234-5678"}, True),
        ({"least": str(billed.total + 1)}, False),
        ({"partner": "1234-5678", "most": "1"}, False),
    ]
    for told, there in found:
        assert (f">{billed.number}</a>" in client.post("/office/invoices", told).text) is there, told
    assert "青空" not in client.get("/office/invoices").text
    assert client.post("/office/invoices", {"least": "x"}).status_code == 422


def test_what_was_found_is_taken_along_as_a_table(billed: Invoice) -> None:
    client = desk(StaffRole.BILLING)
    told = client.post("/office/invoices.csv", {"partner": "1234-5678"}).content.decode("utf-8-sig").splitlines()
    assert told[0] == "Number,Day,Partner,Yen,Hash of what it says"
    assert told[1] == f"{billed.number},{billed.issued_on},株式会社 青空ビル管理,{billed.total},{billed.digest}"
    assert len(client.post("/office/invoices.csv", {"partner": "nobody"}).content.splitlines()) == 1
    assert AuditEvent.objects.filter(action="invoices_exported").count() == 2
    assert desk(StaffRole.SUPPORT).post("/office/invoices.csv", {}).status_code == 404


def test_a_look_by_staff_is_recorded_and_others_see_nothing(billed: Invoice) -> None:
    client = desk(StaffRole.BILLING)
    assert "青空ビル管理" in client.get(f"/office/invoices/{billed.pk}").text
    looked = AuditEvent.objects.filter(action="looked", subject=token_of(billed.subject_id), purpose="invoicing")
    assert looked.count() == 1
    for role in (StaffRole.SUPPORT, StaffRole.LOGISTICS, StaffRole.RECEPTION, StaffRole.PRIVACY):
        other = desk(role)
        for address in ("", f"/{billed.pk}", f"/{billed.pk}.pdf", "/copies/x"):
            assert other.get(f"/office/invoices{address}").status_code == 404
    assert signed_in(person("x@example.jp")).get(f"/office/invoices/{billed.pk}").status_code == 404


def test_staff_take_one_back(billed: Invoice) -> None:
    client = desk(StaffRole.BILLING)
    assert "Say why" in client.post(f"/office/invoices/{billed.pk}/back", {"reason": " "}, follow=True).text
    page = client.post(f"/office/invoices/{billed.pk}/back", {"reason": "a slip", "again": "yes"}, follow=True).text
    assert "Credit note" in page
    assert "a slip" in page
    back = Invoice.objects.get(of=billed)
    assert back.total == -billed.total
    assert "was taken back by" in client.get(f"/office/invoices/{billed.pk}").text
    again = client.post(f"/office/invoices/{billed.pk}/back", {"reason": "again"}, follow=True).text
    assert "taken back already" in again
    assert "taken back" in signed_in(owner_of(Contract.objects.get())).get("/account/invoices").text


def test_of_an_erased_customer_the_copy_is_left(billed: Invoice) -> None:
    client = desk(StaffRole.BILLING)
    assert client.get(f"/office/invoices/copies/{billed.number}").status_code == 404
    erase(billed.organization.subject, lambda *_: None)
    found = client.post("/office/invoices", {"partner": "株式会社 青空ビル管理"}).text
    assert f"/office/invoices/copies/{billed.number}" in found
    page = client.get(f"/office/invoices/copies/{billed.number}").text
    assert "株式会社 青空ビル管理" in page
    assert "千代田" not in page
    assert AuditEvent.objects.filter(action="copy_looked", case=billed.number).exists()
    assert InvoiceCopy.objects.get().alone


def test_staff_change_what_a_customer_is_charged() -> None:
    contract = customer(of=plan(base_yen=1000))
    large = plan(code="large", base_yen=3000)
    client, address = desk(StaffRole.BILLING), f"/office/customers/{contract.organization_id}/money"
    assert "What goes onto the next invoice" in client.get(address).text
    typed = {"kind": "credit", "label_ja": "お詫び", "label_en": "Sorry", "yen": "500", "rate": "10", "with_tax": "on"}
    refused = client.post(address, {**typed, "what": "charge"})
    assert (refused.status_code, "Say why it is taken off" in refused.text) == (422, True)
    client.post(address, {**typed, "what": "charge", "reason": "a camera came late"})
    assert Charge.objects.get().yen == -500
    page = client.get(address).text
    assert "a camera came late" in page
    client.post(f"{address}/step", {"step": "drop", "which": str(Charge.objects.get().pk)})
    assert not Charge.objects.exists()
    words = {"name_ja": "割引", "name_en": "Discount", "since": "2026-10-01"}
    for wrong in ({"percent": "10", "yen": "5"}, {}, {"percent": "10", "until": "2026-09-01"}, {"percent": "101"}):
        assert client.post(address, {**words, **wrong, "what": "discount"}).status_code == 422
    client.post(address, {**words, "percent": "10", "what": "discount"})
    client.post(f"{address}/step", {"step": "end", "which": str(Discount.objects.get().pk)})
    assert Discount.objects.get().until is not None
    assert client.post(address, {"what": "plan", "plan": str(large.pk), "since": "2020-01-01"}).status_code == 422
    client.post(address, {"what": "plan", "plan": str(large.pk), "since": "2026-11-01"})
    assert [one.plan.code for one in contract.spells.all()] == ["standard", "large"]
    assert client.post(address, {"what": "else"}).status_code == 404
    assert desk(StaffRole.SUPPORT).get(address).status_code == 404
    assert Membership.objects.count() == 1
