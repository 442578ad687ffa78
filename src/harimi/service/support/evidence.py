"""What support tells for the periodic review: how many inquiries were answered too late."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, Q

from harimi.service.privacy.evidence import Line, offer
from harimi.service.support.answering import RUNNING
from harimi.service.support.models import Case


def declare() -> None:
    """Called once Django has started."""
    offer(late)


def late(since: datetime, until: datetime) -> Iterator[Line]:
    """Those that were due in the period and not answered by then."""
    due = Case.objects.filter(due_at__gt=since, due_at__lte=until)
    count = due.filter(Q(answered_at__gt=F("due_at")) | Q(state__in=RUNNING)).count()
    yield Line("cases_late", "", count, bad=bool(count))
