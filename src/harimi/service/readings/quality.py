"""How well is read, counted once a day for each organization, so that a page over all of them asks a few thousand rows."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, QuerySet

from harimi.service.accounts.models import Organization
from harimi.service.meters.days import midnight
from harimi.service.meters.models import Face
from harimi.service.privacy.days import today
from harimi.service.privacy.gate import Use, permitted, using
from harimi.service.privacy.held import held
from harimi.service.privacy.manifest import current
from harimi.service.readings.models import Attempt, QualityDay, Reading

PURPOSE, ITEM = "upkeep", "display_content"
FRESH, LATE = 2, 7
"""Days that are counted anew each hour, and each day: a camera that had no signal is late, and people correct what they see."""
VERDICTS = ("published", "uncertain", "unreadable")
STATES = ("confirmed", "corrected", "rejected")
Key = tuple[str, str]
"""The kind of display and the reader."""
Told = tuple[UUID | None, str | None, str, int]
"""A face, a reader, what became of what they read, and how often."""


def count_fresh() -> int:
    """Today and yesterday."""
    return count_days(FRESH)


def count_days(how_many: int = LATE, now: date | None = None) -> int:
    """Counts the last days of all organizations whose photographs may be looked at for it; how many rows there are of them."""
    last = now or today()
    days = [last - timedelta(days=n) for n in range(how_many)]
    rows = 0
    with using(PURPOSE):
        for organization in _counted():
            rows += sum(count_day(organization, day) for day in days)
    return rows


def forget_old(now: date | None = None) -> int:
    """Deletes what was counted long enough ago; how many rows."""
    return QualityDay.objects.filter(day__lt=(now or today()) - held().kept("quality")).delete()[0]


def _counted() -> list[Organization]:
    every = list(Organization.objects.filter(ended_at=None).order_by("pk"))
    allowed = permitted(Use(PURPOSE, (ITEM,)), {one.subject_id for one in every})
    return [one for one in every if one.subject_id in allowed]


def count_day(organization: Organization, day: date) -> int:
    """Counts one day anew; how many rows it has."""
    zone = ZoneInfo(current().deadlines.time_zone)
    since, until = midnight(day, zone), midnight(day + timedelta(days=1), zone)
    of = {"register__meter__site__organization": organization}
    attempts = Attempt.objects.filter(**of, taken_at__gte=since, taken_at__lt=until, settled=True)
    readings = Reading.objects.filter(**of, at__gte=since, at__lt=until, by_person=True)
    found: dict[Key, Counter[str]] = defaultdict(Counter)
    _add(found, attempts.values_list("face", "models_used", "verdict").annotate(Count("pk")), VERDICTS)
    told = readings.values_list("attempt__face", "attempt__models_used", "state").annotate(Count("at"))
    _add(found, told, STATES)
    with transaction.atomic():
        QualityDay.objects.filter(organization=organization, day=day).delete()
        rows = [
            QualityDay(organization=organization, day=day, kind=kind, reader=reader, **counts)
            for (kind, reader), counts in found.items()
        ]
        QualityDay.objects.bulk_create(rows)
    return len(rows)


def _add(
    found: Mapping[Key, Counter[str]], told: Iterable[tuple[UUID | None, str | None, str, int]], known: Iterable[str]
) -> None:
    for face, reader, what, count in told:
        if what in known:
            found[_kind(face), reader or ""][what] += count


@lru_cache(maxsize=10_000)
def _kind(face: UUID | None) -> str:
    """The kind of a face's first display; empty where nobody looked by a face. A face never changes."""
    data = Face.objects.filter(pk=face).values_list("data", flat=True).first() if face else None
    displays = (data or {}).get("displays") or [{}]
    return str(displays[0].get("kind", ""))


def since(days: int, now: date | None = None) -> QuerySet[QualityDay]:
    """What was counted of the last so many days."""
    return QualityDay.objects.filter(day__gt=(now or today()) - timedelta(days=days))
