"""More than is usual for this meter at these hours of the week, for several hours or days: learned, and said in words.

Each hour gives evidence: how far it was above what its hour of the week goes up to, in units of how much that differs, at most
`MOST`; an ordinary hour speaks against. So does each day, by its sum: a small leak among a large use shows in no hour, and in
every day. What is told is the stretch whose evidence is strongest, of up to a day or two weeks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from math import sqrt

from harimi.service.alerts.habits import Habit
from harimi.service.alerts.kinds.form import LONGEST, About, KindSettings, Reach, Traits, exact
from harimi.service.alerts.series import Point, Series
from harimi.service.alerts.slots import DAY, HOUR, hour_of, slot_of, slots_of
from harimi.service.alerts.spells import OF_RULE, Found, Spell

ABOUT, RESTS = About.REGISTER, False
YIELDS = ("continuous", "spike")
MOST, SPEAKS_AGAINST = 3.0, -1.0
"""What one hour or day can say at most, and what an ordinary one says."""
AN_HOUR_SAYS, A_DAY_SAYS = 0.5, 1.0
"""How far above it must be to say anything."""
DAYS, ONE_DAY = 14, timedelta(days=1)


class Sensitivity(StrEnum):
    """How much evidence it takes."""

    LOW = "low"
    MIDDLE = "middle"
    HIGH = "high"


NEEDED = {Sensitivity.LOW: (14.0, 9.0), Sensitivity.MIDDLE: (8.0, 5.0), Sensitivity.HIGH: (5.5, 3.5)}
"""Of hours, and of days."""


class Settings(KindSettings):
    """How much evidence it takes before anything is said."""

    sensitivity: Sensitivity = Sensitivity.MIDDLE


@dataclass(frozen=True, slots=True)
class _Part:
    """An hour or a day that is over, and what it says."""

    start: datetime
    end: datetime
    used: int
    says: float


def fits(traits: Traits) -> bool:
    return traits.counts_up


def subject(_: Settings) -> str:
    return ""


def reach(_: Settings, series: Series) -> Reach:
    first, last = _midnight(series.since, series) - DAYS * ONE_DAY, series.until
    days = (last - first) // ONE_DAY
    return Reach((DAY + 1) * HOUR + LONGEST, [first + n * ONE_DAY for n in range(days + 1)])


def judge(settings: Settings, series: Series) -> list[Spell]:
    """Over it is when a whole day went by in which no hour was odd, nor the day itself."""
    following, (of_hours, of_days) = series.following(), NEEDED[settings.sensitivity]
    hours: list[_Part] = []
    days: list[_Part] = []
    for hour, point in _hours(series):
        hours = [*(one for one in hours if one.start > hour.start - ONE_DAY), hour]
        days = _days(series, hour.end) if _midnight(hour.end, series) == hour.end else days
        if point.at < series.since:
            continue
        if (odd := _odd(hours, of_hours)) or (odd := _odd(days, of_days)):
            evidence = sum(one.says for one in odd)
            following.so(Found(point.at, OF_RULE, evidence, point.attempt, _figures(odd, series)), odd[0].start)
        elif not any(one.says > 0 for one in (*hours, *days[-1:])):
            following.over(hour.end)
    return following.all


def _hours(series: Series) -> list[tuple[_Part, Point]]:
    """The hours that are over, each with the reading that ended it; those between readings that are far apart are left out."""
    found: list[tuple[_Part, Point]] = []
    points = series.dense()
    start = hour_of(points[0].at) + HOUR if points else series.until
    for before, after in pairwise(points):
        while start + HOUR <= after.at:
            habit, used = series.habit(start), series.used(start, start + HOUR)
            if habit is not None and used is not None and after.at - before.at <= LONGEST:
                slots = slots_of(start, series.zone)
                says = min(_says((used - habit.high[one]) / habit.spread[one], AN_HOUR_SAYS) for one in slots)
                found.append((_Part(start, start + HOUR, used, says), after))
            start += HOUR
    return found


def _days(series: Series, end: datetime) -> list[_Part]:
    """The days until a midnight whose sums are known."""
    found = (_day(series, end - n * ONE_DAY) for n in range(DAYS - 1, -1, -1))
    return [one for one in found if one is not None]


def _day(series: Series, end: datetime) -> _Part | None:
    start = end - ONE_DAY
    habit, used = series.habit(start), series.used(start, end)
    if habit is None or used is None or not (series.sure(start, LONGEST) and series.sure(end, LONGEST)):
        return None
    slots = slots_of(start, series.zone)
    says = min(_says((used - habit.days[one // DAY]) / habit.days_spread, A_DAY_SAYS) for one in slots)
    return _Part(start, end, used, says)


def _midnight(at: datetime, series: Series) -> datetime:
    """The last full hour at which a day of the site began."""
    hour = hour_of(at)
    return hour - hour.astimezone(series.zone).hour * HOUR


def _says(above: float, least: float) -> float:
    return min(MOST, above - least) if above > least else SPEAKS_AGAINST


def _odd(parts: Sequence[_Part], needed: float) -> Sequence[_Part]:
    """The last parts, as many as speak strongest together; none where the last one is ordinary, or that is not enough."""
    best = total = 0.0
    begin = len(parts)
    for n in range(len(parts) - 1, -1, -1):
        total += parts[n].says
        if total > best:
            best, begin = total, n
    return parts[begin:] if best >= needed and parts[-1].says > 0 else ()


def _figures(odd: Sequence[_Part], series: Series) -> dict[str, object]:
    """What was used from when to when, and what usually is between then."""
    habit = series.habit(odd[0].start)
    low, high = (0, 0) if habit is None else _usual(odd, habit, series)
    return {
        "used": exact(sum(one.used for one in odd), series.usage_decimals),
        "usual_low": exact(low, series.usage_decimals),
        "usual_high": exact(high, series.usage_decimals),
        "from": odd[0].start.isoformat(),
        "to": odd[-1].end.isoformat(),
        "weeks": 0 if habit is None else habit.weeks,
    }


def _usual(odd: Sequence[_Part], habit: Habit, series: Series) -> tuple[int, int]:
    """The sum of what is usual, less and more by how much that differs: hours and days differ each for itself."""
    slots = [slot_of(one.start, series.zone) for one in odd]
    if odd[0].end - odd[0].start > HOUR:
        usual, differs = sum(habit.days[one // DAY] for one in slots), habit.days_spread * sqrt(len(odd))
    else:
        usual = sum(habit.usual[one] for one in slots)
        differs = sqrt(sum((habit.high[one] - habit.usual[one]) ** 2 for one in slots))
    return max(0, round(usual - differs)), round(usual + differs)
