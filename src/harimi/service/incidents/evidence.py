"""What incidents tell for the periodic review: how many were known, and of how many a report is late."""

from collections.abc import Iterator
from datetime import datetime

from harimi.service.incidents.models import Incident
from harimi.service.incidents.reminding import is_late
from harimi.service.privacy.evidence import Line, offer


def declare() -> None:
    """Called once Django has started."""
    offer(incidents)


def incidents(since: datetime, until: datetime) -> Iterator[Line]:
    """Those that were known in the period, and those whose report should be made by its end."""
    yield Line("incidents", "", Incident.objects.filter(known_at__gt=since, known_at__lte=until).count())
    late = sum(is_late(one, until) for one in Incident.objects.filter(state=Incident.State.OPEN))
    yield Line("incidents_late", "", late, bad=bool(late))
