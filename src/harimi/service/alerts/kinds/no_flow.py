"""A counter that stands still although something is usually used: a closed valve, a pump that failed, a meter that is stuck."""

from datetime import datetime, timedelta
from itertools import pairwise

from pydantic import Field

from harimi.service.alerts.kinds.form import About, KindSettings, Reach, Traits
from harimi.service.alerts.series import Point, Series
from harimi.service.alerts.slots import HOUR, hour_of, slot_of
from harimi.service.alerts.spells import OF_RULE, Found, Spell

ABOUT, RESTS = About.REGISTER, True
YIELDS: tuple[str, ...] = ()
LONGEST = timedelta(days=14)


class Settings(KindSettings):
    """`hours` without a rise; where `usual`, only those count in which something is usually used, as far as that is known."""

    hours: int = Field(24, ge=1, le=240)
    usual: bool = True


def fits(traits: Traits) -> bool:
    return traits.counts_up


def subject(_: Settings) -> str:
    return ""


def reach(settings: Settings, _: Series) -> Reach:
    return Reach(min(LONGEST, timedelta(hours=settings.hours * (4 if settings.usual else 1) + 48)))


def judge(settings: Settings, series: Series) -> list[Spell]:
    """Counts the hours since the last rise that were seen to the end, by a reading behind them."""
    following = series.following()
    last: Point | None = None
    counted, until = 0, None
    for before, after in pairwise(series.dense()):
        if after.total > before.total:
            if after.at >= series.since:
                following.over(after.at)
            last, counted, until = after, 0, None
            continue
        last = last or before
        until = until or hour_of(last.at) + HOUR
        while until + HOUR <= after.at:
            counted += _counts(settings, series, until)
            until += HOUR
        if counted >= settings.hours and after.at >= series.since:
            hours = round((after.at - last.at) / HOUR)
            following.so(Found(after.at, OF_RULE, 0, after.attempt, {"hours": hours}), last.at)
    return following.all


def _counts(settings: Settings, series: Series, start: datetime) -> bool:
    """Whether something is usually used in the hour that begins then."""
    habit = series.habit(start) if settings.usual else None
    return habit is None or habit.usual[slot_of(start, series.zone)] > 0
