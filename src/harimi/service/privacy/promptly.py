"""Whether stops and withdrawals were obeyed in time: rows collected after them are breaches, and somebody must know."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max, QuerySet

from harimi.service.privacy.manifest import current
from harimi.service.privacy.models import AccessDevice, AccessLog, Choice

Kind = Choice.Kind
STOPS, CONSENTS = (Kind.STOP, Kind.RESUMPTION), (Kind.CONSENT, Kind.WITHDRAWAL)
Rows = Callable[[UUID | None, datetime], int]
"""How many rows of a subject came in after a moment."""


@dataclass(frozen=True, slots=True)
class Breach:
    """Rows of an item that came in after its use was stopped and the time for it was over."""

    item: str
    rows: int


def breaches() -> list[Breach]:
    """What the collectors of My Account wrote although it was stopped (3-2) or its consent withdrawn (3-1)."""
    return [
        *breach("access_log", (STOPS,), lambda who, late: AccessLog.objects.filter(subject=who, at__gt=late).count()),
        *breach(
            "access_device",
            (STOPS, CONSENTS),
            lambda who, late: AccessDevice.objects.filter(subject=who, last_at__gt=late).count(),
        ),
    ]


def breach(item: str, pairs: tuple[tuple[str, str], ...], rows: Rows) -> list[Breach]:
    """The breach of one item, if there is any; `pairs` are the choices that can end it."""
    late = timedelta(seconds=current().deadlines.promptly_seconds)
    found = sum(rows(choice.subject_id, choice.at + late) for pair in pairs for choice in _ended(item, pair))
    return [Breach(item, found)] if found else []


def _ended(item: str, pair: tuple[str, str]) -> QuerySet[Choice]:
    last = Choice.objects.filter(item=item, kind__in=pair).values("subject").annotate(last=Max("id")).values("last")
    return Choice.objects.filter(id__in=last, kind__in=(Kind.STOP, Kind.WITHDRAWAL))
