"""Usage of one period after the other, followed as it is counted: shared by the kinds that judge it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from harimi.service.alerts.kinds.form import LONGEST, Reach
from harimi.service.alerts.periods import Period, before, begun, between
from harimi.service.alerts.series import Point, Series
from harimi.service.alerts.spells import Found, Spell

WIDEST = {Period.HOUR: timedelta(minutes=90)}
A_DAY = timedelta(hours=26)
"""Readings further apart around a period's border do not tell what belongs to it; those of a meter that is read daily do."""


@dataclass(frozen=True, slots=True)
class Sum:
    """What was used in a period from `start` until the reading `point`; `whole` where that lies at its end or behind it."""

    start: datetime
    end: datetime
    used: int
    point: Point
    whole: bool


Judged = Callable[[Sum, str | None], Found | None]
"""What is found of a sum where the level is that already; None where nothing is."""


def reach_over(period: Period, series: Series, more: tuple[datetime, ...] = ()) -> Reach:
    """The borders of all periods that are judged, of the one before them, and of `more`."""
    if period == Period.HOUR:
        return Reach(2 * LONGEST, more)
    first = before(period, begun(period, series.since, series.zone), series.zone)
    return Reach(timedelta(), (*more, *(start for start, _ in between(period, first, series.until, series.zone))))


def follow(period: Period, series: Series, judged: Judged) -> list[Spell]:
    """Too much is told as soon as it is counted, too little once the period is over.

    It is over with the first whole period in which nothing is found. What was told of a month ends with that month: nobody
    waits for the next one to be over.
    """
    following = series.following()
    for one in _sums(period, series):
        told = following.now is not None and following.now.since >= one.start
        if one.whole and period == Period.MONTH:
            following.over(one.end)
            if told:
                continue
        found = judged(one, following.level)
        if found is not None:
            following.so(found, one.start)
        elif one.whole:
            following.over(one.end)
    return following.all


def whole(period: Period, start: datetime, end: datetime, series: Series) -> int | None:
    """What was used in a period; None where readings do not tell."""
    widest = WIDEST.get(period, A_DAY)
    return series.used(start, end) if series.sure(start, widest) and series.sure(end, widest) else None


def _sums(period: Period, series: Series) -> Iterator[Sum]:
    """At each reading the periods that it ended, and what was used until then in the one that it lies in."""
    widest, points = WIDEST.get(period, A_DAY), series.judged()
    last = next((one for one in reversed(series.points) if one.at < series.since), None)
    for point in points:
        for start, end in between(period, last.at, point.at, series.zone) if last else ():
            used = whole(period, start, end, series) if last and last.at < end <= point.at else None
            if used is not None:
                yield Sum(start, end, used, point, whole=True)
        start = begun(period, point.at, series.zone)
        begin = series.total(start) if series.sure(start, widest) else None
        if begin is not None and point.at > start:
            yield Sum(start, start, point.total - begin, point, whole=False)
        last = point
