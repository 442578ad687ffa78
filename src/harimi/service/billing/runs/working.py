"""The workers' part of a run: one customer in one transaction, so that a run that is killed goes on where it was."""

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone

from harimi.service.billing.invoicing.issuing import Draft, drafts, issue
from harimi.service.billing.keeping import forget_old
from harimi.service.billing.models import Invoice, Run, RunPart
from harimi.service.billing.months import next_of
from harimi.service.contracts.models import Contract
from harimi.service.platform.jobs import offer, offer_tidying
from harimi.service.platform.leases import finish
from harimi.service.platform.working import put_off, work_on

State = RunPart.State
OPEN = (Run.State.TRIAL, Run.State.ISSUING)


def offer_billing() -> None:
    """Called once Django has started."""
    offer("bill", bill_one, waiting)
    offer_tidying(end_runs)
    offer_tidying(forget_old)


def waiting() -> QuerySet[RunPart]:
    """Customers whose turn it is."""
    return RunPart.objects.filter(state=State.WAITING, run__state__in=OPEN)


def bill_one() -> bool:
    """Does one customer's part; whether there was one."""
    done = work_on(waiting(), _do, _failed, joined=("run", "organization"))
    if not done:
        return end_runs()
    return True


def _do(part: RunPart) -> None:
    contract = Contract.objects.select_related("organization").get(organization=part.organization_id)
    if part.run.state == Run.State.TRIAL:
        found = drafts(contract, part.run.month)
        finish(part, state=State.TRIED, before=_before(part), **_told(found))
        return
    with transaction.atomic():
        made = issue(contract, part.run.month, run=part.run)
        yen = sum(one.total for one in made)
        finish(part, state=State.ISSUED if made else State.NOTHING, yen=yen)


def _told(found: list[Draft]) -> dict[str, int]:
    lines = [line for one in found for line in one.lines]
    return {
        "yen": sum(one.total for one in found),
        "lines": len(lines),
        "corrections": sum(line.corrects for line in lines),
    }


def _before(part: RunPart) -> int:
    """Yen of the month before, as they were billed."""
    last = Invoice.objects.filter(organization=part.organization_id, month=next_of(part.run.month, -1))
    return last.aggregate(yen=Sum("total"))["yen"] or 0


def _failed(part: RunPart, error: Exception) -> None:
    put_off(part, state=State.FAILED, fault=type(error).__name__[:40])


def end_runs() -> bool:
    """A run of which nothing waits any more is ready to be looked at, or done; whether there was one."""
    ended = False
    for run in Run.objects.filter(state__in=OPEN):
        if not run.parts.filter(state=State.WAITING).exists():
            trial = run.state == Run.State.TRIAL
            after = {"state": Run.State.READY} if trial else {"state": Run.State.DONE, "done_at": timezone.now()}
            ended |= bool(Run.objects.filter(pk=run.pk, state=run.state).update(**after))
    return ended
