"""Card money in the ledger: what the provider took, gave back, and paid out. Each is posted once, by the provider's own id."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from harimi.service.accounts.models import Organization
from harimi.service.billing.ledger.accounts import Account
from harimi.service.billing.ledger.balances import advance_of, open_of
from harimi.service.billing.ledger.posting import Happened, Side, open_day, post
from harimi.service.billing.models import Entry
from harimi.service.billing.months import day_of
from harimi.service.contracts.models import Contract
from harimi.service.payments.booking.errors import PaymentError
from harimi.service.payments.booking.levelling import level
from harimi.service.payments.booking.open_items import lock_all
from harimi.service.privacy.days import today

Kind = Entry.Kind


@dataclass(frozen=True, slots=True)
class Whose:
    """The customer, and the number of the invoice that they paid by card."""

    organization: Organization
    number: str


def lock(organization: UUID) -> None:
    """Whoever issues an invoice or posts a payment of the same customer waits until the transaction ends."""
    lock_all(Contract.objects.filter(organization=organization))


def came(kind: Kind, source: str, whose: Whose, yen: int, at: datetime) -> None:
    """Yen for an invoice, as far as it is open; what is more pays the customer's others, and the next one."""
    part = min(yen, max(open_of(whose.number), 0))
    sides = [
        Side(Account.CARD, yen),
        Side(Account.RECEIVABLE, -part, whose.organization, whose.number),
        Side(Account.ADVANCE, part - yen, whose.organization),
    ]
    post(Happened(kind, _day(at), source, whose.number), sides)
    level(whose.organization)


def went(kind: Kind, source: str, whose: Whose, yen: int, at: datetime, reason: str = "") -> None:
    """Yen back: first what was paid too much, then what the customer has with us; what is left is open once more.

    Of an invoice that was taken back nothing is: what its money paid meanwhile is open instead, and what was refunded already
    stands in suspense until a person decides.
    """
    over = min(yen, max(-open_of(whose.number), 0))
    advance = min(yen - over, max(advance_of(whose.organization.pk), 0))
    sides = [
        Side(Account.CARD, -yen),
        Side(Account.RECEIVABLE, yen - advance, whose.organization, whose.number),
        Side(Account.ADVANCE, advance, whose.organization),
    ]
    post(Happened(kind, _day(at), source, whose.number, reason), sides)
    try:
        with transaction.atomic():
            level(whose.organization)
    except PaymentError:
        _suspend(f"{source}:twice", whose)
        level(whose.organization)


def of_nobody(source: str, yen: int, at: datetime) -> None:
    """Yen that the provider took, or gave back where negative, for nothing we know of; nothing where they are posted."""
    post(Happened(Kind.PAYMENT, _day(at), source), [Side(Account.CARD, yen), Side(Account.UNMATCHED, -yen)])


def undo(source: str, whose: Whose, at: datetime) -> None:
    """Posts back what `went`; nothing where it was never posted."""
    for found in Entry.objects.filter(source__in=(source, f"{source}:twice")):
        sides = [Side(Account(one.account), -one.yen, one.organization, one.invoice, one.rate) for one in found.postings.all()]
        post(Happened(Kind.REVERSAL, _day(at), f"{found.source}:back", found.number), sides)
    level(whose.organization)


def paid_out(source: str, day: date, arrived: int, fees: int) -> None:
    """Yen on their way to the bank, whose statement tells that they came, and those that the provider kept for its work."""
    sides = [Side(Account.TRANSIT, arrived), Side(Account.CHARGES, fees), Side(Account.CARD, -arrived - fees)]
    post(Happened(Kind.MATCH, open_day(day), source), sides)


def came_back(source: str, day: date, yen: int) -> None:
    """The bank did not take them: they are at the provider's again, whose charges stand."""
    sides = [Side(Account.TRANSIT, -yen), Side(Account.CARD, yen)]
    post(Happened(Kind.REVERSAL, open_day(day), f"{source}:back"), sides)


def _suspend(source: str, whose: Whose) -> None:
    yen = open_of(whose.number)
    sides = [Side(Account.UNMATCHED, yen), Side(Account.RECEIVABLE, -yen, whose.organization, whose.number)]
    post(Happened(Kind.MATCH, open_day(today()), source, whose.number), sides)


def _day(at: datetime) -> date:
    return open_day(day_of(at))
