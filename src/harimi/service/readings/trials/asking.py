"""A reread is asked for, accepted or dropped; workers do the rest."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from harimi.service.accounts.models import Organization
from harimi.service.captures.models import Cut
from harimi.service.meters.models import Meter, Site
from harimi.service.platform.bell import ring
from harimi.service.readings.models import Reread

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


def forget_undecided(now: datetime | None = None) -> int:
    """Drops those that nobody decided about in time, how many; what was decided so long ago leaves the list."""
    before = (now or timezone.now()) - KEPT
    Reread.objects.filter(asked_at__lt=before, state__in=(State.ACCEPTED, State.DROPPED)).delete()
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
