"""Pictures of which none can be read any more."""

from pydantic import Field

from harimi.service.alerts.kinds.form import About, KindSettings, Reach, Traits
from harimi.service.alerts.series import Look, Series
from harimi.service.alerts.slots import HOUR
from harimi.service.alerts.spells import OF_RULE, Found, Spell

ABOUT, RESTS = About.REGISTER, True
YIELDS = ("moved",)


class Settings(KindSettings):
    """So many `pictures` one after the other, over so many `hours` at least: a night without light is none."""

    pictures: int = Field(4, ge=2, le=20)
    hours: int = Field(12, ge=0, le=240)


def fits(_: Traits) -> bool:
    return True


def subject(_: Settings) -> str:
    return ""


def reach(settings: Settings, _: Series) -> Reach:
    return Reach(looks=max(settings.pictures, 24), points=False)


def judge(settings: Settings, series: Series) -> list[Spell]:
    """The first picture that is read, or of which a person is asked, ends it."""
    following = series.following()
    row: list[Look] = []
    for look in series.looks:
        row = [*row, look] if look.verdict == "unreadable" else []
        if look.at < series.since:
            continue
        if not row:
            following.over(look.at)
        elif len(row) >= settings.pictures and look.at - row[0].at >= settings.hours * HOUR:
            figures = {"pictures": len(row), "hours": round((look.at - row[0].at) / HOUR), "code": next(iter(look.codes), "")}
            following.so(Found(look.at, OF_RULE, 0, look.attempt, figures), row[0].at)
    return following.all
