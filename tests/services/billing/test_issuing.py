"""Invoices: numbered without gaps, once for everything, never changed, taken back only by another document."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from harimi.service.billing.invoicing.charging import ByHand, ChargeError, charge, open_charges, take_off
from harimi.service.billing.invoicing.issuing import drafts, issue
from harimi.service.billing.invoicing.saying import digest, said
from harimi.service.billing.invoicing.taking_back import TakenBackError, take_back
from harimi.service.billing.models import Charge, Entry, Invoice, Posting
from harimi.service.contracts.models import Contract, PlanPrice
from harimi.service.contracts.plans import change_plan
from harimi.service.meters.models import Meter
from harimi.service.notices.models import Message
from harimi.service.privacy.days import today
from harimi.service.privacy.gate import using
from harimi.service.privacy.publication import at_start
from tests.services.applicants import plan
from tests.services.billing.customers import NOVEMBER, OCTOBER, at, billed, boss, customer, invoices, meter, read

pytestmark = pytest.mark.django_db(transaction=True)
FEE = ByHand(Charge.Kind.REQUEST, 1000, "開示の手数料", "Disclosure fee", source="request:1")


@pytest.fixture(autouse=True)
def policy() -> None:
    at_start()


def sums() -> dict[str, int]:
    """What stands on each account."""
    found: dict[str, int] = {}
    for account, yen in Posting.objects.values_list("account", "yen"):
        found[account] = found.get(account, 0) + yen
    return found


def test_an_invoice_is_the_sum_of_its_charges_with_the_tax_once_for_each_rate() -> None:
    contract = customer(of=plan(base_yen=1000, meter_yen=105, with_tax=False))
    meter(contract)
    charge(contract, ByHand(Charge.Kind.OTHER, 333, "茶", "Tea", "tea", with_tax=False, rate=8), actor=boss(), day=OCTOBER)
    (made,) = issue(contract, OCTOBER)
    assert made.taxes == [{"rate": 10, "net": 1105, "tax": 110}, {"rate": 8, "net": 333, "tax": 26}]
    assert made.total == 1105 + 110 + 333 + 26
    assert made.number == f"{today():%Y}-000001"
    assert made.due_on == today() + timedelta(days=30)
    assert sums() == {"receivable": 1574, "sales": -1438, "tax": -136}
    with using("invoicing"):
        assert digest(said(Invoice.objects.get(), made.charges.all())) == made.digest
        assert made.corporate_name == "株式会社 青空ビル管理"


def test_prices_with_and_without_tax_are_never_on_one_invoice() -> None:
    contract = customer(of=plan(base_yen=1000, with_tax=False))
    charge(contract, FEE, actor=None, day=OCTOBER)
    found = issue(contract, OCTOBER)
    assert [(one.with_tax, one.total) for one in found] == [(True, 1000), (False, 1100)]
    assert all({line.with_tax for line in one.charges.all()} == {one.with_tax} for one in found)


@pytest.mark.parametrize(("fees", "total", "tax"), [(1, 1000, 90), (2, 2000, 181), (3, 3000, 272)])
def test_fees_of_requests_are_a_thousand_yen_with_the_tax_inside(fees: int, total: int, tax: int) -> None:
    contract = customer(of=plan(base_yen=0, meter_yen=0))
    for n in range(fees):
        told = ByHand(Charge.Kind.REQUEST, 1000, "手数料", "Fee", source=f"request:{n}")
        charge(contract, told, actor=None, day=OCTOBER)
        charge(contract, told, actor=None, day=OCTOBER)
    (made,) = issue(contract, OCTOBER)
    assert (made.total, made.taxes[0]["tax"]) == (total, tax)


def test_a_second_run_finds_nothing_to_charge() -> None:
    contract = customer(of=plan(base_yen=1000))
    assert len(issue(contract, OCTOBER)) == 1
    assert issue(contract, OCTOBER) == []
    assert drafts(contract, OCTOBER) == []
    assert [one.total for one in issue(contract, NOVEMBER)] == [1000]
    assert [one.number[-2:] for one in invoices(contract)] == ["01", "02"]


def test_a_number_is_not_used_where_the_invoice_is_not_made() -> None:
    contract = customer(of=plan(base_yen=1000))
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        issue(contract, OCTOBER)
        raise ZeroDivisionError
    assert not Charge.objects.exists()
    assert issue(contract, OCTOBER)[0].number.endswith("000001")


def test_what_is_known_late_lands_on_the_next_invoice_with_its_difference() -> None:
    contract = customer(of=plan(base_yen=0, meter_yen=310))
    first = meter(contract)
    billed(OCTOBER)
    Meter.objects.filter(pk=first.pk).update(retired_at=at(date(2026, 10, 21)))
    meter(contract, since=date(2026, 10, 30))
    (made,) = issue(contract, NOVEMBER)
    late, now = sorted(made.charges.all(), key=lambda one: one.month)
    assert (late.corrects, late.month, late.yen) == (True, OCTOBER, 200 + 20 - 310)
    assert {name: late.about[name] for name in ("was", "is", "was_used", "is_used")} == {
        "was": 310,
        "is": 220,
        "was_used": 31,
        "is_used": 22,
    }
    assert (now.corrects, now.yen) == (False, 310)
    assert issue(contract, NOVEMBER) == []


def test_late_readings_are_billed_once() -> None:
    contract = customer(of=plan(base_yen=0, meter_yen=0, readings_free=0, thousand_yen=1000))
    one = meter(contract)
    read(one, OCTOBER, 100)
    billed(OCTOBER)
    read(one, date(2026, 10, 20), 50)
    found = issue(contract, NOVEMBER)
    assert [line.yen for invoice in found for line in invoice.charges.all()] == [50]
    assert sum(line.yen for line in Charge.objects.all()) == 150
    assert issue(contract, NOVEMBER) == []


def test_readings_of_long_ago_stay_as_they_were_billed() -> None:
    contract = customer(since=date(2026, 5, 1), of=plan(base_yen=0, meter_yen=0, readings_free=0, thousand_yen=1000))
    one = meter(contract, since=date(2026, 5, 1))
    read(one, date(2026, 5, 10), 100)
    issue(contract, date(2026, 5, 1))
    read(one, date(2026, 5, 20), 7)
    assert [line.yen for made in issue(contract, date(2026, 8, 1)) for line in made.charges.all()] == [7]
    read(one, date(2026, 5, 25), 9)
    assert issue(contract, date(2026, 9, 1)) == []


def test_more_given_back_than_charged_is_a_credit_note() -> None:
    contract = customer(of=plan(base_yen=3100, meter_yen=0))
    billed(OCTOBER)
    contract.organization.ended_at = at(date(2026, 10, 10))
    contract.organization.save()
    (made,) = issue(contract, NOVEMBER)
    assert (made.kind, made.total, made.due_on) == ("credit", -2100, None)
    assert sums()["receivable"] == 1000


def test_an_invoice_that_is_taken_back_is_billed_anew() -> None:
    contract = customer(of=plan(base_yen=1000))
    charge(contract, FEE, actor=None, day=OCTOBER)
    (wrong,) = issue(contract, OCTOBER)
    PlanPrice.objects.update(base_yen=900)
    back = take_back(wrong, "基本料金の誤り", actor=boss())
    assert (back.kind, back.of, back.total, back.taxes[0]["tax"]) == ("credit", wrong, -2000, -181)
    assert sums() == {"receivable": 0, "sales": 0, "tax": 0}
    (right,) = issue(contract, OCTOBER)
    assert right.total == 1900
    assert not any(line.corrects for line in right.charges.all())
    assert issue(contract, OCTOBER) == []
    for refused, code in ((wrong, "taken_back"), (back, "credit")):
        with pytest.raises(TakenBackError) as error:
            take_back(refused, "again", actor=boss())
        assert error.value.code == code
    with pytest.raises(TakenBackError):
        take_back(right, " ", actor=boss())


def test_what_no_run_works_out_any_more_is_billed_again_as_it_was() -> None:
    contract = customer(since=date(2026, 5, 1), of=plan(base_yen=100, meter_yen=0, readings_free=0, thousand_yen=1000))
    read(meter(contract, since=date(2026, 5, 1)), date(2026, 5, 10), 70)
    (wrong,) = issue(contract, date(2026, 5, 1))
    take_back(wrong, "a slip", actor=boss())
    found = [(line.kind, line.yen) for made in issue(contract, OCTOBER) for line in made.charges.filter(month=date(2026, 5, 1))]
    assert sorted(found) == [("base", 100), ("readings", 70)]


def test_another_plan_for_days_that_were_billed_is_the_difference() -> None:
    contract = customer(of=plan(base_yen=1000))
    billed(OCTOBER)
    change_plan(contract, plan(code="large", base_yen=3000), date(2026, 10, 1), actor=boss())
    (made,) = issue(contract, OCTOBER)
    assert [(line.corrects, line.yen) for line in made.charges.all()] == [(True, 2000)]


def test_a_charge_by_hand_can_be_dropped_until_it_is_billed() -> None:
    contract = customer(of=plan(base_yen=0))
    made = charge(contract, FEE, actor=boss())
    take_off(made, actor=boss())
    assert not open_charges(contract.organization).exists()
    again = charge(contract, FEE, actor=boss(), day=OCTOBER)
    issue(contract, OCTOBER)
    with pytest.raises(ChargeError):
        take_off(again, actor=boss())
    for wrong in (replace(FEE, yen=0), replace(FEE, yen=10**9), replace(FEE, rate=7)):
        with pytest.raises(ChargeError):
            charge(contract, wrong, actor=None)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE billing_invoice SET total = 1",
        "DELETE FROM billing_charge",
        "UPDATE billing_charge SET yen = 1",
        "UPDATE billing_charge SET invoice_id = NULL",
        "UPDATE billing_posting SET yen = yen + 1",
        "UPDATE billing_entry SET day = '2020-01-01'",
        "DELETE FROM billing_posting",
    ],
)
def test_the_database_refuses_to_change_what_was_issued(change: str) -> None:
    contract = customer(of=plan(base_yen=1000))
    issue(contract, OCTOBER)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Invoice.objects.get().delete()
    assert Invoice.objects.get().total == 1000
    assert Charge.objects.get().yen == 1000
    assert Entry.objects.count() == 1


def test_owners_are_told() -> None:
    contract = customer(of=plan(base_yen=1234567))
    (made,) = issue(contract, OCTOBER)
    told = Message.objects.get()
    with using("invoicing"):
        assert made.number in told.heading
        assert "1,234,567円" in told.body
        assert f"/account/invoices/{made.pk}" in told.body


def test_what_is_of_a_later_month_waits_for_it() -> None:
    contract = customer(of=plan(base_yen=1000))
    charge(contract, FEE, actor=None, day=NOVEMBER)
    assert [one.total for one in issue(contract, OCTOBER)] == [1000]
    assert [one.total for one in issue(contract, NOVEMBER)] == [2000]


def test_no_month_holds_an_invoice_twice() -> None:
    contract = customer(of=plan(base_yen=1100))
    (wrong,) = issue(contract, OCTOBER)
    take_back(wrong, "a slip", actor=boss())
    issue(contract, OCTOBER)
    sales = Posting.objects.filter(account="sales")
    assert sum(one.yen for one in sales.filter(entry__day__lte=date(2026, 10, 31))) == -1000
    assert sum(one.yen for one in sales) == -1000


def test_lines_of_credit_notes_and_corrections_name_their_plan() -> None:
    contract = customer(of=plan(base_yen=1000))
    (wrong,) = issue(contract, OCTOBER)
    back = take_back(wrong, "a slip", actor=boss())
    assert back.charges.get().about == {"plan": "standard"}
    issue(contract, OCTOBER)
    PlanPrice.objects.update(base_yen=1200)
    (made,) = issue(contract, OCTOBER)
    assert made.charges.get().about["plan"] == "standard"


def test_who_is_charged_nothing_gets_no_invoice() -> None:
    contract = customer(of=plan(base_yen=0, meter_yen=200))
    assert issue(contract, OCTOBER) == []
    assert not Contract.objects.get().organization.invoices.exists()
