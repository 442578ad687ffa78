"""How a meter does: how often its photographs come, and how many of them are read."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from django.db.models import Count

from harimi.service.captures.models import Cut
from harimi.service.meters.models import Register
from harimi.service.readings.models import Attempt
from harimi.service.readings.standing import missed_from


@dataclass(frozen=True, slots=True)
class Coming:
    """The last photograph, the usual pause between two of the last two weeks, and whether the next is late by now."""

    last: Cut | None
    pause: timedelta | None
    late: bool


@dataclass(frozen=True, slots=True)
class Share:
    """What became of the photographs of some days."""

    days: int
    published: int
    asks: int
    unreadable: int

    @property
    def all(self) -> int:
        """How many were decided."""
        return self.published + self.asks + self.unreadable

    @property
    def read(self) -> float:
        """The share that was read."""
        return self.published / self.all if self.all else 0.0


def coming(register: Register, now: datetime) -> Coming:
    """See `Coming`."""
    cuts = Cut.objects.filter(installation__meter=register.meter_id)
    last = cuts.select_related("installation__device").order_by("-taken_at").first()
    if last is None:
        return Coming(None, None, late=False)
    since = last.taken_at - timedelta(days=14)
    times = list(cuts.filter(taken_at__gt=since).order_by("-taken_at").values_list("taken_at", flat=True)[:2000])
    steps = [(later - earlier).total_seconds() for later, earlier in pairwise(times)]
    pause = timedelta(seconds=median(steps)) if len(steps) >= 3 else None
    late = pause is not None and now > missed_from(last.taken_at, round(pause.total_seconds()))
    return Coming(last, pause, late)


def share(register: Register, now: datetime, days: int) -> Share:
    """See `Share`."""
    asked = Attempt.objects.filter(register=register, settled=True, taken_at__gt=now - timedelta(days=days))
    found = dict(asked.values_list("verdict").annotate(n=Count("pk")).values_list("verdict", "n"))
    return Share(days, found.get("published", 0), found.get("uncertain", 0), found.get("unreadable", 0))
