"""Asked for, listed, accepted, dropped: the life of a reread."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from harimi.service.accounts.models import Organization
from harimi.service.captures.models import Cut
from harimi.service.meters.models import Meter, Register, Site
from harimi.service.platform.bell import ring
from harimi.service.platform.leases import LeaseLostError, finish, put_off, work_on
from harimi.service.readings.models import Attempt, Reread, Trial
from harimi.service.readings.reading import mark

State = Reread.State
AT_A_TIME = 500
KEPT = timedelta(days=30)
"""An undecided one is dropped after so long."""
LISTED, ACCEPTED = "list a reread", "accept a reread"


class RereadError(ValueError):
    """What cannot be done with a reread as it stands; the message says why."""


def ask(of: Organization | Site | Meter, since: datetime, until: datetime) -> Reread:
    """Has all pictures of that time read once more, on trial. Raises `RereadError` where there is none."""
    if until <= since:
        raise RereadError("the time ends before it begins")
    now = timezone.now()
    row = Reread(since=since, until=until, due_at=now, **_scope(of))
    row.total = pictures(row).count()
    if not row.total:
        raise RereadError("no photograph of that time is kept that could be read")
    with transaction.atomic():
        row.save()
        ring(LISTED)
    return row


def pictures(row: Reread) -> QuerySet[Cut]:
    """What it reads: pictures that are kept and cut to a face."""
    kept = Cut.objects.filter(taken_at__gte=row.since, taken_at__lt=row.until, frame__isnull=False)
    if row.meter_id:
        return kept.filter(installation__meter=row.meter_id)
    if row.site_id:
        return kept.filter(installation__meter__site=row.site_id)
    return kept.filter(installation__meter__site__organization=row.organization_id)


def list_one() -> bool:
    """Lists the pictures of one reread as trials; whether there was one."""
    return work_on(Reread.objects.filter(state=State.LISTING), _list, lambda row, _: put_off(row))


def _list(row: Reread) -> None:
    """In parts, each with how far it came: whoever is killed goes on from there, and lists each picture once."""
    while True:
        part = list(pictures(row).filter(pk__gt=row.reached).order_by("pk")[:AT_A_TIME])
        with transaction.atomic():
            Trial.objects.bulk_create(_trials(row, part), ignore_conflicts=True)
            if len(part) < AT_A_TIME:
                finish(row, state=State.READING)
                ring("read a trial", min(AT_A_TIME, row.total))
                return
            _hold(row, reached=part[-1].pk)


def _trials(row: Reread, cuts: list[Cut]) -> list[Trial]:
    meters = dict(Cut.objects.filter(pk__in=[one.pk for one in cuts]).values_list("pk", "installation__meter_id"))
    registers: dict[object, list[Register]] = {}
    for register in Register.objects.filter(meter__in=set(meters.values())):
        registers.setdefault(register.meter_id, []).append(register)
    now = timezone.now()
    return [
        Trial(reread=row, cut=cut, register=register, taken_at=cut.taken_at, due_at=now)
        for cut in cuts
        for register in registers.get(meters.get(cut.pk), ())
    ]


@transaction.atomic
def accept(row: Reread) -> None:
    """What was read on trial stands from now on, once workers took it over. Raises `RereadError` while it is not all read."""
    row.refresh_from_db()
    if row.state != State.READING or row.trials.filter(due_at__isnull=False).exists():
        raise RereadError(f"it is {row.state}: only one that was read wholly and not decided about can be accepted")
    if Reread.objects.filter(pk=row.pk, state=State.READING).update(state=State.ACCEPTING, due_at=timezone.now()) != 1:
        raise RereadError("somebody else decided about it at the same moment")
    ring(ACCEPTED)


def drop(row: Reread) -> None:
    """Nothing of it is kept. Raises `RereadError` once it was accepted."""
    undecided = Reread.objects.filter(pk=row.pk, state__in=(State.LISTING, State.READING))
    if undecided.update(state=State.DROPPED, due_at=None, lease=None) != 1:
        raise RereadError("it was accepted or dropped already")
    row.trials.all().delete()


def accept_one() -> bool:
    """Takes over what one accepted reread found; whether there was one."""
    return work_on(Reread.objects.filter(state=State.ACCEPTING), _accept, lambda row, _: put_off(row))


def _accept(row: Reread) -> None:
    """In parts: each trial becomes the attempt at its picture and is gone, and its register is decided again from there on."""
    while True:
        part = list(row.trials.select_related("register", "cut").order_by("taken_at", "pk")[:AT_A_TIME])
        with transaction.atomic():
            for trial in part:
                _take_over(trial)
            row.trials.filter(pk__in=[one.pk for one in part]).delete()
            if not part:
                finish(row, state=State.ACCEPTED)
                return
            _hold(row, taken=row.taken + len(part))
            row.taken += len(part)


def _take_over(trial: Trial) -> None:
    if trial.read_at is None or trial.face_id is None:
        return
    found = {name: getattr(trial, name) for name in ("face_id", "models_used", "alternatives", "reasons", "evidence")}
    known = {"taken_at": trial.taken_at, "settled": False}
    Attempt.objects.update_or_create(cut=trial.cut, register=trial.register, defaults=found | known)
    mark(trial.register, trial.taken_at)


def forget_undecided(now: datetime | None = None) -> int:
    """Drops those that nobody decided about in time; how many."""
    before = (now or timezone.now()) - KEPT
    old = list(Reread.objects.filter(asked_at__lt=before, state__in=(State.LISTING, State.READING)))
    for row in old:
        drop(row)
    return len(old)


def _scope(of: Organization | Site | Meter) -> dict[str, object]:
    if isinstance(of, Meter):
        return {"organization": of.site.organization, "site": of.site, "meter": of}
    if isinstance(of, Site):
        return {"organization": of.organization, "site": of}
    return {"organization": of}


def _hold(row: Reread, **changes: object) -> None:
    """Fails if another worker has it by now."""
    until = timezone.now() + timedelta(seconds=settings.HARIMI.lease_seconds)
    if Reread.objects.filter(pk=row.pk, lease=row.lease).update(lease_until=until, **changes) != 1:
        raise LeaseLostError(f"reread {row.pk} was taken over or dropped")
    for name, value in changes.items():
        setattr(row, name, value)
