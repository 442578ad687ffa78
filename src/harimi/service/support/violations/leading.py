"""What staff do about a breach: warn, suspend, lift that, answer an objection, end the case. Each is told with its reason."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from harimi.service.accounts.models import Organization, User
from harimi.service.privacy.days import today
from harimi.service.support.models import Violation
from harimi.service.support.violations import telling
from harimi.service.support.violations.opening import going_on
from harimi.service.support.violations.telling import ViolationError, What, note, tell, tidy

State = Violation.State


@transaction.atomic
def warn(violation: Violation, words: str, do_by: date | None, *, actor: User) -> int:
    """Tells what was seen and what to do until a day; how many letters went out. Raises `ViolationError`."""
    row, text = going_on(violation), tidy(words)
    if row.state == State.SUSPENDED:
        raise ViolationError("suspended")
    if do_by is None or do_by < today():
        raise ViolationError("day")
    Violation.objects.filter(pk=row.pk).update(state=State.WARNED, do_by=do_by)
    note(row, What.WARNED, text, actor=actor)
    return tell(row, telling.WARNING, words=text, do_by=do_by)


@transaction.atomic
def suspend(violation: Violation, words: str, until: date | None, *, actor: User) -> int:
    """Stops use until the end of a day, or until somebody lifts it; how many letters went out. Raises `ViolationError`."""
    row, text = going_on(violation), tidy(words)
    if row.state == State.SUSPENDED:
        raise ViolationError("suspended")
    if row.user is not None and row.user.is_staff:
        raise ViolationError("staff")
    if until is not None and until < today():
        raise ViolationError("day")
    Violation.objects.filter(pk=row.pk).update(state=State.SUSPENDED, suspended_until=until)
    _mark(row)
    note(row, What.SUSPENDED, text, actor=actor)
    return tell(row, telling.SUSPENDED, words=text, until=until)


@transaction.atomic
def lift(violation: Violation, *, actor: User | None) -> int:
    """All works again as before, tokens too; how many letters went out. Without an actor its last day is over."""
    row = going_on(violation)
    if row.state != State.SUSPENDED:
        raise ViolationError("not_suspended")
    before = State.WARNED if row.events.filter(what=What.WARNED).exists() else State.OPEN
    Violation.objects.filter(pk=row.pk).update(state=before, suspended_until=None)
    _mark(row)
    note(row, What.LIFTED, "", actor=actor)
    return tell(row, telling.LIFTED)


@transaction.atomic
def end(violation: Violation, outcome: str, words: str, *, actor: User) -> int:
    """Says what came of it and why; a suspension ends with it. How many letters went out. Raises `ViolationError`.

    Who was never told of the case is not told of its end either: there was nothing that touched them but looks, which they see.
    """
    row, text = going_on(violation), tidy(words)
    if outcome not in Violation.Outcome.values:
        raise ViolationError("outcome")
    told = {"suspended_until": None, "objection_due_at": None, "ended_at": timezone.now()}
    Violation.objects.filter(pk=row.pk).update(state=State.ENDED, outcome=outcome, **told)
    _mark(row)
    note(row, What.ENDED, text, actor=actor)
    known = row.events.filter(what__in=(What.WARNED, What.SUSPENDED)).exists()
    return tell(row, telling.ENDED, words=text, outcome=outcome) if known else 0


def lift_what_ran_out() -> int:
    """Lifts suspensions whose last day is over; how many."""
    over = list(Violation.objects.filter(state=State.SUSPENDED, suspended_until__lt=today()))
    for one in over:
        lift(one, actor=None)
    return len(over)


def _mark(row: Violation) -> None:
    """The account, or the organization, is suspended as long as one of its cases says so."""
    stopped = Violation.objects.filter(subject=row.subject_id, state=State.SUSPENDED).exists()
    told = {"subject": row.subject_id, "suspended_at__isnull": stopped}
    since = timezone.now() if stopped else None
    if row.user_id:
        User.objects.filter(**told).update(suspended_at=since)
    else:
        resumed = {} if stopped else {"resumed_at": timezone.now()}
        Organization.objects.filter(**told).update(suspended_at=since, **resumed)
