"""The running total of a counter at any moment, and what was used between two: its rise times what one unit stood for then."""

from bisect import bisect_left, bisect_right
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from django.db.models import QuerySet

from harimi.service.meters.models import Register
from harimi.service.readings.models import TRUSTED, Reading

Point = tuple[datetime, int]
"""When a counter was read, and what it had counted by then in all: its value and what it carries."""


class Totals:
    """Between two readings the total rises evenly, rounded down; before the first and after the last it stands still."""

    def __init__(self, register: Register) -> None:
        self._trusted = Reading.objects.filter(register=register, state__in=TRUSTED).exclude(value=None)
        self._known: dict[datetime, int | None] = {}
        self._near: list[Point] = []
        self._ends = self._one(self._trusted.order_by("at")), self._one(self._trusted.order_by("-at"))
        self._finer = register.finer
        self._until = list(register.settings.order_by("until").values_list("until", "multiplier"))
        self._multiplier = register.multiplier

    def reach(self, first: datetime, last: datetime) -> tuple[datetime, datetime]:
        """The readings before and after these moments, whose stretches they touch; all between them are remembered."""
        before, after = self._before(first), self._after(last)
        start, end = (before[0] if before else first), (after[0] if after else last)
        rows = self._trusted.filter(at__gte=start, at__lte=end).order_by("at")
        self._near = [(at, (value or 0) + carried) for at, value, carried in rows.values_list("at", "value", "carried")]
        return start, end

    def between(self, start: datetime, end: datetime) -> int | None:
        """What was used between two moments; None where no two readings reach into them."""
        earliest, latest = self._ends
        if earliest is None or latest is None or earliest[0] == latest[0] or earliest[0] >= end or latest[0] <= start:
            return None
        borders = [start, *(until for until, _ in self._until if start < until < end), end]
        rises = [(self.at(b), self.at(a), self._factor(a)) for a, b in pairwise(borders)]
        return sum((b - a) * factor for b, a, factor in rises if a is not None and b is not None)

    def at(self, moment: datetime) -> int | None:
        """The total at a moment."""
        if moment not in self._known:
            self._known[moment] = self._interpolated(moment)
        return self._known[moment]

    def _factor(self, at: datetime) -> int:
        """What one unit stands for from a moment on, in units of usage."""
        held = next((multiplier for until, multiplier in self._until if at < until), self._multiplier)
        return int(held * Decimal(10) ** self._finer)

    def _interpolated(self, moment: datetime) -> int | None:
        before, after = self._around(moment)
        if before is None or after is None:
            only = before or after
            return None if only is None else only[1]
        if before[0] == after[0]:
            return before[1]
        passed, whole = moment - before[0], after[0] - before[0]
        return before[1] + (after[1] - before[1]) * _microseconds(passed) // _microseconds(whole)

    def _around(self, moment: datetime) -> tuple[Point | None, Point | None]:
        """The readings before and after a moment, or at it."""
        near = self._near
        if near and near[0][0] <= moment <= near[-1][0]:
            return near[bisect_right(near, moment, key=_when) - 1], near[bisect_left(near, moment, key=_when)]
        return self._before(moment, "lte"), self._after(moment, "gte")

    def _before(self, moment: datetime, how: str = "lt") -> Point | None:
        """The last reading of all is known, and most often the one that is asked for."""
        first, last = self._ends
        if first is None or last is None or moment < first[0]:
            return None
        if moment > last[0]:
            return last
        return self._one(self._trusted.filter(**{f"at__{how}": moment}).order_by("-at"))

    def _after(self, moment: datetime, how: str = "gt") -> Point | None:
        first, last = self._ends
        if first is None or last is None or moment > last[0]:
            return None
        if moment < first[0]:
            return first
        return self._one(self._trusted.filter(**{f"at__{how}": moment}).order_by("at"))

    @staticmethod
    def _one(rows: QuerySet[Reading]) -> Point | None:
        found = rows.values_list("at", "value", "carried").first()
        return None if found is None or found[1] is None else (found[0], found[1] + found[2])


def _when(point: Point) -> datetime:
    return point[0]


def _microseconds(span: timedelta) -> int:
    return span // timedelta(microseconds=1)
