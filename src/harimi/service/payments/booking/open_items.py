"""What a customer owes and has in advance, under a lock where it is about to change."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet, Sum

from harimi.service.accounts.models import Organization
from harimi.service.billing.ledger.accounts import Account
from harimi.service.billing.ledger.balances import Open, open_items
from harimi.service.billing.ledger.posting import open_day
from harimi.service.billing.models import Invoice, Posting
from harimi.service.contracts.models import Contract
from harimi.service.payments.booking.errors import PaymentError
from harimi.service.privacy.days import today


def lock(organization: Organization) -> Contract:
    """One step at a time with a customer's money: runs that issue invoices take the same lock. Raises `PaymentError`."""
    found = Contract.objects.select_for_update(of=("self",)).filter(organization=organization).first()
    if found is None:
        raise PaymentError("no_contract")
    return found


def lock_all(contracts: QuerySet[Contract]) -> None:
    """Many customers, always in the same order: two that do so never wait for each other."""
    list(contracts.select_for_update(of=("self",)).order_by("pk").values_list("pk"))


def standing(organization: Organization) -> list[Open]:
    """All invoices of which something is open, either way, the longest due first.

    What is posted on a day to come counts as well, since banks tell of it early: nobody pays twice what is paid tomorrow.
    """
    return open_items(today(), Posting.objects.filter(organization=organization))


def owed(organization: Organization) -> list[Open]:
    """What is to be paid, the longest due first."""
    return [one for one in standing(organization) if one.yen > 0]


def owing_exactly(yen: int) -> list[tuple[str, int]]:
    """Numbers of invoices of which just so much is open, of all customers; at most 20, the oldest first."""
    rows = Posting.objects.filter(account=Account.RECEIVABLE, organization__isnull=False).exclude(invoice="")
    sums = rows.values("invoice").annotate(total=Sum("yen")).filter(total=yen).order_by("invoice")
    return [(one["invoice"], one["total"]) for one in sums[:20]]


def day_for(day: date, invoices: Iterable[str]) -> date:
    """On which day it is posted: never before the invoices were there, nor in a month that is closed."""
    issued = Invoice.objects.filter(number__in=list(invoices)).values_list("issued_on", flat=True)
    return open_day(max([day, *issued]))
