"""The running total of a counter at any moment, and what was used between two: its rise times what one unit stood for then."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from uuid import UUID

from harimi.service.meters.models import Register
from harimi.service.readings.models import TRUSTED, Reading
from harimi.service.readings.nearest import FIRST, LAST, Point, nearest, nearest_of

_MOMENT = timedelta(microseconds=1)
AT_A_TIME = 200
"""Moments in one question: SQLite takes 500 parts."""


class Totals:
    """Between two readings the total rises evenly, rounded down; before the first and after the last it stands still."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._known: dict[datetime, int | None] = {}
        self._near: list[Point] = []
        self._until = sorted(((one.until, one.multiplier) for one in register.settings.all()), key=_when)

    @cached_property
    def _ends(self) -> tuple[Point | None, Point | None]:
        return _pair(nearest(self._register.pk, (FIRST, LAST)))

    def reach(self, first: datetime, last: datetime) -> tuple[datetime, datetime]:
        """The readings before and after these moments, whose stretches they touch; all between them are remembered."""
        *ends, before, after = nearest(self._register.pk, (FIRST, LAST, ("<", first), (">", last)))
        self._ends = _pair(ends)
        start, end = (before[0] if before else first), (after[0] if after else last)
        self._near = self._between(start, end)
        return start, end

    def know(self, moments: Iterable[datetime]) -> None:
        """Finds out the totals at many moments in one query."""
        asked = [one for one in dict.fromkeys(moments) if self._beside(one) is None]
        found = nearest(self._register.pk, [(side, one) for one in asked for side in ("<=", ">=")])
        for n, moment in enumerate(asked):
            self.remember(moment, found[2 * n], found[2 * n + 1])

    def remember(self, moment: datetime, before: Point | None, after: Point | None) -> None:
        """The total at a moment that lies at or between two readings."""
        self._known[moment] = _interpolated(moment, before, after)

    def between(self, start: datetime, end: datetime) -> int | None:
        """What was used between two moments; None where no two readings reach into them."""
        earliest, latest = self._ends
        if earliest is None or latest is None or earliest[0] == latest[0] or earliest[0] >= end or latest[0] <= start:
            return None
        borders = [start, *(until for until, _ in self._until if start < until < end), end]
        rises = [(self.at(b), self.at(a), self._factor(a)) for a, b in pairwise(borders)]
        return sum((b - a) * factor for b, a, factor in rises if a is not None and b is not None)

    def counted(self, moment: datetime, total: int) -> int:
        """What a counter that stands at `total` at a moment counted in all, in units of usage: each unit as what it stood for.

        It never falls where the total does not, as a new multiplier goes for what comes after it.
        """
        turned = [((self.at(until) or 0), more) for until, more in self.turns() if until <= moment]
        return total * self._factor(moment) + sum(at * more for at, more in turned)

    def turns(self) -> list[tuple[datetime, int]]:
        """When one unit began to stand for something else, and for how much more it had stood."""
        found = [(until, self._factor(until - _MOMENT) - self._factor(until)) for until, _ in self._until]
        return [(until, more) for until, more in found if more]

    def at(self, moment: datetime) -> int | None:
        """The total at a moment."""
        if moment not in self._known:
            self._known[moment] = _interpolated(moment, *(self._beside(moment) or self._around(moment)))
        return self._known[moment]

    def _factor(self, at: datetime) -> int:
        """What one unit stands for from a moment on, in units of usage."""
        held = next((multiplier for until, multiplier in self._until if at < until), self._register.multiplier)
        return int(held * Decimal(10) ** self._register.finer)

    def _beside(self, moment: datetime) -> tuple[Point | None, Point | None] | None:
        """The readings before and after a moment, or at it, as far as they are known; the ends are asked for most often."""
        (first, last), near = self._ends, self._near
        if near and near[0][0] <= moment <= near[-1][0]:
            return near[bisect_right(near, moment, key=_when) - 1], near[bisect_left(near, moment, key=_when)]
        if first is None or last is None or moment > last[0]:
            return last, None
        return (None, first) if moment < first[0] else None

    def _around(self, moment: datetime) -> tuple[Point | None, Point | None]:
        return _pair(nearest(self._register.pk, (("<=", moment), (">=", moment))))

    def _between(self, start: datetime, end: datetime) -> list[Point]:
        trusted = Reading.objects.filter(register=self._register, state__in=TRUSTED, at__gte=start, at__lte=end)
        rows = trusted.exclude(value=None).order_by("at").values_list("at", "value", "carried")
        return [(at, (value or 0) + carried) for at, value, carried in rows]


def together(registers: Iterable[Register]) -> dict[UUID, Totals]:
    """Those of many registers, to tell what each `counted`: a few questions for all. Have their settings at hand."""
    known = {one.pk: Totals(one) for one in registers if one.counts_up}
    turned = [(pk, until) for pk, totals in known.items() for until, _ in totals.turns()]
    for start in range(0, len(turned), AT_A_TIME):
        part = turned[start : start + AT_A_TIME]
        found = nearest_of([(pk, (side, until)) for pk, until in part for side in ("<=", ">=")])
        for n, (pk, until) in enumerate(part):
            known[pk].remember(until, found[2 * n], found[2 * n + 1])
    return known


def _pair(found: list[Point | None]) -> tuple[Point | None, Point | None]:
    before, after = found
    return before, after


def _interpolated(moment: datetime, before: Point | None, after: Point | None) -> int | None:
    if before is None or after is None:
        only = before or after
        return None if only is None else only[1]
    if before[0] == after[0]:
        return before[1]
    passed, whole = moment - before[0], after[0] - before[0]
    return before[1] + (after[1] - before[1]) * _microseconds(passed) // _microseconds(whole)


def _when(point: tuple[datetime, object]) -> datetime:
    return point[0]


def _microseconds(span: timedelta) -> int:
    return span // timedelta(microseconds=1)
