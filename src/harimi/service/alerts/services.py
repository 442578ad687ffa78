"""What people do with alerts: they see to one, put it off, or say that it is over."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from harimi.service.accounts.activity import note
from harimi.service.accounts.models import User
from harimi.service.alerts.errors import RuleError
from harimi.service.alerts.happening import end, happened, next_due
from harimi.service.alerts.models import OPEN, Alert, Ended, Happened

LONGEST_SNOOZE = timedelta(days=90)
LONGEST_NOTE = 1000


def acknowledge(alert: Alert, *, actor: User, words: str = "") -> bool:
    """They see to it: nobody else is told, and nothing escalates; whether nobody had before."""
    with transaction.atomic():
        told = {"state": Alert.State.ACKNOWLEDGED, "acknowledged_at": timezone.now(), "acknowledged_by": actor, "due_at": None}
        if not Alert.objects.filter(pk=alert.pk, state=Alert.State.OPEN).update(**told, quiet_until=None, snoozed_until=None):
            return False
        _done(alert, Happened.ACKNOWLEDGED, actor, words)
    return True


def snooze(alert: Alert, until: datetime, *, actor: User, words: str = "") -> bool:
    """Nobody is told of it until a moment; if it is so then, they are told again. Raises `RuleError` for another time.

    Whether it was still open.
    """
    if not timezone.now() < until <= timezone.now() + LONGEST_SNOOZE:
        raise RuleError("until")
    with transaction.atomic():
        told = {"state": Alert.State.OPEN, "snoozed_until": until, "step": 0}
        if not Alert.objects.filter(pk=alert.pk, state__in=OPEN).update(**told):
            return False
        _done(alert, Happened.SNOOZED, actor, words)
        Alert.objects.filter(pk=alert.pk).update(due_at=next_due(alert, alert.rule))
    return True


def end_by_hand(alert: Alert, *, actor: User, words: str = "") -> bool:
    """They say that it is over. What still is so opens no other alert before it was over once; whether it was open."""
    with transaction.atomic():
        if not end(alert, Ended.BY_HAND, actor=actor, note=words[:LONGEST_NOTE]):
            return False
        note(alert.organization, "alert.ended", actor=actor, about=alert.pk)
    return True


def _done(alert: Alert, what: Happened, actor: User, words: str) -> None:
    alert.refresh_from_db()
    happened(alert, what, actor=actor, note=words[:LONGEST_NOTE])
    note(alert.organization, f"alert.{what}", actor=actor, about=alert.pk)
