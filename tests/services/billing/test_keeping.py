"""What the law wants kept of invoices outlives their customer, leads to nobody else, and ends."""

from datetime import date

import pytest

from harimi.service.billing import keeping
from harimi.service.billing.invoicing.issuing import issue
from harimi.service.billing.invoicing.taking_back import take_back
from harimi.service.billing.models import Charge, Invoice, InvoiceCopy, Posting
from harimi.service.privacy.gate import using
from harimi.service.privacy.models import Subject, SubjectKey
from harimi.service.privacy.publication import at_start
from harimi.service.rights.erasing import erase
from tests.services.applicants import plan
from tests.services.billing.customers import NOVEMBER, OCTOBER, boss, customer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def policy() -> None:
    at_start()


@pytest.mark.parametrize(
    ("issued", "fiscal", "until"),
    [
        (date(2026, 11, 30), 12, date(2034, 2, 28)),
        (date(2026, 12, 31), 12, date(2034, 2, 28)),
        (date(2027, 1, 1), 12, date(2035, 2, 28)),
        (date(2026, 3, 31), 3, date(2033, 5, 31)),
        (date(2026, 4, 1), 3, date(2034, 5, 31)),
    ],
)
def test_it_is_kept_for_seven_years_from_two_months_after_the_tax_period(issued: date, fiscal: int, until: date) -> None:
    assert keeping.kept_until(issued, fiscal) == until


def test_an_erased_customer_leaves_the_least_of_each_invoice() -> None:
    contract, other = customer("1111-1111", of=plan(base_yen=1000)), customer("2222-2222")
    (first,), (stays,) = issue(contract, OCTOBER), issue(other, OCTOBER)
    take_back(first, "a slip", actor=boss(), again=False)
    issue(contract, NOVEMBER)
    told: list[str] = []
    erase(contract.organization.subject, lambda table, *_: told.append(table))
    assert {"billing_charge", "billing_invoice"} <= set(told)
    assert [one.number for one in Invoice.objects.all()] == [stays.number]
    assert {one.organization_id for one in Charge.objects.all()} == {other.organization_id}
    kept = list(InvoiceCopy.objects.filter(alone=True).order_by("number"))
    assert [one.total for one in kept] == [1000, -1000, 2000]
    with using("invoicing"):
        assert {one.recipient for one in kept} == {"株式会社 青空ビル管理"}
        said = keeping.content(kept[2])
    assert (said["total"], said["recipient"]["address"], len(said["lines"])) == (2000, "", 2)
    assert sum(Posting.objects.values_list("yen", flat=True)) == 0
    assert set(Posting.objects.filter(invoice=first.number).values_list("organization", flat=True)) == {None}


def test_they_end_with_their_key(monkeypatch: pytest.MonkeyPatch) -> None:
    contract = customer(of=plan(base_yen=1000))
    issue(contract, OCTOBER)
    issue(contract, NOVEMBER)
    (subject,) = set(InvoiceCopy.objects.values_list("subject", flat=True))
    until = InvoiceCopy.objects.values_list("until", flat=True)[0]
    monkeypatch.setattr(keeping, "today", lambda: until)
    assert keeping.forget_old() == 0
    monkeypatch.setattr(keeping, "today", lambda: date(2099, 1, 1))
    assert keeping.forget_old() == 2
    assert not SubjectKey.objects.filter(pk=subject).exists()
    assert not Subject.objects.filter(pk=subject).exists()
    assert Invoice.objects.count() == 2
