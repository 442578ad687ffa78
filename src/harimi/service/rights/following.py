"""What the ledger says of who left and who stayed is done once more, in a database that was restored from before."""

import structlog
from django.db import transaction

from harimi.service.accounts.members import sole_owner_of
from harimi.service.accounts.models import Organization, User
from harimi.service.devices.services import start_again
from harimi.service.privacy.models import Subject
from harimi.service.rights.ledger import Line
from harimi.service.rights.steps import go_on, leaves, shut, stop
from harimi.service.rights.words import differing, said

log = structlog.stdlib.get_logger(__name__)


def follow() -> None:
    """Whoever left leaves again, with the day of then; whoever stayed stays. Raises a `LedgerError`.

    Where the database remembers something later than the ledger, the ledger is told instead.
    """
    done = [line.what for subject, line in differing() if _follows(subject, line)]
    for what in ("ended", "resumed"):
        if count := done.count(what):
            log.warning(_WORDS[what], count=count)


_WORDS = {
    "ended": "contracts or accounts that had ended were open in this database, and end again",
    "resumed": "contracts whose end had been taken back were over in this database, and go on",
}


@transaction.atomic
def _follows(subject: Subject, line: Line) -> bool:
    """Whether there was anything to do; another machine may do something later at this very moment."""
    organization = Organization.objects.select_for_update().filter(subject=subject).first()
    user = User.objects.select_for_update().filter(subject=subject).first()
    word = said(subject)
    if word is not None and word.at >= line.at:
        return False
    if line.what == "ended":
        _ends(subject, organization, user, line)
    elif organization is not None:
        go_on(organization, actor=None, case=line.at.isoformat())
    return True


def _ends(subject: Subject, organization: Organization | None, user: User | None, line: Line) -> None:
    if organization is not None:
        if organization.ended_at is not None:
            start_again(organization, organization.ended_at)
        stop(organization, line.at, actor=None)
    if user is not None:
        ownerless = sole_owner_of(user).filter(ended_at=None).count()
        shut(user)
        if ownerless:
            log.warning("contracts have no owner now; staff may end them", count=ownerless)
    leaves(subject, line.at, actor=None, case=line.at.isoformat())
