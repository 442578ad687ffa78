"""Far more in an hour than in any ordinary one: a burst pipe, an open valve."""

from decimal import Decimal

from pydantic import Field

from harimi.service.alerts.kinds.form import LONGEST, About, Exact, KindSettings, Reach, Traits, exact
from harimi.service.alerts.series import Series
from harimi.service.alerts.slots import HOUR
from harimi.service.alerts.spells import OF_RULE, Found, Spell
from harimi.service.meters.values import scaled

ABOUT, RESTS = About.REGISTER, False
YIELDS: tuple[str, ...] = ()


class Settings(KindSettings):
    """`times` the largest hour of an ordinary week, and `least` at any rate, in the register's unit an hour."""

    times: Exact = Field(Decimal(2), ge=1, le=100)
    least: Exact = Field(Decimal(0), ge=0)


def fits(traits: Traits) -> bool:
    return traits.counts_up


def subject(_: Settings) -> str:
    return ""


def reach(_: Settings, __: Series) -> Reach:
    return Reach(HOUR + LONGEST)


def judge(settings: Settings, series: Series) -> list[Spell]:
    """Looks at the hour before each reading. It is over when an hour is an ordinary one again."""
    following, least = series.following(), scaled(settings.least, series.usage_decimals)
    for point in series.judged():
        habit, used = series.habit(point.at), series.used(point.at - HOUR, point.at)
        if habit is None or used is None:
            continue
        if used > settings.times * habit.most and used > least and used > 1:
            figures = {"used": exact(used, series.usage_decimals), "most": exact(habit.most, series.usage_decimals)}
            following.so(Found(point.at, OF_RULE, used, point.attempt, figures), point.at - HOUR)
        elif used <= habit.most:
            following.over(point.at)
    return following.all
