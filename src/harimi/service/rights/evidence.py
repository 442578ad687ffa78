"""What rights tell for the periodic review: how many were erased, and how many too late."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from harimi.service.privacy.evidence import Line, offer
from harimi.service.rights.models import Leaving

LATE = timedelta(hours=1)
"""So long after it is due an erasure is late."""


def declare() -> None:
    """Called once Django has started."""
    offer(erasures)


def erasures(since: datetime, until: datetime) -> Iterator[Line]:
    """Those that were over in the period, and those that should be over by its end and are not."""
    yield Line("erasures", "", Leaving.objects.filter(done_at__gt=since, done_at__lte=until).count())
    late = Leaving.objects.filter(done_at=None, due_at__lt=until - LATE).count()
    yield Line("erasures_late", "", late, bad=bool(late))
