"""The bank is asked to collect what is due on a day: each invoice once, and none that it was asked for and did not answer,
or that is paid by card by itself.
"""

from collections.abc import Iterator
from datetime import date

from django.db import transaction

from harimi.service.accounts.models import User
from harimi.service.billing.ledger.balances import Open
from harimi.service.billing.models import Invoice
from harimi.service.contracts.models import Contract
from harimi.service.payments.booking.errors import PaymentError
from harimi.service.payments.booking.open_items import lock, lock_all, owed
from harimi.service.payments.cards.coming import comes
from harimi.service.payments.debits import layout
from harimi.service.payments.debits.mandates import Account
from harimi.service.payments.models import Debit, DebitFile, Mandate
from harimi.service.privacy.audit import record
from harimi.service.privacy.days import today
from harimi.service.privacy.gate import using
from harimi.service.privacy.publication import operator


@transaction.atomic
def ask(day: date, *, actor: User) -> DebitFile:
    """A request for all that is due by that day. Raises `PaymentError`."""
    if day < today():
        raise PaymentError("day")
    if not operator().billing.payments.debit:
        raise PaymentError("no_collector")
    lock_all(Contract.objects.filter(organization__in=Mandate.objects.values("organization")))
    made = DebitFile.objects.create(day=day, count=0, yen=0, made_by=actor)
    with using("payment_check"):
        lines = [one for mandate in _mandates() for one in _lines(made, mandate)]
    if not lines:
        raise PaymentError("nothing_due")
    Mandate.objects.filter(organization__in=[one.organization_id for one in lines]).update(fresh=False)
    made.count, made.yen = len(lines), sum(one.yen for one in lines)
    made.save()
    record(
        "debits_asked", actor=actor.subject_id, clause="2-2(1)", purpose="payment_check", items=("payment",), case=str(made.pk)
    )
    return made


def content(file: DebitFile, *, actor: User) -> bytes:
    """The file as it was made: whoever takes it out is recorded for everybody in it."""
    profile = operator().billing
    rows = list(file.debits.select_related("organization"))
    for whose in sorted({one.subject_id for one in rows}):
        told = {"clause": "2-2(1)", "purpose": "payment_check", "items": ("payment",), "case": f"D-{file.pk}"}
        record("looked", actor=actor.subject_id, subject=whose, **told)  # type: ignore[arg-type]  # fields of the audit
    with using("payment_check"):
        lines = [str(one.record) for one in rows]
    first = layout.header(profile.payments.debit, file.day, profile.bank.kind, profile.bank.number)
    return layout.whole(first, lines, file.yen)


def _mandates() -> Iterator[Mandate]:
    rows = Mandate.objects.select_related("organization__subject").order_by("organization__contract__number")
    yield from rows.exclude(organization__contract=None)


def _lines(file: DebitFile, mandate: Mandate) -> Iterator[Debit]:
    whose = mandate.organization
    number = lock(whose).number.replace("-", "")
    account, fresh = Account(*(str(getattr(mandate, name)) for name in Account.__slots__)), mandate.fresh
    for one in [one for one in owed(whose) if _collects(one, file.day)]:
        line = layout.data(account, one.yen, number, fresh=fresh)
        fresh = False
        told = {"invoice": one.number, "day": file.day, "yen": one.yen, "record": line}
        yield Debit.objects.create(file=file, organization=whose, **told)


def _collects(item: Open, day: date) -> bool:
    if item.due_on is None or item.due_on > day or item.yen > 9_999_999_999:
        return False
    asked = Debit.objects.filter(invoice=item.number)
    if asked.filter(result="").exists() or asked.filter(day=day).exists():
        return False
    return not any(map(comes, Invoice.objects.select_related("organization").filter(number=item.number)))
