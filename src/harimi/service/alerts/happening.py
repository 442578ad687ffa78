"""What happens to an alert: the row changes, an event is kept, and others hear of it, all in one transaction."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.alerts.models import OPEN, Alert, AlertEvent, Ended, Happened, Rule
from harimi.service.platform.outbox import tell

CHANGED = "alert.changed"


def happened(alert: Alert, what: Happened, *, actor: User | None = None, note: str = "", at: datetime | None = None) -> None:
    """Keeps it and tells others. Call it in the transaction in which the alert changes."""
    moment = at or timezone.now()
    event = AlertEvent.objects.create(
        alert=alert, what=what, at=moment, level=alert.level, step=alert.step, actor=actor, note=note
    )
    tell(CHANGED, {"alert": str(alert.pk), "event": event.pk, "what": what})


def end(alert: Alert, because: Ended, *, until: datetime | None = None, actor: User | None = None, note: str = "") -> bool:
    """It ends; whether it had not before. One of which values were corrected says so even when it is over already.

    Only what is really over says `until` when it was so.
    """
    states = Q(state__in=OPEN)
    if because == Ended.CORRECTED:
        states |= Q(state=Alert.State.ENDED, ended_because=Ended.OVER)
    now = timezone.now()
    told = {"state": Alert.State.ENDED, "ended_because": because, "ended_at": now, "due_at": None}
    left = until or alert.until or now if because == Ended.OVER else None
    if not Alert.objects.filter(states, pk=alert.pk).update(**told, until=left):
        return False
    alert.refresh_from_db()
    happened(alert, Happened.CORRECTED if because == Ended.CORRECTED else Happened.ENDED, actor=actor, note=note)
    return True


def next_due(alert: Alert, rule: Rule | None) -> datetime | None:
    """When something happens to it by time alone."""
    if alert.state not in OPEN:
        return None
    moments = [one for one in (alert.quiet_until, alert.snoozed_until) if one is not None]
    if moments:
        return max(moments)
    steps = [] if rule is None or alert.state != Alert.State.OPEN else rule.escalation
    return alert.told_at + timedelta(minutes=steps[alert.step]) if alert.step < len(steps) else None
