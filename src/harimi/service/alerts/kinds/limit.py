"""A value above or below what it may be: pressure, temperature, level, or what a counter stands at."""

from datetime import datetime, timedelta

from pydantic import Field

from harimi.service.alerts.kinds.bounds import Broken, Limited, broken, held_on
from harimi.service.alerts.kinds.form import About, Reach, Traits
from harimi.service.alerts.series import Point, Series
from harimi.service.alerts.spells import Found, Spell

ABOUT, RESTS = About.REGISTER, False
YIELDS: tuple[str, ...] = ()


class Settings(Limited):
    """The bounds, and for how many `minutes` a value must be outside before it is told."""

    minutes: int = Field(0, ge=0, le=7 * 24 * 60)


def fits(traits: Traits) -> bool:
    return traits.kind != "state"


def subject(_: Settings) -> str:
    return ""


def reach(settings: Settings, _: Series) -> Reach:
    return Reach(timedelta(minutes=settings.minutes) * 2)


def judge(settings: Settings, series: Series) -> list[Spell]:
    """A value outside begins it, told once it is outside for long enough; one that is inside by the hysteresis ends it."""
    following = series.following()
    outside: datetime | None = None
    for point in series.dense():
        now = broken(held_on(settings, point.at, series), point.value, series.decimals, following.level, settings.hysteresis)
        outside = (outside or point.at) if now else None
        if point.at < series.since:
            continue
        if now is None or outside is None:
            following.over(point.at)
        elif following.now or point.at - outside >= timedelta(minutes=settings.minutes):
            following.so(_found(point, now, series), outside)
    return following.all


def _found(point: Point, now: Broken, series: Series) -> Found:
    worse = now.by + (10**18 if now.level == "alarm" else 0)
    return Found(point.at, now.level, worse, point.attempt, now.figures(point.value, series.decimals))
