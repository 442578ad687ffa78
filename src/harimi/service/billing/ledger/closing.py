"""Closes months: what was checked stays as it is."""

from datetime import date

from django.db import IntegrityError, transaction

from harimi.service.accounts.models import User
from harimi.service.billing.ledger import locking
from harimi.service.billing.ledger.accounts import Account
from harimi.service.billing.ledger.balances import open_items, trial_balance
from harimi.service.billing.ledger.posting import LedgerError
from harimi.service.billing.models import ClosedMonth, Entry, Run
from harimi.service.billing.months import first_of, last_of, next_of
from harimi.service.privacy.audit import record
from harimi.service.privacy.days import today


def next_to_close() -> date | None:
    """The first month that is not closed and in which something was posted, or that follows a closed one; None before any."""
    closed = ClosedMonth.objects.order_by("-month").first()
    if closed is not None:
        return next_of(closed.month)
    first = Entry.objects.order_by("day").first()
    return first_of(first.day) if first else None


def faults(month: date) -> list[str]:
    """Why a month cannot be closed, as codes of `ledger.error.<code>`; none where it can."""
    found = []
    if last_of(month) >= today():
        found.append("not_over")
    if month != next_to_close():
        found.append("not_next")
    if Run.objects.filter(month__lte=month, state__in=(Run.State.TRIAL, Run.State.READY, Run.State.ISSUING)).exists():
        found.append("run_open")
    balance = trial_balance(last_of(month))
    if sum(balance.values()):
        found.append("unequal")
    if sum(one.yen for one in open_items(last_of(month))) != balance[Account.RECEIVABLE]:
        found.append("open_items")
    return found


@transaction.atomic
def close(month: date, *, actor: User) -> ClosedMonth:
    """Nothing is posted in the month any more. Raises `LedgerError`."""
    locking.closing()
    wrong = faults(month)
    if wrong:
        raise LedgerError(wrong[0])
    try:
        with transaction.atomic():
            made = ClosedMonth.objects.create(month=month, closed_by=actor)
    except IntegrityError as error:
        raise LedgerError("closed") from error
    record("month_closed", actor=actor.subject_id, clause="2-2(1)", purpose="invoicing", case=f"{month:%Y-%m}")
    return made
