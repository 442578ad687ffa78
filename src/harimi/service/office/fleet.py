"""How everything runs that is operated here: cameras, meters, how well is read, what waits. Counts: no value, no name."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, Sum

from harimi.service.devices.models import Device
from harimi.service.logistics.models import Unit
from harimi.service.meters.models import Meter
from harimi.service.platform.jobs import jobs
from harimi.service.platform.models import Chore, Heartbeat
from harimi.service.readings.counting import counted, registers_of
from harimi.service.readings.quality import STATES, VERDICTS, since
from harimi.service.readings.worker import SILENT

COUNTED = (*VERDICTS, *STATES)
_HEARD = (("day", timedelta(days=1)), ("week", timedelta(days=7)), ("month", timedelta(days=30)))


@dataclass(frozen=True, slots=True)
class Quality:
    """What became of photographs: of a day, a kind of display, a reader or a customer, whichever `of` names."""

    of: Any
    counts: Mapping[str, int]

    @property
    def decided(self) -> int:
        """How many photographs."""
        return sum(self.counts.get(one, 0) for one in VERDICTS)

    @property
    def share(self) -> float | None:
        """How much of it was read without a person; None of nothing."""
        return self.counts.get("published", 0) / self.decided if self.decided else None

    @property
    def corrected(self) -> int:
        """How many of the readings people had to mend."""
        return self.counts.get("corrected", 0) + self.counts.get("rejected", 0)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One kind of job: how many rows are due now, since when the oldest, and how many were given up."""

    name: str
    due: int
    oldest: datetime | None
    tried: int


def cameras(now: datetime) -> Mapping[str, int]:
    """Customers' cameras at work by when they were last heard."""
    heard = {name: Q(heard_at__gte=now - span) for name, span in _HEARD}
    wanted = {"day": heard["day"], "week": heard["week"] & ~heard["day"], "month": heard["month"] & ~heard["week"]}
    wanted |= {"longer": Q(heard_at__lt=now - _HEARD[-1][1]), "never": Q(heard_at=None)}
    working = Device.objects.filter(kind=Device.Kind.CAMERA, stopped_at=None, organization__ended_at=None)
    return working.aggregate(all=Count("pk"), **{name: Count("pk", filter=one) for name, one in wanted.items()})


def units() -> Mapping[str, int]:
    """The operator's own cameras by state."""
    return dict(Unit.objects.order_by().values_list("state").annotate(Count("pk")))


def meters(now: datetime) -> Mapping[str, int]:
    """All meters that are not retired, and how many of them need somebody for what."""
    found: Counter[str] = Counter()
    for row in counted(registers_of(Meter.objects.filter(site__organization__ended_at=None), now), now):
        found.update({name: count for name, count in row.items() if isinstance(count, int)})
    return found


def quality(by: str, days: int) -> list[Quality]:
    """The last so many days by `day`, `kind`, `reader` or `organization`; the worst first, days in their order."""
    sums = {one: Sum(one) for one in COUNTED}
    rows = since(days).order_by().values(by).annotate(**sums)
    found = [Quality(row[by], {one: row[one] or 0 for one in COUNTED}) for row in rows]
    return sorted(found, key=(lambda one: one.of) if by == "day" else _worst)


def _worst(one: Quality) -> tuple[float, int]:
    return (2.0 if one.share is None else one.share, -one.decided)


def whole(rows: Iterable[Quality]) -> Quality:
    """All of it together."""
    total: Counter[str] = Counter()
    for one in rows:
        total.update(one.counts)
    return Quality("", total)


def queues(now: datetime) -> list[Waiting]:
    """What workers have to do, by kind of job."""
    return [_waiting(one.name, one.rows(), now) for one in jobs()]


def _waiting(name: str, rows: Any, now: datetime) -> Waiting:
    due = rows.filter(due_at__lte=now)
    told = due.order_by().aggregate(count=Count("pk"), oldest=Min("due_at"), tried=Count("pk", filter=Q(tries__gt=1)))
    return Waiting(name, told["count"], told["oldest"], told["tried"])


def chores_of(now: datetime) -> list[tuple[str, datetime, bool]]:
    """What is done every so often: its name, when next, and whether it is late."""
    late = now - timedelta(minutes=15)
    rows = Chore.objects.filter(due_at__isnull=False).order_by("due_at").values_list("name", "due_at")
    return [(name, at, at < late) for name, at in rows if at is not None]


def workers(now: datetime) -> int:
    """How many are at work."""
    return Heartbeat.objects.filter(at__gte=now - SILENT).count()
