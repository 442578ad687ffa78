"""Who is told that a request waits: the privacy officer before it is due, administrators when it nearly is, whoever asks when
it waits for them.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.accounts.staff import StaffRole, staff_in
from harimi.service.notices.letters import write
from harimi.service.notices.models import Message
from harimi.service.privacy.manifest import current
from harimi.service.requests import letters
from harimi.service.requests.clock import IDENTIFY, SOON, URGENT, day_in_japan
from harimi.service.requests.models import Request
from harimi.service.requests.states import RUNNING

log = structlog.stdlib.get_logger(__name__)
MORNING = 9
State = Request.State
THEIRS = (State.RECEIVED, State.IDENTIFYING, State.QUOTED)
"""What waits for whoever asks."""


def remind(now: datetime | None = None) -> int:
    """Once a day: staff of what is due, all of them counts alone; how many letters."""
    at = (now or timezone.now()).astimezone(ZoneInfo(current().deadlines.time_zone))
    if at.hour < MORNING:
        return 0
    today = at.date()
    soon = [one for one in Request.objects.filter(state__in=RUNNING) if (one.due_on - today).days <= SOON]
    late = [one for one in soon if one.due_on < today]
    urgent = [one for one in soon if (one.due_on - today).days <= URGENT]
    if late:
        log.error("requests are not answered in time", count=len(late))
    told = {"late": len(late), "urgent": len(urgent) - len(late), "soon": len(soon) - len(urgent)}
    people = {*staff_in(StaffRole.PRIVACY), *(staff_in(StaffRole.ADMINISTRATOR) if urgent else ())}
    return sum(_remind(user, at, told) for user in people) if soon else 0


def remind_askers(now: datetime | None = None) -> int:
    """Whoever has not shown who they are, or agreed to the fee, hears once that it waits for them; how many."""
    at = now or timezone.now()
    waiting = Request.objects.filter(state__in=THEIRS, reminded_at=None, arrived_at__lt=at - timedelta(days=IDENTIFY - 1))
    rows = [one for one in waiting if (day_in_japan(at) - day_in_japan(one.arrived_at)).days >= IDENTIFY]
    for row in rows:
        if Request.objects.filter(pk=row.pk, reminded_at=None).update(reminded_at=at):
            letters.tell(row, letters.WAITING, quoted=row.state == State.QUOTED)
    return len(rows)


def late(now: datetime | None = None) -> int:
    """How many were not answered in time and still are not."""
    return Request.objects.filter(state__in=RUNNING, due_on__lt=day_in_japan(now or timezone.now())).count()


def _remind(user: User, at: datetime, told: dict[str, int]) -> bool:
    since = at.replace(hour=0, minute=0, second=0, microsecond=0)
    if Message.objects.filter(letter=letters.DUE, user=user, asked_at__gte=since).exists():
        return False
    return write(letters.DUE, to=user, context=told) is not None
