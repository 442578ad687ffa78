"""A bank's file is taken in: each receipt once, and matched where the customer is certain.

What makes a receipt is its day, amount and payer, and which one of the day's equals it is: the same again in another file is
the same receipt, while two payments alike on one day are two. The books remember it by a keyed checksum, so that a receipt is
known even after its customer was erased.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Q
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.billing.ledger.accounts import Account
from harimi.service.billing.ledger.posting import Happened, Side, open_day, post
from harimi.service.billing.models import Entry
from harimi.service.contracts.models import Contract
from harimi.service.payments.booking.matching import match
from harimi.service.payments.booking.open_items import lock_all
from harimi.service.payments.folding import folded, name_index, references
from harimi.service.payments.models import Layout, Receipt, Statement
from harimi.service.payments.statements.lines import Credit, StatementError, Told
from harimi.service.payments.statements.reading import read
from harimi.service.payments.statements.tables import Columns
from harimi.service.privacy import keys
from harimi.service.privacy.audit import record
from harimi.service.privacy.days import today
from harimi.service.privacy.gate import using
from harimi.service.privacy.models import Subject
from harimi.service.privacy.sealed import index_of


def take(data: bytes, *, actor: User) -> Statement:
    """All of a file or nothing. Raises `StatementError`."""
    own = [Columns(one.name, (one.day,), (one.payer,), one.credit, one.debit) for one in Layout.objects.all()]
    told = read(data, today(), own)
    try:
        with transaction.atomic(), using("payment_check"):
            return _take(told, actor)
    except (IntegrityError, OperationalError) as error:
        raise StatementError("at_the_same_time") from error


def customer_of(payer: str) -> Contract | None:
    """Whose payment it certainly is: by the reference, else by a name that paid for one customer alone before."""
    contracts = Contract.objects.select_related("organization__subject")
    named = list(contracts.filter(number__in=references(payer))[:2])
    if named:
        return named[0] if len(named) == 1 else None
    index = name_index(payer)
    before = Receipt.objects.filter(payer_index=index, state=Receipt.State.MATCHED) if index else Receipt.objects.none()
    whose = list(before.values_list("organization", flat=True).order_by("organization").distinct()[:2])
    return contracts.filter(organization=whose[0]).first() if len(whose) == 1 else None


def _take(told: Told, actor: User) -> Statement:
    made = Statement.objects.create(layout=told.layout, debits=told.debits, cancelled=told.cancelled, by=actor)
    new = list(_new(told.credits))
    _lock([credit.payer for _, credit in new])
    matched = sum([_keep(made, source, credit, actor) for source, credit in new])
    made.new, made.known, made.matched = len(new), len(told.credits) - len(new), matched
    made.yen = sum(credit.yen for _, credit in new)
    made.save()
    record(
        "statement_taken",
        actor=actor.subject_id,
        clause="2-2(1)",
        purpose="payment_check",
        items=("payment",),
        case=str(made.pk),
    )
    return made


def _lock(payers: Sequence[str]) -> None:
    """All whose payments these may be."""
    numbers = {number for payer in payers for number in references(payer)}
    names = {name_index(payer) for payer in payers} - {""}
    before = Receipt.objects.filter(payer_index__in=names, state=Receipt.State.MATCHED).values("organization")
    lock_all(Contract.objects.filter(Q(number__in=numbers) | Q(organization__in=before)))


def _new(told: Sequence[Credit]) -> Iterator[tuple[str, Credit]]:
    """Those that the books do not know, each with the source under which they will."""
    named = list(_named(told))
    known = set[str]()
    for start in range(0, len(named), 500):
        sources = [source for source, _ in named[start : start + 500]]
        known |= set(Entry.objects.filter(source__in=sources).values_list("source", flat=True))
    return ((source, credit) for source, credit in named if source not in known)


def _named(told: Iterable[Credit]) -> Iterator[tuple[str, Credit]]:
    alike = Counter[tuple[object, int, str]]()
    for one in told:
        payer = folded(one.payer)
        alike[one.day, one.yen, payer] += 1
        count = alike[one.day, one.yen, payer]
        yield f"came:{index_of(f'{one.day}|{one.yen}|{count}|{payer}', 'receipts')}", one


def _keep(statement: Statement, source: str, credit: Credit, actor: User) -> bool:
    """Books a receipt; whether it was matched."""
    row = Receipt(statement=statement, day=credit.day, yen=credit.yen, payer=credit.payer)
    row.subject, row.payer_index, row.alone_since = (
        keys.new_subject(Subject.Kind.PERSON),
        name_index(credit.payer),
        timezone.now(),
    )
    row.save()
    sides = [Side(Account.BANK, row.yen), Side(Account.UNMATCHED, -row.yen)]
    post(Happened(Entry.Kind.PAYMENT, open_day(row.day), source, row.number), sides, actor=actor)
    sure = customer_of(credit.payer)
    if sure is None:
        return False
    match(row, sure.organization, actor=None)
    return True
