"""Whether stops and withdrawals were obeyed in time: rows collected after them are breaches, and somebody must know."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Max, QuerySet

from harimi.service.privacy.manifest import current
from harimi.service.privacy.models import AccessDevice, AccessLog, Choice

Kind = Choice.Kind


@dataclass(frozen=True, slots=True)
class Breach:
    """Rows of an item that came in after its use was stopped and the time for it was over."""

    item: str
    rows: int


def breaches() -> list[Breach]:
    """What the collectors wrote although it was stopped (3-2) or its consent withdrawn (3-1)."""
    found = []
    for item, pair in (("access_log", (Kind.STOP, Kind.RESUMPTION)), ("access_device", (Kind.CONSENT, Kind.WITHDRAWAL))):
        rows = sum(_after(item, choice) for choice in _ended(item, pair))
        if rows:
            found.append(Breach(item, rows))
    return found


def _ended(item: str, pair: tuple[str, str]) -> QuerySet[Choice]:
    last = Choice.objects.filter(item=item, kind__in=pair).values("subject").annotate(last=Max("id")).values("last")
    return Choice.objects.filter(id__in=last, kind__in=(Kind.STOP, Kind.WITHDRAWAL))


def _after(item: str, choice: Choice) -> int:
    late = choice.at + timedelta(seconds=current().deadlines.promptly_seconds)
    if item == "access_log":
        return AccessLog.objects.filter(subject=choice.subject_id, at__gt=late).count()
    return AccessDevice.objects.filter(subject=choice.subject_id, last_at__gt=late).count()
