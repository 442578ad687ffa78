"""What became of people since a backup was made is done once more before anything is served: erasures, then ends."""

import structlog
from django.utils import timezone

from harimi.service.platform.scrubbing import scrub
from harimi.service.privacy.models import Subject
from harimi.service.rights import ledger
from harimi.service.rights.erasing import erase, touched
from harimi.service.rights.following import follow
from harimi.service.rights.models import Leaving
from harimi.service.rights.words import subjects_of

log = structlog.stdlib.get_logger(__name__)


def replay() -> int:
    """Erases whoever stands in the ledger as erased and is in this database again; how many. Then whoever left leaves again.

    Called before anything is served; once more it changes nothing.

    Raises a `LedgerError` where the ledger cannot be read: then nothing may be served.
    """
    ledger.take_over(ledger.erasures(Leaving.objects.exclude(token="").values_list("token", flat=True)))
    back = subjects_of(ledger.tokens())
    for subject in back:
        _again(subject)
    follow()
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
