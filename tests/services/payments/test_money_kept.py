"""Whatever is taken in, matched, undone, given back and taken in again, in any order: no yen is lost, none is there twice."""

import contextlib
from collections import Counter
from dataclasses import dataclass

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harimi.service.billing.invoicing.taking_back import take_back
from harimi.service.billing.ledger.accounts import Account
from harimi.service.billing.ledger.balances import advance_of
from harimi.service.billing.models import Entry, Invoice
from harimi.service.contracts.models import Contract
from harimi.service.payments.booking import by_hand
from harimi.service.payments.booking.errors import PaymentError
from harimi.service.payments.booking.matching import match, send_back, undo
from harimi.service.payments.booking.open_items import standing
from harimi.service.payments.models import Receipt
from harimi.service.privacy.gate import using
from harimi.service.privacy.models import Subject, SubjectKey
from harimi.service.privacy.publication import at_start
from tests.services.billing.customers import boss
from tests.services.payments.money import books, came, owes, payer

pytestmark = pytest.mark.django_db
LINES = ((500, "ﾔﾏﾀﾞ"), (300, "ﾔﾏﾀﾞ"), (500, "12345678 ﾔﾏﾀﾞ"), (700, "22222222 ｻﾄｳ"), (500, "ｻﾄｳ"))
WHAT = ("file", "file", "invoice", "match", "match", "undo", "undo", "back", "refund", "write_off", "take_back", "credit")


class Over(Exception):  # noqa: N818
    """Takes an example out of the database again."""


@dataclass(frozen=True)
class Step:
    """Something that happens; the numbers choose what with."""

    what: str
    first: int
    second: int
    lines: list[int]


STEPS = st.lists(
    st.builds(
        Step,
        st.sampled_from(WHAT),
        st.integers(0, 6),
        st.integers(1, 9),
        st.lists(st.integers(0, len(LINES) - 1), min_size=1, max_size=4),
    ),
    min_size=3,
    max_size=14,
)


def happens(contracts: list[Contract], step: Step, n: int) -> None:
    """Lets it happen."""
    contract = contracts[step.first % 2]
    receipts, invoices = list(Receipt.objects.order_by("pk")), list(Invoice.objects.filter(kind="invoice").order_by("pk"))
    one = receipts[step.first % len(receipts)] if receipts else None
    bill = invoices[step.first % len(invoices)] if invoices else None
    if step.what == "file":
        came(*[LINES[at] for at in step.lines])
    elif step.what in ("invoice", "credit"):
        owes(contract, (-100 if step.what == "credit" else 100) * step.second)
    elif step.what == "match" and one:
        match(one, contract.organization, actor=boss())
    elif step.what == "undo" and one:
        undo(one, "x", actor=boss())
    elif step.what == "back" and one:
        send_back(one, "x", actor=boss())
    elif step.what == "refund":
        by_hand.refund(contract.organization, step.second * 50, "x", str(n), actor=boss())
    elif step.what == "write_off" and bill:
        by_hand.write_off(bill, "x", actor=boss())
    elif step.what == "take_back" and bill and not Invoice.objects.filter(of=bill).exists():
        take_back(bill, "x", actor=boss(), again=False)


def holds(contracts: list[Contract], seen: Counter[int]) -> None:
    """What must hold at the end, and at every moment before."""
    found = {account: books().get(account, 0) for account in Account}
    received = sum(Receipt.objects.values_list("yen", flat=True))
    refunded = received - found[Account.BANK]
    settled = sum(Invoice.objects.values_list("total", flat=True)) - found[Account.RECEIVABLE] - found[Account.BAD_DEBT]
    assert received == sum(LINES[at][0] * count for at, count in seen.items())
    assert received == settled - found[Account.ADVANCE] - found[Account.UNMATCHED] + refunded
    waiting = Receipt.objects.filter(state="open").values_list("yen", flat=True)
    assert sum(waiting) == -found[Account.UNMATCHED]
    assert refunded + -found[Account.ADVANCE] + -found[Account.UNMATCHED] <= received + _given_back()
    for one in contracts:
        advance, items = advance_of(one.organization_id), standing(one.organization)
        assert all(item.yen > 0 for item in items)
        assert advance >= 0
        assert not (advance and items)
    assert Subject.objects.count() == SubjectKey.objects.count()
    assert Receipt.objects.filter(organization=None, alone_since=None).count() == 0
    assert Entry.objects.filter(source__startswith="came:").count() == Receipt.objects.count()


def _given_back() -> int:
    """Yen of credit notes that take no invoice back: an advance that nobody paid."""
    return -sum(Invoice.objects.filter(kind="credit", of=None).values_list("total", flat=True))


@given(STEPS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_money_received_is_settled_in_advance_unmatched_or_refunded(steps: list[Step]) -> None:
    with pytest.raises(Over), transaction.atomic(), using("payment_check"):
        at_start()
        contracts = [payer(), payer("2222-2222")]
        seen = Counter[int]()
        for n, step in enumerate(steps):
            with contextlib.suppress(PaymentError), transaction.atomic():
                happens(contracts, step, n)
            if step.what == "file":
                seen |= Counter(step.lines)
            holds(contracts, seen)
        raise Over
