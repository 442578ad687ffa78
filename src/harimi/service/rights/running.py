"""The worker's part of erasure: what is due is erased, counted, and scrubbed out of the database's files."""

from collections.abc import Callable
from datetime import timedelta

import structlog
from django.utils import timezone

from harimi.service.platform.jobs import offer
from harimi.service.platform.leases import finish, held, hold
from harimi.service.platform.locking import alone
from harimi.service.platform.scrubbing import scrub
from harimi.service.platform.working import work_on
from harimi.service.privacy.models import Subject
from harimi.service.rights import ledger
from harimi.service.rights.erasing import erase, touched
from harimi.service.rights.holds import holds_on
from harimi.service.rights.models import Leaving

log = structlog.stdlib.get_logger(__name__)
AGAIN = timedelta(minutes=10)
"""When erasure that failed is tried again, for ever: nobody may be half erased."""
LATER = timedelta(days=1)
"""How often it is asked whether a hold is over."""


_AFTERWARDS: list[Callable[[], object]] = []


def afterwards(do: Callable[[], object]) -> None:
    """A layer above says what else is done before an erasure is over; what fails there is done once more later."""
    _AFTERWARDS.append(do)


def offer_erasure() -> None:
    """Called once Django has started."""
    offer("erase", erase_one, lambda: Leaving.objects.filter(done_at=None), turns=1)


def erase_one() -> bool:
    """Erases somebody who is due; whether there was one."""
    return work_on(Leaving.objects.filter(done_at=None), erase_due, _failed)


def erase_due(row: Leaving) -> None:
    """Erases whom the row names, unless a hold puts it off. Raises a `LedgerError` or `StoreError`; do it once more then."""
    subject = None if row.subject is None else Subject.objects.filter(pk=row.subject).first()
    if subject is not None:
        if not row.token and holds_on(subject.pk).exists():
            finish(row, again_at=timezone.now() + LATER)
            return
        _erase(row, subject)
    with alone("erasure"):
        scrub(touched(row.kind))
        for do in _AFTERWARDS:
            do()
    finish(row, done_at=timezone.now(), subject=None)
    log.info("somebody was erased", row=str(row.pk), count=sum(row.gone.values()))


def _erase(row: Leaving, subject: Subject) -> None:
    def told(table: str, rows: int, files: int) -> None:
        gone = {**row.gone, table: row.gone.get(table, 0) + rows}
        hold(row, gone=gone, files=row.files + files)

    hold(row, token=ledger.token_of(subject.pk))
    erase(subject, told)


def _failed(row: Leaving, _: Exception) -> None:
    held([row]).update(lease=None, lease_until=None, due_at=timezone.now() + AGAIN)
