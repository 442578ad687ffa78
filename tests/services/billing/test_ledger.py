"""The books: sides that are equal, months that are closed, what is owed by age, and files for accounting programs."""

import csv
import io
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harimi.service.billing.invoicing.issuing import issue
from harimi.service.billing.ledger import closing
from harimi.service.billing.ledger.accounts import Account
from harimi.service.billing.ledger.balances import advance_of, ages, open_items, open_of, trial_balance
from harimi.service.billing.ledger.closing import close, faults, next_to_close
from harimi.service.billing.ledger.exporting import FORMATS, export
from harimi.service.billing.ledger.journal import Half, journal, paired
from harimi.service.billing.ledger.posting import Happened, LedgerError, Side, open_day, post
from harimi.service.billing.models import Entry, Invoice
from harimi.service.privacy.days import today
from harimi.service.privacy.publication import at_start
from tests.services.applicants import plan
from tests.services.billing.customers import NOVEMBER, OCTOBER, boss, customer

pytestmark = pytest.mark.django_db(transaction=True)
K = Entry.Kind


@pytest.fixture(autouse=True)
def policy() -> None:
    at_start()


def paid(invoice: Invoice, yen: int, day: date, source: str = "payment:1") -> Entry:
    """Money that came for an invoice."""
    sides = [Side(Account.BANK, yen), Side(Account.RECEIVABLE, -yen, invoice.organization, invoice.number)]
    return post(Happened(K.PAYMENT, day, source), sides)


def test_an_entry_is_posted_once_and_its_sides_are_equal() -> None:
    (made,) = issue(customer(of=plan(base_yen=1000)), OCTOBER)
    first = paid(made, 400, today())
    assert paid(made, 999, today()) == first
    assert (open_of(made.number), Entry.objects.count()) == (600, 2)
    with pytest.raises(LedgerError, match="unequal"):
        post(Happened(K.REFUND, today(), "x"), [Side(Account.BANK, 1)])
    assert Entry.objects.count() == 2


def test_what_is_owed_by_how_long_it_is_due() -> None:
    contract = customer(of=plan(base_yen=1000))
    (made,) = issue(contract, OCTOBER)
    assert made.due_on is not None
    paid(made, 400, today())
    found = {days: ages(open_items(made.due_on + timedelta(days=days))) for days in (0, 1, 30, 31, 91)}
    assert found == {
        0: [600, 0, 0, 0, 0],
        1: [0, 600, 0, 0, 0],
        30: [0, 600, 0, 0, 0],
        31: [0, 0, 600, 0, 0],
        91: [0, 0, 0, 0, 600],
    }
    paid(made, 700, today(), "payment:2")
    assert [(one.number, one.yen) for one in open_items(today())] == [(made.number, -100)]
    assert advance_of(contract.organization_id) == 0


def test_a_month_is_closed_in_order_and_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert next_to_close() is None
    contract = customer(of=plan(base_yen=1000))
    (made,) = issue(contract, OCTOBER)
    assert next_to_close() == OCTOBER
    assert faults(NOVEMBER)[-1] == "not_next"
    close(OCTOBER, actor=boss())
    with pytest.raises(LedgerError, match="closed"):
        paid(made, 1000, date(2026, 10, 31))
    assert open_day(date(2026, 10, 31)) == NOVEMBER
    assert next_to_close() == NOVEMBER
    monkeypatch.setattr(closing, "today", lambda: date(2026, 11, 30))
    with pytest.raises(LedgerError, match="not_over"):
        close(NOVEMBER, actor=boss())
    before = trial_balance(date(2026, 10, 31))
    late = customer("2222-2222")
    (another,) = issue(late, OCTOBER)
    assert trial_balance(date(2026, 10, 31)) == before
    assert Entry.objects.get(number=another.number).day == NOVEMBER


def test_the_journal_has_sales_with_their_tax_and_every_yen_once() -> None:
    (made,) = issue(customer(of=plan(base_yen=1000)), OCTOBER)
    paid(made, 400, today())
    lines = list(journal(OCTOBER, today().replace(day=1)))
    assert [(one.debit.account, one.credit.account, one.debit.yen, one.credit.tax) for one in lines] == [
        ("receivable", "sales", 1000, 90),
        ("bank", "receivable", 400, 0),
    ]


@pytest.mark.parametrize("program", FORMATS)
def test_each_program_gets_its_own_layout(program: str) -> None:
    issue(customer(of=plan(base_yen=1000)), OCTOBER)
    form = FORMATS[program]
    rows = list(csv.reader(io.StringIO(export(program, OCTOBER, OCTOBER).decode(form.encoding))))
    head, row = (rows[0], rows[1]) if form.head else (None, rows[0])
    assert len(rows) == (2 if head else 1)
    if head:
        told = dict(zip(head, row, strict=True))
        names = ("借方勘定科目", "貸方勘定科目", "借方税区分", "貸方税額", "摘要")
        amount = "貸方金額(円)" if program == "moneyforward" else "貸方金額"
        assert [told[name] for name in names] == ["売掛金", "売上高", "対象外", "90", f"{today():%Y}-000001"]
        assert told[amount] == "1000"
        assert "10%" in told["貸方税区分"]
    else:
        assert (len(row), row[0], row[3], row[4], row[8], row[10], row[13], row[14], row[15]) == (
            *(25, "2000", "2026/10/31", "売掛金", "1000", "売上高", "課税売上込10%", "1000", "90"),
        )


HALVES = st.lists(st.integers(1, 10**6), min_size=1, max_size=8)


@given(HALVES, st.data())
def test_pairs_have_every_yen_of_both_sides_once(debits: list[int], data: st.DataObject) -> None:
    total = sum(debits)
    cuts = sorted(data.draw(st.sets(st.integers(1, max(1, total - 1)), max_size=6)) - {total})
    edges = [0, *cuts, total]
    credits_ = [b - a for a, b in pairwise(edges)]
    left = [Half(Account.BANK, yen) for yen in debits]
    right = [Half(Account.SALES, yen, tax=yen // 11, rate=n) for n, yen in enumerate(credits_)]
    found = list(paired(left, right))
    assert sum(one.yen for one, _ in found) == sum(one.yen for _, one in found) == total
    assert all(one.yen == other.yen for one, other in found)
    assert sum(one.tax for _, one in found) == sum(one.tax for one in right)
