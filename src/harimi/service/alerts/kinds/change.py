"""Much more or much less used than in the period before, in percent."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Self

from pydantic import model_validator

from harimi.service.alerts.kinds.form import About, Exact, KindSettings, Reach, Traits, exact
from harimi.service.alerts.kinds.sums import Sum, follow, reach_over, whole
from harimi.service.alerts.periods import Period, after, before
from harimi.service.alerts.series import Series
from harimi.service.alerts.spells import ALARM, WARNING, Found, Spell
from harimi.service.meters.values import scaled

ABOUT, RESTS = About.REGISTER, False
YIELDS: tuple[str, ...] = ()
_BACK = {(Period.DAY, "week"): 7, (Period.MONTH, "year"): 12, (Period.WEEK, "year"): 52}
"""Which period it is compared with, where that is not the one before."""


class Against(StrEnum):
    """What is compared with: the period before, the same day of the week before, or the same time of the year before."""

    BEFORE = "before"
    WEEK = "week"
    YEAR = "year"


class Percents(KindSettings):
    """By how many percent it may rise or fall; None where that does not matter."""

    rise: Exact | None = None
    fall: Exact | None = None


class Settings(KindSettings):
    """The percents of both levels, for what `period` against which, and by how much (`least`) it must differ at any rate."""

    period: Period = Period.DAY
    against: Against = Against.BEFORE
    warning: Percents = Percents()
    alarm: Percents = Percents()
    least: Exact = Decimal(0)

    @model_validator(mode="after")
    def _can_be(self) -> Self:
        if all(one is None for part in (self.warning, self.alarm) for one in (part.rise, part.fall)):
            raise ValueError("no percent is told")
        if self.period == Period.HOUR or (self.against != "before" and (self.period, self.against) not in _BACK):
            raise ValueError(f"a {self.period} is not compared so")
        return self


def fits(traits: Traits) -> bool:
    return traits.counts_up


def subject(settings: Settings) -> str:
    return f"{settings.period} {settings.against}"


def reach(settings: Settings, series: Series) -> Reach:
    found = reach_over(settings.period, series)
    earlier = [_earlier(settings, start, series) for start in found.borders]
    ends = [after(settings.period, start, series.zone) for start in earlier]
    return Reach(found.before, sorted({*found.borders, *earlier, *ends}))


def judge(settings: Settings, series: Series) -> list[Spell]:
    """A rise is told as soon as so much is counted, a fall when the period is over."""

    def judged(one: Sum, _: str | None) -> Found | None:
        start = _earlier(settings, one.start, series)
        was = whole(settings.period, start, after(settings.period, start, series.zone), series)
        if not was or was < 0:
            return None
        level = _level(settings, one, was, scaled(settings.least, series.usage_decimals))
        percent = (one.used - was) * 100 / was
        figures = {
            "used": exact(one.used, series.usage_decimals),
            "before": exact(was, series.usage_decimals),
            "percent": round(percent),
            "period": settings.period.value,
            "from": one.start.isoformat(),
            "so_far": not one.whole,
        }
        return Found(one.point.at, level, abs(percent), one.point.attempt, figures) if level else None

    return follow(settings.period, series, judged)


def _earlier(settings: Settings, start: datetime, series: Series) -> datetime:
    return before(settings.period, start, series.zone, back=_BACK.get((settings.period, settings.against.value), 1))


def _level(settings: Settings, one: Sum, was: int, least: int) -> str | None:
    """The worse level whose percents it is beyond."""
    more = one.used - was
    if abs(more) < max(1, least):
        return None
    for level, percents in ((ALARM, settings.alarm), (WARNING, settings.warning)):
        if percents.rise is not None and more * 100 > percents.rise * was:
            return level
        if percents.fall is not None and one.whole and -more * 100 > percents.fall * was:
            return level
    return None
