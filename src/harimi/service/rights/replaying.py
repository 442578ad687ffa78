"""Erasures since a backup was made are done once more before anything is served."""

import structlog
from django.utils import timezone

from harimi.service.platform.scrubbing import scrub
from harimi.service.privacy.models import Subject
from harimi.service.rights import ledger
from harimi.service.rights.erasing import erase, touched
from harimi.service.rights.models import Leaving

log = structlog.stdlib.get_logger(__name__)


def replay() -> int:
    """Erases whoever stands in the ledger and is in this database again; how many. Called before anything is served.

    Raises a `LedgerError` where the ledger cannot be read: then nothing may be served.
    """
    ledger.take_over(Leaving.objects.exclude(token="").values_list("token", flat=True))
    told = ledger.tokens()
    back = [one for one in Subject.objects.all() if ledger.token_of(one.pk) in told] if told else []
    for subject in back:
        _again(subject)
    return len(back)


def _again(subject: Subject) -> None:
    count = 0

    def told(_: str, gone: int, __: int) -> None:
        nonlocal count
        count += gone

    kind, number = subject.kind, subject.pk
    erase(subject, told)
    scrub(touched(kind))
    Leaving.objects.filter(subject=number).update(subject=None, done_at=timezone.now(), due_at=None, lease=None)
    log.warning("somebody who was erased before was in this database, and is erased again", count=count)
