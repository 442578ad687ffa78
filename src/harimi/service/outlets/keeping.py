"""How long events are kept: some weeks, and longer while an outlet that is switched on has not been told of them."""

from datetime import datetime, timedelta

from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from harimi.service.outlets.models import Event, Journal, Outlet, SetAside
from harimi.service.privacy.held import held
from harimi.service.privacy.holdings import held_back

TOLD = timedelta(days=30)
"""As long as they can be sent once more, or read by the API; what waits is kept three times as long, as the policy says."""
AT_A_TIME = 5000


def forget_old(now: datetime | None = None) -> int:
    """Deletes events that nobody waits for any more; how many. A journal that nobody hears is switched off."""
    at = now or timezone.now()
    gone = 0
    for journal in Journal.objects.exclude(organization__subject__in=held_back()):
        mine = Event.objects.filter(organization=journal.pk, made_at__lt=at - TOLD)
        told = mine.filter(number__lte=_told_to_all(journal)).exclude(pk__in=SetAside.objects.values("event"))
        given_up = mine.filter(made_at__lt=at - held().kept("event"))
        gone += _deleted(told) + _deleted(given_up)
    heard = Q(organization__outlets__isnull=False) | Q(read_at__gte=at - TOLD) | Q(since__gte=at - TOLD)
    Journal.objects.filter(on=True).exclude(heard).update(on=False)
    return gone


def _deleted(rows: QuerySet[Event]) -> int:
    gone = 0
    while found := list(rows.values_list("pk", flat=True)[:AT_A_TIME]):
        gone += Event.objects.filter(pk__in=found).delete()[0]
    return gone


def _told_to_all(journal: Journal) -> int:
    """The number up to which every outlet that is switched on was told."""
    least = Outlet.objects.filter(organization=journal.pk, on=True).aggregate(least=Min("position"))["least"]
    return journal.last if least is None else int(least)
