"""A run's steps that staff take: begun, issued, dropped."""

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.billing.due.outstanding import LOOKED_BACK
from harimi.service.billing.models import Invoice, Run, RunPart
from harimi.service.billing.months import first_of, last_of, next_of
from harimi.service.contracts.models import Contract
from harimi.service.privacy.audit import record
from harimi.service.privacy.days import today

State = Run.State


class RunError(ValueError):
    """A step that cannot be taken; `code` is a text `billing.error.<code>`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def begin(month: date, *, actor: User | None) -> Run:
    """Has workers find out what everybody would be charged for a month that is over. Raises `RunError`."""
    month = first_of(month)
    if last_of(month) >= today():
        raise RunError("not_over")
    if month < _earliest():
        raise RunError("too_early")
    try:
        with transaction.atomic():
            run = Run.objects.create(month=month, made_by=actor)
            RunPart.objects.bulk_create(_parts(run), batch_size=1000)
            record(
                "run_begun", actor=actor.subject_id if actor else None, clause="2-2(1)", purpose="fees", case=f"{month:%Y-%m}"
            )
    except IntegrityError as error:
        raise RunError("another_run") from error
    return run


@transaction.atomic
def issue(run: Run, *, actor: User) -> None:
    """Has workers issue what was tried. Raises `RunError`."""
    _step(run, (State.READY,), State.ISSUING, issued_at=timezone.now(), issued_by=actor)
    run.parts.exclude(state=RunPart.State.ISSUED).update(state=RunPart.State.WAITING, due_at=timezone.now(), tries=0, fault="")
    record("run_issued", actor=actor.subject_id, clause="2-2(1)", purpose="invoicing", case=f"{run.month:%Y-%m}")


@transaction.atomic
def drop(run: Run, *, actor: User) -> None:
    """Nothing comes of a run of which nothing was issued. Raises `RunError`."""
    _step(run, (State.TRIAL, State.READY), State.DROPPED)
    run.parts.update(due_at=None)
    record("run_dropped", actor=actor.subject_id, clause="2-2(1)", purpose="fees", case=f"{run.month:%Y-%m}")


@transaction.atomic
def retry(run: Run, *, actor: User) -> int:
    """Those that failed once more; how many. Raises `RunError`."""
    if not Run.objects.filter(pk=run.pk, state=State.DONE).update(state=State.ISSUING, done_at=None):
        raise RunError("not_possible")
    record("run_issued", actor=actor.subject_id, clause="2-2(1)", purpose="invoicing", case=f"{run.month:%Y-%m}")
    failed = run.parts.filter(state=RunPart.State.FAILED)
    return failed.update(state=RunPart.State.WAITING, due_at=timezone.now(), tries=0, fault="")


def failed(run: Run) -> QuerySet[RunPart]:
    """Customers whose part could not be done."""
    return run.parts.filter(state=RunPart.State.FAILED)


def _earliest() -> date:
    """The first month that was ever billed; before the first run, as far back as runs look."""
    first = Invoice.objects.order_by("month").values_list("month", flat=True).first()
    return first or next_of(first_of(today()), -1 - LOOKED_BACK)


def _parts(run: Run) -> list[RunPart]:
    """Everybody whose contract had begun by the end of the month, ended ones too: something may be left to bill."""
    begun = Contract.objects.filter(since__lte=last_of(run.month)).order_by("pk").values_list("organization", flat=True)
    now = timezone.now()
    return [RunPart(run=run, organization_id=one, due_at=now) for one in begun]


def _step(run: Run, before: tuple[State, ...], after: State, **told: object) -> None:
    if not Run.objects.filter(pk=run.pk, state__in=before).update(state=after, **told):
        raise RunError("not_possible")
    run.refresh_from_db()
