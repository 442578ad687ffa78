"""Who is told of what happened to an alert: one row for each channel that hears of it, written once however often it is asked.

What happens by time (the end of quiet hours or of a snooze, the next step of an escalation) is an event of its own, so that
nothing here waits for a clock.
"""

from collections.abc import Collection, Container
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from harimi.service.accounts.access import Action, members_who
from harimi.service.accounts.addresses import proven
from harimi.service.accounts.models import Organization
from harimi.service.alerts.channels.services import mail_to
from harimi.service.alerts.channels.waking import wake
from harimi.service.alerts.models import Alert, AlertEvent, Channel, Ended, Happened, Hearing, Level, Telling
from harimi.service.alerts.telling.wording import CLOSING

OPENING = (Happened.OPENED, Happened.RAISED, Happened.QUIET_OVER, Happened.SNOOZE_OVER)
TOGETHER = timedelta(seconds=10)
"""So long one waits for more of the same: what one cause brings about comes within seconds."""
PACE, AT_ONCE = timedelta(minutes=10), 3
"""Of one place a channel tells so many messages in so long a time by themselves …"""
GATHERED, MOST_GATHERED = timedelta(minutes=1), 5
"""… and then one for all that came in a minute, in two, in three: the longer the more there are. An alarm does not wait."""


def changed(payload: dict[str, Any]) -> None:
    """The outbox tells that something happened to an alert."""
    joined = ("alert__organization", "alert__rule", "alert__meter")
    event = AlertEvent.objects.filter(pk=payload["event"]).select_related(*joined).first()
    if event is not None:
        plan(event)


def plan(event: AlertEvent, now: datetime | None = None) -> None:
    """Writes down who is told of it, and forgets what need not be told any more."""
    moment = now or timezone.now()
    if event.alert.organization.ended_at is not None:
        return
    with transaction.atomic():
        if event.what in (*CLOSING, Happened.ACKNOWLEDGED, Happened.SNOOZED):
            _forget(event)
        for channel in _listeners(event, moment):
            _tell(event, channel, moment)


def heard(alert: Alert, before: AlertEvent) -> Collection[UUID]:
    """The channels by which people know of an alert, or may: what was handed over without an answer counts."""
    told = Telling.objects.filter(Q(state=Telling.State.SENT) | Q(message__isnull=False), event__alert=alert)
    return set(told.filter(event__lt=before.pk).values_list("channel", flat=True))


def overtaken(event: AlertEvent, now: datetime) -> bool:
    """Whether it need not be told: it is over, somebody saw to it since, or nobody is to be told now, whose end is an event."""
    alert = event.alert
    seen_to = alert.acknowledged_at is not None and alert.acknowledged_at >= event.at
    quiet = any(until is not None and until > now for until in (alert.quiet_until, alert.snoozed_until))
    return not alert.is_open or (alert.state == Alert.State.ACKNOWLEDGED and seen_to) or quiet


def late_alarm(event: AlertEvent) -> bool:
    """Whether it is the end of an alarm that was over before anybody knew of it, as in a backlog: all is told by it."""
    alert = event.alert
    over = event.what == Happened.ENDED and alert.ended_because == Ended.OVER
    return over and alert.level == Level.ALARM and alert.until is not None and alert.until <= alert.opened_at


def _listeners(event: AlertEvent, now: datetime) -> list[Channel]:
    alert = event.alert
    open_ones = Channel.objects.filter(organization=alert.organization_id, ended_at=None)
    if event.what == Happened.ENDED and alert.ended_because == Ended.EXPLAINED:
        return []
    if event.what in CLOSING:
        late = late_alarm(event)
        return _hearing(alert, open_ones, (0,)) if late else list(open_ones.filter(pk__in=heard(alert, event)))
    if overtaken(event, now):
        return []
    if event.what in OPENING:
        return _hearing(alert, open_ones, range(alert.step + 1))
    if event.what == Happened.ESCALATED and alert.state == Alert.State.OPEN:
        known = heard(alert, event)
        return [one for one in _hearing(alert, open_ones, (event.step,)) if one.pk not in known]
    return []


def _hearing(alert: Alert, open_ones: QuerySet[Channel], steps: Container[int]) -> list[Channel]:
    """Those that the rule names for one of the steps; where it names none, those that hear of everything, at once.

    A step that the rule has no more is its last one: whoever stands there would never hear of anything.
    """
    named = Hearing.objects.filter(rule=alert.rule_id, channel__ended_at=None).values_list("channel", "step")
    if alert.rule is not None and named:
        last = len(alert.rule.escalation)
        return list(open_ones.filter(pk__in=[pk for pk, step in named if min(step, last) in steps]))
    _begin(alert)
    return list(open_ones.filter(everything=True))


def _begin(alert: Alert) -> None:
    """An organization that never said how it is told is told by mail to its owners."""
    if Channel.objects.filter(organization=alert.organization_id).exists():
        return
    mailed_owners(alert.organization)


def mailed_owners(where: Organization) -> list[Channel]:
    """Whoever answers for it is told by mail from now on."""
    owners = [one for one in members_who(where, Action.MANAGE_CONTRACT) if proven(one.email)]
    return [mail_to(where, one, actor=None) for one in owners]


def _forget(event: AlertEvent) -> None:
    """What nobody can have heard need not be told any more; what was handed over without an answer is left to the worker."""
    untold = Telling.objects.filter(state=Telling.State.WAITING, message=None, event__alert=event.alert, event__lt=event.pk)
    untold.exclude(event__what__in=CLOSING).update(state=Telling.State.SUPERSEDED, done_at=event.at)


def _tell(event: AlertEvent, channel: Channel, now: datetime) -> None:
    at = _due(event, channel, now)
    _, made = Telling.objects.get_or_create(event=event, channel=channel, defaults={"asked_at": now, "due_at": at})
    if made:
        wake(channel, at)


def _due(event: AlertEvent, channel: Channel, now: datetime) -> datetime:
    """Soon; later where a channel tells much of the same place already."""
    soon = now + TOGETHER
    if event.level == Level.ALARM:
        return soon
    site = event.alert.meter.site_id
    told = Telling.objects.filter(
        channel=channel, event__alert__meter__site=site, done_at__gt=now - PACE, state=Telling.State.SENT
    )
    found = told.values("message").distinct().count()
    if found < AT_ONCE:
        return soon
    last: datetime = told.aggregate(last=Max("done_at"))["last"]
    return max(soon, last + GATHERED * min(found - AT_ONCE + 1, MOST_GATHERED))
