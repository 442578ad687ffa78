"""What happens to alerts by time alone: quiet hours end, a snooze ends, and nobody acknowledged.

1. Where it is no longer quiet, or no longer snoozed, people are told of what still is so.
2. Where nobody acknowledged an open one for so many minutes, the next step of the escalation is told.
3. The row says when next.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from harimi.service.alerts.happening import happened, next_due
from harimi.service.alerts.models import OPEN, Alert, Happened
from harimi.service.alerts.quiet import quiet_until
from harimi.service.platform.leases import finish_all, hold
from harimi.service.platform.working import put_off, work_on

JOB = "wake alerts"


def wake_one() -> bool:
    """Does what is due for one alert; whether there was one."""
    due = Alert.objects.filter(state__in=OPEN).exclude(due_at=None)
    return work_on(due, _wake, lambda alert, _: put_off(alert), joined=("rule", "meter__site"))


@transaction.atomic
def _wake(alert: Alert) -> None:
    now = timezone.now()
    hold(alert)  # whoever acts now waits, and what they did before is seen
    alert.refresh_from_db(fields=["state", "level", "quiet_until", "snoozed_until", "step", "told_at"])
    what = _over(alert)
    if what is None and alert.rule is not None and (at := next_due(alert, alert.rule)) is not None and at <= now:
        alert.step += 1
        what = Happened.ESCALATED
    told: dict[str, Any] = {"quiet_until": alert.quiet_until, "snoozed_until": alert.snoozed_until, "step": alert.step}
    finish_all([alert], again_at=next_due(alert, alert.rule), **told, told_at=alert.told_at)
    if what is not None and alert.state == Alert.State.OPEN:
        happened(alert, what)


def _over(alert: Alert) -> Happened | None:
    """What of quiet hours and a snooze is over; an escalation counts from then on."""
    now = timezone.now()
    found: Happened | None = None
    if alert.quiet_until is not None and alert.quiet_until <= now:
        alert.quiet_until, found = None, Happened.QUIET_OVER
    if alert.snoozed_until is not None and alert.snoozed_until <= now:
        alert.snoozed_until, found = None, Happened.SNOOZE_OVER
    if found is not None:
        alert.told_at = _quiet_until(alert, now) or now
    return found


def _quiet_until(alert: Alert, now: datetime) -> datetime | None:
    """A snooze may end in quiet hours: it is told once they are over."""
    zone = alert.meter.site.zone
    return quiet_until(alert.rule.quiet, alert.level, now, zone) if alert.rule else None
