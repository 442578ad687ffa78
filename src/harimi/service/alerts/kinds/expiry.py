"""A meter whose legal end (検定の有効期限) comes near."""

from datetime import UTC, datetime, timedelta

from pydantic import Field

from harimi.service.alerts.kinds.form import About, KindSettings, Reach, Traits
from harimi.service.alerts.series import Series
from harimi.service.alerts.spells import ALARM, WARNING, Found, Spell

ABOUT, RESTS = About.METER, False
YIELDS: tuple[str, ...] = ()


class Settings(KindSettings):
    """How many days before: `warning` leaves time to order an exchange, `alarm` is the last call."""

    warning: int = Field(180, ge=1, le=1200)
    alarm: int = Field(30, ge=0, le=1200)


def fits(_: Traits) -> bool:
    return True


def subject(_: Settings) -> str:
    return ""


def reach(_: Settings, __: Series) -> Reach:
    return Reach(points=False)


def judge(settings: Settings, series: Series) -> list[Spell]:
    """Over it is when the meter was exchanged, and the day is another."""
    following = series.following()
    ends = series.expires_on
    for level, days in ((WARNING, settings.warning), (ALARM, settings.alarm)):
        if ends is None:
            continue
        day = ends - timedelta(days=days)
        at = datetime(day.year, day.month, day.day, tzinfo=series.zone).astimezone(UTC)
        if at <= series.until:
            figures = {"expires_on": ends.isoformat(), "days": days}
            following.so(Found(at, level, -days, None, figures), at)
    left = None if ends is None else ends - series.until.astimezone(series.zone).date()
    if left is None or left > timedelta(days=settings.warning):
        following.over(series.until)
    return following.all
