"""What stands on the accounts: by day, by customer, and what is owed by how long it is due."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet, Sum

from harimi.service.billing.ledger.accounts import Account
from harimi.service.billing.models import Invoice, Posting

AGES = (0, 30, 60, 90)
"""Days after it was due up to which something stands in an age: not due yet, up to 30, 60, 90, and longer."""


@dataclass(frozen=True, slots=True)
class Open:
    """Yen of an invoice that are not paid; `days` since they were due, negative before. `organization` None once erased."""

    number: str
    yen: int
    due_on: date | None
    days: int
    organization: UUID | None


def trial_balance(until: date) -> Mapping[Account, int]:
    """Each account's yen at the end of a day, debit sides positive; together they are nothing."""
    rows = Posting.objects.filter(entry__day__lte=until).values("account").annotate(total=Sum("yen")).order_by()
    found = {row["account"]: row["total"] for row in rows}
    return {account: found.get(account, 0) for account in Account}


def open_of(number: str) -> int:
    """Yen of an invoice that are not paid; negative where more was."""
    rows = Posting.objects.filter(account=Account.RECEIVABLE, invoice=number)
    return rows.aggregate(total=Sum("yen"))["total"] or 0


def advance_of(organization: UUID) -> int:
    """Yen that a customer paid and that are for no invoice yet."""
    rows = Posting.objects.filter(account=Account.ADVANCE, organization=organization)
    return -(rows.aggregate(total=Sum("yen"))["total"] or 0)


def open_items(day: date, rows: QuerySet[Posting] | None = None) -> list[Open]:
    """All invoices of which something is open at the end of a day, or by just those `rows`, the longest due first."""
    posted = (Posting.objects.filter(entry__day__lte=day) if rows is None else rows).filter(account=Account.RECEIVABLE)
    sums = posted.values("invoice").annotate(total=Sum("yen")).exclude(total=0).order_by()
    yen = {row["invoice"]: row["total"] for row in sums}
    known = {one.number: one for one in Invoice.objects.filter(number__in=yen).defer("issuer", "taxes")}
    items = [_open(number, total, known.get(number), day) for number, total in yen.items()]
    return sorted(items, key=lambda one: (-one.days, one.number))


def ages(items: list[Open]) -> list[int]:
    """Yen by age: not due, and up to each of `AGES` and longer."""
    found = [0] * (len(AGES) + 1)
    for one in items:
        found[sum(one.days > most for most in AGES)] += one.yen
    return found


def _open(number: str, yen: int, invoice: Invoice | None, day: date) -> Open:
    due_on = invoice.due_on if invoice else None
    return Open(number, yen, due_on, (day - due_on).days if due_on else 0, invoice.organization_id if invoice else None)
