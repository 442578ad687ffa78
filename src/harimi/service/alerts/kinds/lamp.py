"""A lamp or a flag in a state that somebody wants to know of: an alarm that is lit, a pump that stands."""

from datetime import datetime, timedelta

from pydantic import Field

from harimi.service.alerts.kinds.form import About, KindSettings, Reach, Traits
from harimi.service.alerts.series import Point, Series
from harimi.service.alerts.spells import OF_RULE, Found, Spell
from harimi.service.meters.states import BLINKS, NAME, WITHIN, changes, digits

ABOUT, RESTS = About.REGISTER, False
YIELDS: tuple[str, ...] = ()


class Settings(KindSettings):
    """The lamp by its name, the digits of the states that are told, whether its blinking is, and after how many `minutes`."""

    lamp: str = Field(min_length=1, max_length=NAME)
    states: tuple[int, ...] = (1,)
    blinks: bool = False
    minutes: int = Field(0, ge=0, le=7 * 24 * 60)


def fits(traits: Traits) -> bool:
    return traits.kind == "state"


def subject(settings: Settings) -> str:
    return settings.lamp


def reach(settings: Settings, _: Series) -> Reach:
    return Reach(timedelta(minutes=settings.minutes) * 2 + timedelta(days=1))


def judge(settings: Settings, series: Series) -> list[Spell]:
    """A lamp that blinks is caught lit or not, as it happens to be: while it does, an unlit one ends nothing."""
    following, place = series.following(), _place(settings, series)
    begun: datetime | None = None
    shown: list[int] = []
    for point in series.dense() if place is not None else ():
        shown = [*shown[1 - WITHIN :], point.value]
        state, blinks = _state(point, place or 0, series), _blinks(shown, place or 0, series)
        so = state in settings.states or (settings.blinks and blinks)
        begun = (begun or point.at) if so or (blinks and begun) else None
        if point.at < series.since:
            continue
        if begun is None:
            following.over(point.at)
        elif so and (following.now or point.at - begun >= timedelta(minutes=settings.minutes)):
            figures = {"lamp": place, "lamp_state": state}
            following.so(Found(point.at, OF_RULE, 0, point.attempt, figures), begun)
    return following.all


def _place(settings: Settings, series: Series) -> int | None:
    return next((n for n, lamp in enumerate(series.lamps) if lamp[0] == settings.lamp), None)


def _state(point: Point, place: int, series: Series) -> int:
    return digits(point.value, len(series.lamps))[place]


def _blinks(shown: list[int], place: int, series: Series) -> bool:
    return changes(shown, len(series.lamps))[place] >= BLINKS
