"""What workers do about alerts, and what makes registers due."""

from harimi.service.alerts import judging, waking, watching
from harimi.service.alerts.firsts import make_first
from harimi.service.alerts.models import OPEN, Alert, Watch
from harimi.service.platform.jobs import offer, offer_tidying
from harimi.service.platform.outbox import on
from harimi.service.readings.imports.reading_write import IMPORTED
from harimi.service.readings.offering import provided
from harimi.service.readings.writing import CHANGED


def offer_all() -> None:
    """Called once Django has started."""
    offer(watching.JOB, provided(judging.judge_some), lambda: Watch.objects.exclude(due_at=None))
    offer(waking.JOB, provided(waking.wake_one), lambda: Alert.objects.filter(state__in=OPEN).exclude(due_at=None))
    on(CHANGED, watching.heard)
    on(IMPORTED, watching.heard)
    offer_tidying(watching.watch_all)
    offer_tidying(make_first)
