"""A camera's battery that is low, or will be empty soon."""

from datetime import timedelta

from pydantic import Field

from harimi.service.alerts.kinds.form import About, KindSettings, Reach, Traits
from harimi.service.alerts.series import Charge, Series
from harimi.service.alerts.spells import OF_RULE, Found, Spell

ABOUT, RESTS = About.DEVICE, False
YIELDS: tuple[str, ...] = ()
CHARGED = 10
"""Percent above the limit at which it was charged or exchanged: levels go up and down a little by themselves."""


class Settings(KindSettings):
    """Below how many `percent`, or how many `days` before it will be empty."""

    percent: int = Field(20, ge=1, le=90)
    days: int = Field(14, ge=0, le=120)


def fits(_: Traits) -> bool:
    return True


def subject(_: Settings) -> str:
    return ""


def reach(_: Settings, __: Series) -> Reach:
    return Reach(points=False)


def judge(settings: Settings, series: Series) -> list[Spell]:
    """Over it is when it was charged."""
    following = series.following()
    for charge in series.charges:
        soon = _soon(settings, charge, series)
        if charge.at < series.since and charge is not series.charges[-1]:
            continue
        if charge.percent <= settings.percent or soon:
            empty_on = None if charge.empty_on is None else charge.empty_on.isoformat()
            figures = {"battery_percent": charge.percent, "empty_on": empty_on}
            following.so(Found(max(charge.at, series.since), OF_RULE, -charge.percent, None, figures), charge.at)
        elif charge.percent >= min(100, settings.percent + CHARGED):
            following.over(charge.at)
    return following.all


def _soon(settings: Settings, charge: Charge, series: Series) -> bool:
    at = series.until if charge is series.charges[-1] else charge.at
    return charge.empty_on is not None and charge.empty_on - at.astimezone(series.zone).date() <= timedelta(days=settings.days)
