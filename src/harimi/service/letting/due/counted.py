"""What a register counted and showed, and whether that is known well enough to bill it."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import pairwise
from zoneinfo import ZoneInfo

from harimi.service.letting.windows import Window, runs
from harimi.service.meters.models import Register
from harimi.service.readings.models import TRUSTED, Attempt, Reading
from harimi.service.readings.nearest import nearest
from harimi.service.readings.totals import Totals

ROUGH = timedelta(days=1)
"""Readings further apart than this leave a border between them roughly known."""
HOURLY = timedelta(hours=2)
"""Readings further apart than this do not say which hours used it."""


@dataclass(frozen=True, slots=True)
class Point:
    """A trusted reading; `attempt` leads to its picture."""

    at: datetime
    value: int
    carried: int
    attempt: int | None


@dataclass(frozen=True, slots=True)
class Missing:
    """Why it cannot be billed yet: `no_reading`, `far`, `question` (which `attempt`), `hours` or `not_over`; and when."""

    why: str
    at: datetime
    until: datetime | None = None
    attempt: int | None = None


@dataclass(frozen=True, slots=True)
class Border:
    """What a register showed at a moment, and the reading nearest to it."""

    shown: int
    rough: bool
    nearest: Point


class Counted:
    """A register from a moment to another. What is known at `moments` is read at once: six queries, however much was read."""

    def __init__(self, register: Register, moments: Sequence[datetime]) -> None:
        self.register = register
        self._totals = Totals(register)
        self._known: dict[datetime, tuple[Point | None, Point | None]] = {}
        self._ends = min(moments), max(moments)
        self._know(sorted(set(moments)))
        self._totals.know(moments)

    def between(self, start: datetime, end: datetime) -> int | None:
        """What was used, exact to the last unit: parts of a time add up to all of it."""
        return self._totals.between(start, end)

    def border(self, at: datetime, near: timedelta) -> Border | Missing:
        """See `Border`; `Missing` where no trusted reading lies near, or a picture beside it still asks a person."""
        before, after = self._beside(at)
        known = [one for one in (before, after) if one is not None]
        if not known:
            return Missing("no_reading", at)
        closest = min(known, key=lambda one: abs(one.at - at))
        low, high = (before.at if before else at - near), (after.at if after else at + near)
        asking = next((pk for pk, taken in self._asking if low < taken < high and abs(taken - at) <= near), None)
        if asking is not None:
            return Missing("question", at, attempt=asking)
        if abs(closest.at - at) > near:
            return Missing("far", at)
        shown = (self._totals.at(at) or 0) - (before or closest).carried
        return Border(shown, before is None or after is None or after.at - before.at > ROUGH, closest)

    def by_window(self, start: datetime, end: datetime, windows: Sequence[Window], zone: ZoneInfo) -> list[int] | Missing:
        """How much was used in each window; `Missing` where the rate changes between two readings that lie far apart."""
        found, parts = [0] * len(windows), list(runs(start, end, windows, zone))
        unknown = self._unknown([since for since, _, _ in parts[1:]])
        if unknown is not None:
            return Missing("hours", *unknown)
        for since, until, window in parts:
            if window is not None:
                found[window] += self.between(since, until) or 0
        return found

    def _unknown(self, changes: Sequence[datetime]) -> tuple[datetime, datetime] | None:
        """The first time without readings in which a rate changes."""
        for before, after in pairwise(self._points):
            if after.at - before.at > HOURLY and bisect_right(changes, before.at) < bisect_left(changes, after.at):
                return before.at, after.at
        outside = [one for one in changes if not self._points or not self._points[0].at <= one <= self._points[-1].at]
        return (outside[0], outside[-1]) if outside else None

    def _beside(self, at: datetime) -> tuple[Point | None, Point | None]:
        if at not in self._known:
            self._know([at])
        return self._known[at]

    def _know(self, moments: Sequence[datetime]) -> None:
        """Finds the readings before and after each."""
        found = nearest(self.register.pk, [(side, one) for one in moments for side in ("<=", ">=")])
        rows = Reading.objects.filter(register=self.register, at__in={one[0] for one in found if one})
        points = {one.at: one for one in map(_point, rows.values_list(*_COLUMNS))}
        for n, moment in enumerate(moments):
            before, after = (points[one[0]] if one else None for one in found[2 * n : 2 * n + 2])
            self._known[moment] = before, after

    @cached_property
    def _points(self) -> list[Point]:
        """All readings, for those who ask for hours; the totals know them from now on, too."""
        start, end = self._totals.reach(*self._ends)
        rows = Reading.objects.filter(register=self.register, state__in=TRUSTED, at__gte=start, at__lte=end)
        return [_point(one) for one in rows.exclude(value=None).order_by("at").values_list(*_COLUMNS)]

    @cached_property
    def _asking(self) -> list[tuple[int, datetime]]:
        """Pictures of the register whose value nobody knows."""
        asking = Attempt.objects.filter(register=self.register, settled=True, verdict="uncertain")
        return list(asking.order_by("taken_at").values_list("pk", "taken_at"))


_COLUMNS = ("at", "value", "carried", "attempt_id")


def _point(row: tuple[datetime, int | None, int, int | None]) -> Point:
    at, value, carried, attempt = row
    return Point(at, value or 0, carried, attempt)
