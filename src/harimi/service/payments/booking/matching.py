"""A receipt is matched with a customer and their invoices, sent back, taken for a payout; and each of these is undone."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from harimi.service.accounts.models import Organization, User
from harimi.service.billing.ledger.accounts import Account
from harimi.service.billing.ledger.balances import Open
from harimi.service.billing.ledger.posting import Happened, Side, open_day, post
from harimi.service.billing.models import Entry, Posting
from harimi.service.payments.booking.errors import PaymentError
from harimi.service.payments.booking.levelling import level
from harimi.service.payments.booking.open_items import day_for, lock, owed
from harimi.service.payments.booking.reversing import counted, last_standing, reverse
from harimi.service.payments.models import Receipt
from harimi.service.payments.rehoming import alone, rehome
from harimi.service.privacy.audit import record
from harimi.service.privacy.days import today
from harimi.service.privacy.publication import operator

State = Receipt.State
Split = Mapping[str, int]
"""Yen by the number of an invoice."""
CLAUSE, PURPOSE = "2-2(1)", "payment_check"


@transaction.atomic
def match(
    receipt: Receipt, organization: Organization, *, actor: User | None, split: Split | None = None, short: bool = False
) -> Receipt:
    """Pays a customer's invoices: those of `split`, else one of just that amount, else the oldest; the rest is in advance.

    With `short` the little that is missing of an invoice in `split` is taken for the fee of the payer's bank. Raises
    `PaymentError`. Call it while checking payments.
    """
    row = _open(receipt)
    lock(organization)
    items = owed(organization)
    shares = _given(split, items, row.yen) if split else spread(row.yen, items)
    sides = [Side(Account.UNMATCHED, row.yen)]
    sides += [Side(Account.RECEIVABLE, -yen, organization, number) for number, yen in shares.items()]
    sides += [Side(Account.ADVANCE, sum(shares.values()) - row.yen, organization)]
    if short and sum(shares.values()) < row.yen:
        raise PaymentError("short")
    sides += _fee(shares, items, organization) if short else []
    _book(row, Entry.Kind.MATCH, sides, actor, day=day_for(row.day, shares))
    row.state, row.organization, row.alone_since = State.MATCHED, organization, None
    rehome(row, organization.subject)
    level(organization)
    _tell("payment_matched", row, actor)
    return row


@transaction.atomic
def send_back(receipt: Receipt, reason: str, *, actor: User) -> Receipt:
    """It went back to who sent it: nobody's, or by mistake. Raises `PaymentError`."""
    row = _open(receipt)
    sides = [Side(Account.UNMATCHED, row.yen), Side(Account.BANK, -row.yen)]
    _book(row, Entry.Kind.REFUND, sides, actor, reason=_reason(reason))
    Receipt.objects.filter(pk=row.pk).update(state=State.RETURNED)
    _tell("payment_returned", row, actor)
    return row


@transaction.atomic
def pay_out(receipt: Receipt, fee: int, *, actor: User) -> Receipt:
    """It is what was collected for us (direct debits, cards), less a fee. A card provider's of which it told has its fee off.

    Raises `PaymentError`.
    """
    row = _open(receipt)
    if not 0 <= fee <= row.yen:
        raise PaymentError("fee")
    collected = Side(Account.TRANSIT if fee == 0 and _on_its_way(row.yen) else Account.CARD, -row.yen - fee)
    sides = [Side(Account.UNMATCHED, row.yen), Side(Account.CHARGES, fee), collected]
    _book(row, Entry.Kind.MATCH, sides, actor)
    Receipt.objects.filter(pk=row.pk).update(state=State.PAYOUT)
    _tell("payment_paid_out", row, actor)
    return row


@transaction.atomic
def undo(receipt: Receipt, reason: str, *, actor: User) -> Receipt:
    """As if nothing had been done with it yet; the books keep both. Raises `PaymentError`. Call it while checking payments."""
    row = Receipt.objects.select_for_update(of=("self",)).select_related("organization__subject", "subject").get(pk=receipt.pk)
    entry, whose = last_standing(f"receipt:{row.pk}:"), row.organization
    if row.state == State.OPEN or entry is None:
        raise PaymentError("open")
    if whose is not None:
        lock(whose)
    _tell("payment_undone", row, actor)
    reverse(entry, actor=actor, reason=_reason(reason))
    if whose is not None:
        level(whose)
        alone(row)
    row.state, row.organization, row.alone_since = State.OPEN, None, timezone.now()
    row.save()
    return row


def _on_its_way(yen: int) -> bool:
    """Whether a card provider told of a payout of just so much that did not arrive yet; it is locked."""
    moved = Posting.objects.filter(account=Account.TRANSIT, yen__in=(yen, -yen))
    list(moved.filter(entry__source__startswith="card-payout:").select_for_update(of=("self",)).order_by("pk"))
    return (moved.aggregate(total=Sum("yen"))["total"] or 0) > 0


def spread(yen: int, items: Sequence[Open]) -> dict[str, int]:
    """How much of a payment each open invoice gets."""
    exact = next((one for one in items if one.yen == yen), None)
    if exact:
        return {exact.number: yen}
    shares: dict[str, int] = {}
    for one in items:
        share = min(yen, one.yen)
        if share:
            shares[one.number] = share
        yen -= share
    return shares


def _given(split: Split, items: Sequence[Open], yen: int) -> dict[str, int]:
    known = {one.number: one.yen for one in items}
    shares = {number: share for number, share in split.items() if share}
    if any(not 0 < share <= known.get(number, 0) for number, share in shares.items()) or sum(shares.values()) > yen:
        raise PaymentError("split")
    return shares


def _fee(shares: Mapping[str, int], items: Sequence[Open], organization: Organization) -> list[Side]:
    """What is missing of the invoices that all of a receipt paid, as far as the operator takes it for a fee."""
    missing = {
        one.number: one.yen - shares[one.number] for one in items if one.number in shares and one.yen > shares[one.number]
    }
    total = sum(missing.values())
    if not 0 < total <= operator().billing.payments.short_yen:
        raise PaymentError("short")
    return [
        Side(Account.CHARGES, total),
        *(Side(Account.RECEIVABLE, -yen, organization, number) for number, yen in missing.items()),
    ]


def _open(receipt: Receipt) -> Receipt:
    """The row, locked, of which nothing became yet."""
    row = Receipt.objects.select_for_update(of=("self",)).select_related("subject").get(pk=receipt.pk)
    if row.state != State.OPEN:
        raise PaymentError("not_open")
    return row


def _book(
    row: Receipt, kind: Entry.Kind, sides: Sequence[Side], actor: User | None, *, reason: str = "", day: date | None = None
) -> Entry:
    happened = Happened(kind, day or open_day(today()), counted(f"receipt:{row.pk}:"), row.number, reason)
    return post(happened, sides, actor=actor)


def _reason(typed: str) -> str:
    if not typed.strip():
        raise PaymentError("reason")
    return typed.strip()[:200]


def _tell(action: str, row: Receipt, actor: User | None) -> None:
    by = actor.subject_id if actor else None
    record(action, actor=by, subject=row.subject_id, clause=CLAUSE, purpose=PURPOSE, items=("payment",), case=row.number)
