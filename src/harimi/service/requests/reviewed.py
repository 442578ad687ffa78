"""What requests tell for the periodic review: how many came, how they ended, and how many were answered too late."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from django.db.models import F

from harimi.service.privacy.evidence import Line, at_least, offer
from harimi.service.requests.clock import day_in_japan
from harimi.service.requests.models import Ended, Request
from harimi.service.requests.states import RUNNING


def declare() -> None:
    """Called once Django has started."""
    offer(requests)


def requests(since: datetime, until: datetime) -> Iterator[Line]:
    """By kind and outcome; late are those that were answered after their day, and those that still are not."""
    first, last = day_in_japan(since), day_in_japan(until)
    ended = Ended.objects.filter(answered_on__gt=first, answered_on__lte=last)
    counts = Counter(f"{kind}: {outcome}" for kind, outcome in ended.values_list("kind", "outcome"))
    yield from at_least("requests", sorted(counts.items()))
    late = ended.filter(answered_on__gt=F("due_on")).count()
    late += Request.objects.filter(state__in=RUNNING, due_on__lt=last).count()
    yield Line("requests_late", "", late, bad=bool(late))
