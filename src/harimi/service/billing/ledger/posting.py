"""Posts: entries whose sides are equal, once for what they are for, and in no month that is closed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from harimi.service.accounts.models import Organization, User
from harimi.service.billing.ledger.accounts import Account
from harimi.service.billing.ledger.locking import posting
from harimi.service.billing.models import ClosedMonth, Entry, Invoice, Posting
from harimi.service.billing.money import TaxLine
from harimi.service.billing.months import first_of, last_of, next_of


class LedgerError(ValueError):
    """An entry that cannot be; `code` is a text `ledger.error.<code>`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Side:
    """Yen to an account, positive on its debit side."""

    account: Account
    yen: int
    organization: Organization | None = None
    invoice: str = ""
    rate: int | None = None


@dataclass(frozen=True, slots=True)
class Happened:
    """What an entry is about; see `Entry`."""

    kind: Entry.Kind
    day: date
    source: str
    number: str = ""
    reason: str = ""


@transaction.atomic
def post(happened: Happened, sides: Iterable[Side], *, actor: User | None = None) -> Entry:
    """The entry; the one that is there where it was posted before. Raises `LedgerError`."""
    known = Entry.objects.filter(source=happened.source).first()
    if known is not None:
        return known
    told = [one for one in sides if one.yen]
    if sum(one.yen for one in told):
        raise LedgerError("unequal")
    posting()
    if is_closed(happened.day):
        raise LedgerError("closed")
    made = Entry.objects.create(made_by=actor, **{name: getattr(happened, name) for name in Happened.__slots__})
    Posting.objects.bulk_create([Posting(entry=made, **{name: getattr(one, name) for name in Side.__slots__}) for one in told])
    return made


def post_invoice(invoice: Invoice, taxes: Sequence[TaxLine]) -> Entry:
    """The customer owes its total; sales and tax of each rate stand against it. A credit note is the same, turned round."""
    owed = Side(Account.RECEIVABLE, invoice.total, invoice.organization, settles(invoice))
    sales = [Side(Account.SALES, -one.net, rate=one.rate) for one in taxes]
    tax = [Side(Account.TAX, -one.tax, rate=one.rate) for one in taxes]
    kind = Entry.Kind.CREDIT if invoice.kind == Invoice.Kind.CREDIT else Entry.Kind.INVOICE
    return post(
        Happened(kind, open_day(_day_of(invoice)), f"invoice:{invoice.number}", invoice.number, invoice.reason),
        [owed, *sales, *tax],
    )


def _day_of(invoice: Invoice) -> date:
    """The last day of its month. A credit note stands on its own day, and what it makes due again no earlier: no month holds an
    invoice twice.
    """
    last = min(last_of(invoice.month), invoice.issued_on)
    if invoice.of is not None:
        return invoice.issued_on
    months = invoice.charges.values("month")
    back = Invoice.objects.filter(organization=invoice.organization_id, of__charges__month__in=months, issued_on__gt=last)
    return invoice.issued_on if back.exists() else last


def settles(invoice: Invoice) -> str:
    """The number under which its yen are open: a credit note that takes an invoice back settles that one."""
    return invoice.of.number if invoice.of else invoice.number


def is_closed(day: date) -> bool:
    """Whether nothing is posted on that day any more."""
    return ClosedMonth.objects.filter(month__gte=first_of(day)).exists()


def open_day(day: date) -> date:
    """The day, or the first one after it of a month that is not closed."""
    last = ClosedMonth.objects.order_by("-month").values_list("month", flat=True).first()
    return day if last is None or day > last_of(last) else next_of(last)
