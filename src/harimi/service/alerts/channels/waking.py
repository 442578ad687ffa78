"""When a channel is due."""

from datetime import datetime

from django.db.models import Min, Q
from django.utils import timezone

from harimi.service.alerts.models import Channel, Telling
from harimi.service.platform.bell import ring

JOB = "tell of alerts"


def waiting() -> Q:
    """Tellings that a worker has to send."""
    return Q(state=Telling.State.WAITING, letter=None)


def next_due(channel: Channel) -> datetime | None:
    """When the next telling is to be sent; None where there is none."""
    found: datetime | None = Telling.objects.filter(waiting(), channel=channel).aggregate(first=Min("due_at"))["first"]
    return found


def wake(channel: Channel, at: datetime | None = None) -> None:
    """It is due from then on, by default when its next telling is; a pause that it makes for another side that is away stays.

    Call it in the transaction in which there is something to tell.
    """
    moment = at or next_due(channel)
    if moment is None:
        return
    later = Q(due_at=None) | Q(due_at__gt=moment, fails=0)
    usable = Channel.objects.filter(pk=channel.pk, state=Channel.State.WORKS, ended_at=None)
    if usable.filter(later).update(due_at=moment) and moment <= timezone.now():
        ring(JOB)
