"""A case is opened, evidence comes to it, and which case allows a look at whom."""

import re
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date

from harimi.service.accounts.models import Organization, User
from harimi.service.captures.models import Capture
from harimi.service.privacy.audit import about
from harimi.service.support.models import Violation, ViolationEvent
from harimi.service.support.violations.telling import ViolationError, What, free_number, note, tidy

State, Source = Violation.State, ViolationEvent.Source
_NUMBER = re.compile(r"[0-9]{1,18}")
_DAYS = re.compile(r"(\d{4}-\d\d-\d\d)/(\d{4}-\d\d-\d\d)")


@transaction.atomic
def open_case(whom: User | Organization, clause: str, words: str, *, actor: User) -> Violation:
    """Begins with what was noticed. Raises `ViolationError`; of somebody of the staff the role is taken first."""
    if clause not in Violation.Clause.values:
        raise ViolationError("clause")
    if isinstance(whom, User) and whom.is_staff:
        raise ViolationError("staff")
    whose = {"user": whom} if isinstance(whom, User) else {"organization": whom}
    told = {"number": free_number(), "clause": clause, "opened_by": actor, "opened_at": timezone.now()}
    violation = Violation.objects.create(subject_id=whom.subject_id, **whose, **told)
    note(violation, What.OPENED, tidy(words), actor=actor)
    return violation


@transaction.atomic
def add_evidence(violation: Violation, words: str, *, actor: User, source: str = "", reference: str = "") -> ViolationEvent:
    """Staff's words, with a reference to what is kept about the same subject, if any. Raises `ViolationError`."""
    going_on(violation)
    place = reference.strip()
    if (source or place) and not _refers(violation, source, place):
        raise ViolationError("reference")
    return note(violation, What.EVIDENCE, tidy(words), actor=actor, source=source, reference=place)


def open_cases() -> QuerySet[Violation]:
    """Those that have not ended: while one goes on, and no longer, may its records be looked at."""
    return Violation.objects.exclude(state=State.ENDED)


def open_case_of(number: str) -> Violation | None:
    """The case with that number, if it goes on."""
    return open_cases().filter(number=number.strip().upper()).first()


def going_on(violation: Violation) -> Violation:
    """The row, locked until the transaction ends. Raises `ViolationError` where the case has ended."""
    row = Violation.objects.select_for_update().get(pk=violation.pk)
    if row.state == State.ENDED:
        raise ViolationError("ended")
    return row


def _refers(violation: Violation, source: str, place: str) -> bool:
    """Whether there is such a thing, and it is theirs."""
    if source == Source.AUDIT:
        return bool(_NUMBER.fullmatch(place)) and about(violation.subject_id).filter(seq=int(place)).exists()
    if source == Source.CAPTURE:
        return _captured(violation, place)
    kept = Source.ACCESS_LOG if violation.user_id else Source.CAMERA_LOG
    return source == kept and _days(place)


def _captured(violation: Violation, place: str) -> bool:
    try:
        found = Capture.objects.filter(pk=UUID(place))
    except ValueError:
        return False
    return found.filter(device__organization=violation.organization_id).exists()


def _days(place: str) -> bool:
    found = _DAYS.fullmatch(place)
    try:
        days = [parse_date(one) for one in found.groups()] if found else []
    except ValueError:
        return False
    return len(days) == 2 and None not in days and str(days[0]) <= str(days[1])
