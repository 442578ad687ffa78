"""What judges look at: what a register showed and counted, its pictures, its camera's battery. Plain values, no database."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from harimi.service.alerts.habits import Habit
from harimi.service.alerts.slots import monday
from harimi.service.alerts.spells import Following


@dataclass(frozen=True, slots=True)
class Point:
    """What a register showed at a moment: its `value` as the meter shows it, and the running `total` of a counter in units of
    usage, from anywhere: only differences of it mean anything.
    """

    at: datetime
    value: int
    total: int = 0
    attempt: int | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """A picture that was decided: `verdict` is published, uncertain or unreadable, `codes` why it is not better."""

    at: datetime
    verdict: str
    codes: tuple[str, ...] = ()
    attempt: int | None = None


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of life of a camera, the moment from which on the next one is missed, and its picture."""

    at: datetime
    missed_from: datetime
    attempt: int | None = None


@dataclass(frozen=True, slots=True)
class Charge:
    """How a battery stood, and the day on which it will be empty at the pace of then."""

    at: datetime
    percent: int
    empty_on: date | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """What was so already: since when, and at which level."""

    since: datetime
    level: str


@dataclass(frozen=True)
class Series:
    """What is known of one thing until `until`, which is now, or was; only what is so from `since` on is asked.

    `points` are in order of time. From `complete` on they are all that there are, before it only those beside moments that
    were asked for. What lies before `since` is heard and not judged. `held` is what was so at `since` already.
    """

    zone: ZoneInfo
    since: datetime
    until: datetime
    held: Held | None = None
    decimals: int = 0
    usage_decimals: int = 0
    counts_up: bool = True
    lamps: tuple[tuple[str, ...], ...] = ()
    points: Sequence[Point] = ()
    complete: datetime | None = None
    looks: Sequence[Look] = ()
    signs: Sequence[Sign] = ()
    charges: Sequence[Charge] = ()
    expires_on: date | None = None
    habits: Callable[[date], Habit | None] = lambda _: None

    def following(self) -> Following:
        """What follows the thing from `since` on."""
        return Following() if self.held is None else Following.on(self.held.since, self.held.level)

    def judged(self) -> Sequence[Point]:
        """The points of the time that is asked for."""
        return self.points[bisect_left(self.points, self.since, key=_when) :]

    def dense(self) -> Sequence[Point]:
        """All points from `complete` on."""
        return self.points if self.complete is None else self.points[bisect_left(self.points, self.complete, key=_when) :]

    def habit(self, at: datetime) -> Habit | None:
        """What was usual in the week of a moment."""
        return self.habits(monday(at.astimezone(self.zone).date()))

    def total(self, at: datetime) -> int | None:
        """The running total at a moment, between two points evenly; None before the first and after the last."""
        n = bisect_right(self.points, at, key=_when)
        if n and self.points[n - 1].at == at:
            return self.points[n - 1].total
        if n in (0, len(self.points)):
            return None
        before, after = self.points[n - 1], self.points[n]
        risen = (after.total - before.total) * ((at - before.at) // _TICK) // ((after.at - before.at) // _TICK)
        return before.total + risen

    def used(self, start: datetime, end: datetime) -> int | None:
        """What was counted between two moments; None where points do not reach over them."""
        first, last = self.total(start), self.total(end)
        return None if first is None or last is None else last - first

    def sure(self, at: datetime, within: timedelta) -> bool:
        """Whether the total at a moment is known well: it lies between points that are no further apart."""
        n = bisect_right(self.points, at, key=_when)
        if n and self.points[n - 1].at == at:
            return True
        return 0 < n < len(self.points) and self.points[n].at - self.points[n - 1].at <= within


_TICK = timedelta(microseconds=1)


def _when(point: Point) -> datetime:
    return point.at
