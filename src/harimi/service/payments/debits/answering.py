"""What the bank answers: what it collected pays its invoice, what it could not is open as before, and the customer is told."""

from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.billing.ledger.accounts import Account
from harimi.service.billing.ledger.balances import open_of
from harimi.service.billing.ledger.posting import Happened, Side, open_day, post
from harimi.service.billing.models import Entry, Invoice
from harimi.service.contracts.models import Contract
from harimi.service.payments import letters
from harimi.service.payments.booking.levelling import level
from harimi.service.payments.booking.open_items import lock, lock_all
from harimi.service.payments.debits import layout
from harimi.service.payments.debits.layout import Key
from harimi.service.payments.models import Debit, DebitFile
from harimi.service.payments.statements.lines import StatementError
from harimi.service.payments.statements.reading import LARGEST
from harimi.service.privacy.audit import record
from harimi.service.privacy.days import today
from harimi.service.privacy.gate import using


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many lines were collected, and how many not."""

    paid: int
    failed: int


@transaction.atomic
def answer(content: bytes, *, actor: User) -> Outcome:
    """All of a file of results or nothing. Raises `StatementError`."""
    if len(content) > LARGEST:
        raise StatementError("large")
    told = layout.read(content)
    with using("payment_check"):
        waiting = _waiting(told.day)
        if not waiting:
            raise StatementError("answered")
        lock_all(Contract.objects.filter(organization__in={one.organization_id for some in waiting.values() for one in some}))
        results = [(_taken(waiting, one), one.result) for one in told.answers]
        done = [_done(debit, result, actor) for debit, result in results if result != layout.NOT_YET]
    _close()
    return Outcome(sum(done), len(done) - sum(done))


def _waiting(day: str) -> dict[Key, list[Debit]]:
    """Lines of that month and day without an answer, by what the bank sends back of them."""
    found: dict[Key, list[Debit]] = defaultdict(list)
    rows = Debit.objects.select_for_update(of=("self",)).select_related("organization__subject").filter(result="")
    for one in rows.order_by("day", "pk"):
        if f"{one.day:%m%d}" == day:
            found[layout.key_of(str(one.record).encode("cp932"))].append(one)
    return found


def _taken(waiting: dict[Key, list[Debit]], told: layout.Answer) -> Debit:
    if not waiting[told.key]:
        raise StatementError("unknown_debit", told.line)
    return waiting[told.key].pop(0)


def _done(debit: Debit, result: str, actor: User) -> bool:
    """Whether it was collected."""
    Debit.objects.filter(pk=debit.pk).update(result=result)
    paid = result == layout.PAID
    if paid:
        _book(debit, actor)
    else:
        invoice = Invoice.objects.select_related("organization__subject").get(number=debit.invoice)
        letters.tell_failed(invoice, debit.yen, debit.day, result)
    action = "debit_collected" if paid else "debit_failed"
    told = {"clause": "2-2(1)", "purpose": "payment_check", "items": ("payment",), "case": debit.invoice}
    record(action, actor=actor.subject_id, subject=debit.subject_id, **told)  # type: ignore[arg-type]  # fields of the audit
    return paid


def _book(debit: Debit, actor: User) -> None:
    """It lies with the bank until that pays out; what was paid otherwise meanwhile makes the rest an advance."""
    whose = debit.organization
    lock(whose)
    settled = min(debit.yen, max(0, open_of(debit.invoice)))
    sides = [
        Side(Account.CARD, debit.yen),
        Side(Account.RECEIVABLE, -settled, whose, debit.invoice),
        Side(Account.ADVANCE, settled - debit.yen, whose),
    ]
    happened = Happened(Entry.Kind.PAYMENT, open_day(min(debit.day, today())), f"debit:{debit.pk}", debit.invoice)
    post(happened, sides, actor=actor)
    level(whose)


def _close() -> None:
    """Files of which every line was answered."""
    open_ones = Debit.objects.filter(result="").values("file")
    DebitFile.objects.filter(answered_at=None).exclude(pk__in=open_ones).update(answered_at=timezone.now())
