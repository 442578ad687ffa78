"""Staff are told once a working day what is due: how many cases, and nothing of whose."""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.accounts.staff import StaffRole, staff_in
from harimi.service.notices.letters import write
from harimi.service.notices.models import Message as Mail
from harimi.service.support.answering import RUNNING
from harimi.service.support.clock import EVENING, MORNING, ZONE, works
from harimi.service.support.letters import DUE
from harimi.service.support.models import Case


def remind(now: datetime | None = None) -> int:
    """Writes to everybody who has something due today, or whom what nobody has may concern; how many letters."""
    at = (now or timezone.now()).astimezone(ZONE)
    if not works(at.date()) or at.time() < MORNING:
        return 0
    return sum(_remind(user, at) for user in staff_in(StaffRole.SUPPORT))


def _remind(user: User, at: datetime) -> bool:
    if Mail.objects.filter(letter=DUE, user=user, asked_at__gte=at.replace(hour=0, minute=0, second=0, microsecond=0)).exists():
        return False
    tonight = datetime.combine(at.date(), EVENING, tzinfo=ZONE)
    mine = Case.objects.filter(Q(assigned=user) | Q(assigned=None), state__in=RUNNING, due_at__lte=tonight)
    late = mine.filter(due_at__lt=at).count()
    told = {"overdue": late, "today": mine.count() - late}
    return any(told.values()) and write(DUE, to=user, context=told) is not None
