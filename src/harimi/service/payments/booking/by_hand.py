"""What staff do with a customer's money: advance given back, and what will never be paid written off."""

from django.db import transaction

from harimi.service.accounts.models import Organization, User
from harimi.service.billing.ledger.accounts import Account
from harimi.service.billing.ledger.balances import advance_of, open_of
from harimi.service.billing.ledger.posting import Happened, Side, post
from harimi.service.billing.models import Entry, Invoice, Posting
from harimi.service.payments.booking.errors import PaymentError
from harimi.service.payments.booking.levelling import LOSS, level
from harimi.service.payments.booking.matching import CLAUSE, PURPOSE
from harimi.service.payments.booking.open_items import lock
from harimi.service.payments.booking.reversing import counted, last_standing, reverse
from harimi.service.privacy.audit import record
from harimi.service.privacy.days import today


@transaction.atomic
def refund(organization: Organization, yen: int, reason: str, key: str, *, actor: User) -> Entry:
    """Money in advance went back to the customer; once for a `key`. Raises `PaymentError`."""
    lock(organization)
    source = f"refund:{key}"[:80]
    known = Entry.objects.filter(source=source).first()
    if known is not None:
        return known
    if not reason.strip():
        raise PaymentError("reason")
    if not 0 < yen <= advance_of(organization.pk):
        raise PaymentError("advance")
    sides = [Side(Account.ADVANCE, yen, organization), Side(Account.BANK, -yen)]
    made = post(Happened(Entry.Kind.REFUND, today(), source, reason=reason.strip()[:200]), sides, actor=actor)
    _tell("payment_refunded", organization, str(made.pk), actor)
    return made


@transaction.atomic
def write_off(invoice: Invoice, reason: str, *, actor: User) -> Entry:
    """What is open of an invoice is a loss. Raises `PaymentError`."""
    lock(invoice.organization)
    made = _lose(invoice.number, invoice.organization, reason, actor)
    _tell("invoice_written_off", invoice.organization, invoice.number, actor)
    return made


@transaction.atomic
def write_off_erased(number: str, reason: str, *, actor: User) -> Entry:
    """The same of an invoice that only the books know any more, since its customer was erased. Raises `PaymentError`."""
    list(Posting.objects.select_for_update(of=("self",)).filter(account=Account.RECEIVABLE, invoice=number).order_by("pk"))
    if Invoice.objects.filter(number=number).exists():
        raise PaymentError("not_erased")
    made = _lose(number, None, reason, actor)
    record("invoice_written_off", actor=actor.subject_id, clause=CLAUSE, purpose=PURPOSE, case=number)
    return made


@transaction.atomic
def take_write_off_back(invoice: Invoice, reason: str, *, actor: User) -> None:
    """It is owed after all. Raises `PaymentError`."""
    lock(invoice.organization)
    entry = last_standing(f"{LOSS}{invoice.number}:")
    if entry is None:
        raise PaymentError("not_written_off")
    reverse(entry, actor=actor, reason=reason)
    level(invoice.organization)
    _tell("write_off_undone", invoice.organization, invoice.number, actor)


def is_written_off(number: str) -> bool:
    """Whether what is open of an invoice became a loss: nobody paid that."""
    return last_standing(f"{LOSS}{number}:") is not None


def _lose(number: str, organization: Organization | None, reason: str, actor: User) -> Entry:
    yen = open_of(number)
    if not reason.strip():
        raise PaymentError("reason")
    if yen <= 0:
        raise PaymentError("paid")
    sides = [Side(Account.BAD_DEBT, yen), Side(Account.RECEIVABLE, -yen, organization, number)]
    happened = Happened(Entry.Kind.WRITE_OFF, today(), counted(f"{LOSS}{number}:"), number, reason.strip()[:200])
    return post(happened, sides, actor=actor)


def _tell(action: str, organization: Organization, case: str, actor: User) -> None:
    record(action, actor=actor.subject_id, subject=organization.subject_id, clause=CLAUSE, purpose=PURPOSE, case=case)
