"""A camera that is not heard any more: the next photographs did not come."""

from datetime import datetime, timedelta

from pydantic import Field

from harimi.service.alerts.kinds.form import About, KindSettings, Reach, Traits
from harimi.service.alerts.series import Series, Sign
from harimi.service.alerts.spells import OF_RULE, Found, Spell, how_long

ABOUT, RESTS = About.DEVICE, True
YIELDS: tuple[str, ...] = ()


class Settings(KindSettings):
    """After how many `minutes`; None where that follows from how often its photographs usually come."""

    minutes: int | None = Field(None, ge=5, le=60 * 24 * 60)


def fits(_: Traits) -> bool:
    return True


def subject(_: Settings) -> str:
    return ""


def reach(_: Settings, __: Series) -> Reach:
    return Reach(points=False)


def judge(settings: Settings, series: Series) -> list[Spell]:
    """Silence begins with the last sign of life, and is told when the next one is missed."""
    following = series.following()
    for sign, after in zip(series.signs, [*(one.at for one in series.signs[1:]), None], strict=True):
        told = _missed(settings, sign)
        heard = after is None and told > series.until
        if following.now is not None and (heard or sign.at > following.now.since):
            following.over(max(sign.at, following.now.since))
        missed = told <= series.until and (after is None or after > told)
        if missed and (after is None or after > series.since):
            following.so(Found(max(told, series.since), OF_RULE, 0, sign.attempt, how_long(told - sign.at)), sign.at)
    return following.all


def _missed(settings: Settings, sign: Sign) -> datetime:
    return sign.missed_from if settings.minutes is None else sign.at + timedelta(minutes=settings.minutes)
