"""The one way by which personal data leaves: asked for before a connection is opened, and written down with what permits it.

Audit, record of provision and the one use of an approval are committed together before anything goes out, so that no crash
leaves a provision without its record. Whoever sends says afterwards where nothing went out after all.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from harimi.service.privacy.audit import record
from harimi.service.privacy.gate import Use, require
from harimi.service.privacy.recipients import Refusal
from harimi.service.third_parties import approvals, ledger
from harimi.service.third_parties.departure import Departure
from harimi.service.third_parties.models import Approval, Provision
from harimi.service.third_parties.permission import permission


class NotPermittedError(PermissionError):
    """Nothing may leave: nobody opened a connection. `refusal` says why and by which clause."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"refused by clause {refusal.clause}: {refusal.why}")
        self.refusal = refusal


class NothingLeftError(Exception):
    """Nothing went out: whoever sends raises it, or one of its kind, only where that is certain."""


@dataclass(frozen=True, slots=True)
class Permit:
    """That something may leave now, `at` that moment, with what was written down for it."""

    departure: Departure
    at: datetime
    line: Provision | None
    approval: Approval | None


def permit(departure: Departure, now: datetime | None = None) -> Permit:
    """Lets it leave. Raises `NotPermittedError`, which the audit knows of, and `RefusedError` by the purpose.

    Call it outside a transaction, and open the connection only afterwards: `leaving` does both.
    """
    moment = now or timezone.now()
    if departure.approval is None:
        require(Use(departure.purpose, departure.items, departure.subject, departure.case))
    try:
        with transaction.atomic():
            return _written(departure, moment)
    except NotPermittedError as error:
        _record("withheld", departure, error.refusal.clause, error.refusal.why)
        raise


def take_back(given: Permit) -> None:
    """Nothing left: no line of the record counts it, and an approval is as it was. The audit keeps both."""
    with transaction.atomic():
        if given.line is not None:
            ledger.take_back(given.line, given.at)
        if given.approval is not None:
            approvals.unused(given.approval)
        _record("sent", given.departure, "4", "nothing_left")


@contextmanager
def leaving(departure: Departure, now: datetime | None = None) -> Iterator[Permit]:
    """Inside, the connection may be opened. A `NothingLeftError` takes back what was written; any other may come too late."""
    given = permit(departure, now)
    try:
        yield given
    except NothingLeftError:
        take_back(given)
        raise


def _written(departure: Departure, now: datetime) -> Permit:
    found = permission(departure, now)
    if isinstance(found, Refusal):
        raise NotPermittedError(found)
    approval = found.approval
    if approval is not None and not approvals.use(approval, now):
        raise NotPermittedError(Refusal("approval_over", approval.ground))
    line = ledger.write(departure, found, now)
    _record("sent", departure, found.clause, "done")
    return Permit(departure, now, line, approval)


def _record(action: str, departure: Departure, clause: str, outcome: str) -> None:
    record(
        action,
        actor=None,
        subject=departure.subject,
        clause=clause,
        purpose=departure.purpose,
        items=departure.items,
        recipient=departure.name,
        case=departure.case or (str(departure.approval.pk) if departure.approval else ""),
        outcome=outcome,
    )
