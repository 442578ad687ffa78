"""When a channel is due."""

from datetime import datetime

from django.db.models import Case, DateTimeField, F, Min, Q, Value, When
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

    Call it in the transaction in which there is something to tell. The row is written in any case: so whoever finishes work on
    it at this moment waits, and sees what there is to tell, or this waits for them.
    """
    moment = at or next_due(channel)
    if moment is None:
        return
    told = Value(moment, DateTimeField())
    sooner = Case(When(due_at=None, then=told), When(fails=0, due_at__gt=moment, then=told), default=F("due_at"))
    Channel.objects.filter(pk=channel.pk, ended_at=None).update(due_at=sooner)
    if moment <= timezone.now():
        ring(JOB)
