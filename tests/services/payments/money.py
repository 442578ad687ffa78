"""Invoices that are open and money that comes, for tests."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.apps import apps
from django.db import connection

from harimi.service.billing.invoicing.charging import ByHand, charge
from harimi.service.billing.invoicing.issuing import issue
from harimi.service.billing.ledger.accounts import Account
from harimi.service.billing.ledger.balances import trial_balance
from harimi.service.billing.models import Charge, Invoice
from harimi.service.billing.months import first_of
from harimi.service.contracts.models import Contract
from harimi.service.payments.models import Receipt, Statement
from harimi.service.payments.taking import take
from harimi.service.platform import refusing
from harimi.service.privacy.days import today
from harimi.service.privacy.gate import using
from tests.services.applicants import plan
from tests.services.billing.customers import boss, customer
from tests.services.payments.files import Line, transfers

YESTERDAY = timedelta(days=1)


def payer(number: str = "1234-5678", name: str = "") -> Contract:
    """A customer who is charged by hand alone."""
    free = plan(code=f"p{number}", base_yen=0, meter_yen=0)
    with using("provision"):
        return customer(number, today(), of=free, corporate_name=name)


def owes(contract: Contract, yen: int, due_on: date | None = None) -> Invoice:
    """An invoice over so many yen."""
    count = Charge.objects.filter(organization=contract.organization).count()
    kind = Charge.Kind.CREDIT if yen < 0 else Charge.Kind.OTHER
    charge(contract, ByHand(kind, yen, "作業", "Work", f"test:{count}"), actor=boss())
    (made,) = issue(contract, first_of(today()))
    if due_on is not None:
        be_due(made, due_on)
    return Invoice.objects.get(pk=made.pk)


def be_due(invoice: Invoice, day: date) -> None:
    """What was issued is never changed but in a test: as if it had been due on that day."""
    with connection.cursor() as cursor:
        for statement in refusing.dropping("billing_"):
            cursor.execute(statement)
    Invoice.objects.filter(pk=invoice.pk).update(due_on=day)
    refusing.protect(apps.get_app_config("billing"))


def came(*lines: tuple[int, str], day: date | None = None) -> Statement:
    """A file with these receipts of yesterday."""
    on = day or today() - YESTERDAY
    return take(file_of(*lines, day=on), actor=boss())


def file_of(*lines: tuple[int, str], day: date | None = None) -> bytes:
    """Such a file."""
    told: Sequence[Line] = [(day or today() - YESTERDAY, yen, name) for yen, name in lines]
    return transfers(told)


def receipt() -> Receipt:
    """The only one, or the latest."""
    return Receipt.objects.order_by("-pk")[0]


def books() -> dict[Account, int]:
    """All accounts in which something stands, as of today."""
    return {account: yen for account, yen in trial_balance(today()).items() if yen}
