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
    """A register from a moment to another, with the readings before and after; a handful of queries."""

    def __init__(self, register: Register, first: datetime, last: datetime) -> None:
        self.register = register
        self._totals = Totals(register)
        self._reach = self._totals.reach(first, last)

    def between(self, start: datetime, end: datetime) -> int | None:
        """What was used, exact to the last unit: parts of a time add up to all of it."""
        return self._totals.between(start, end)

    def border(self, at: datetime, near: timedelta) -> Border | Missing:
        """See `Border`; `Missing` where no trusted reading lies near, or a picture beside it still asks a person."""
        before, after = self._beside(at)
        known = [one for one in (before, after) if one is not None]
        if not known:
            return Missing("no_reading", at)
        nearest = min(known, key=lambda one: abs(one.at - at))
        low, high = (before.at if before else at - near), (after.at if after else at + near)
        asking = next((pk for pk, taken in self._asking if low < taken < high and abs(taken - at) <= near), None)
        if asking is not None:
            return Missing("question", at, attempt=asking)
        if abs(nearest.at - at) > near:
            return Missing("far", at)
        shown = (self._totals.at(at) or 0) - (before or nearest).carried
        return Border(shown, before is None or after is None or after.at - before.at > ROUGH, nearest)

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
        after = bisect_left(self._times, at)
        before = bisect_right(self._times, at) - 1
        return (self._points[before] if before >= 0 else None), (self._points[after] if after < len(self._points) else None)

    @cached_property
    def _times(self) -> list[datetime]:
        return [one.at for one in self._points]

    @cached_property
    def _points(self) -> list[Point]:
        start, end = self._reach
        rows = Reading.objects.filter(register=self.register, state__in=TRUSTED, at__gte=start, at__lte=end)
        told = rows.exclude(value=None).order_by("at").values_list("at", "value", "carried", "attempt_id")
        return [Point(at, value or 0, carried, attempt) for at, value, carried, attempt in told]

    @cached_property
    def _asking(self) -> list[tuple[int, datetime]]:
        """Pictures of the register whose value nobody knows."""
        asking = Attempt.objects.filter(register=self.register, settled=True, verdict="uncertain")
        return list(asking.order_by("taken_at").values_list("pk", "taken_at"))
