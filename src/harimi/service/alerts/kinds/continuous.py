"""Water or gas that never stops: no rest in a whole day. A tap rests at night, a leak does not."""

from datetime import timedelta
from itertools import pairwise

from pydantic import Field

from harimi.service.alerts.habits import Habit
from harimi.service.alerts.kinds.form import LONGEST, About, KindSettings, Reach, Traits, exact
from harimi.service.alerts.series import Point, Series
from harimi.service.alerts.slots import HOUR
from harimi.service.alerts.spells import OF_RULE, Found, Spell

ABOUT, RESTS = About.REGISTER, False
YIELDS: tuple[str, ...] = ()
VOLUMES = ("m3", "m³", "L", "l", "Nm3", "Nm³", "kL", "ℓ")
"""What flows and can leak; current flows all the time."""
LONGER, MOST = 1.75, 240
"""Than the longest flow of ordinary weeks; and the hours beyond which a place never rests."""


class Settings(KindSettings):
    """`hours` without a time of `rest` minutes in which the counter stands still."""

    hours: int = Field(24, ge=2, le=240)
    rest: int = Field(120, ge=5, le=720)


def fits(traits: Traits) -> bool:
    return traits.counts_up and (traits.own_rule or traits.unit in VOLUMES)


def subject(_: Settings) -> str:
    return ""


def reach(settings: Settings, series: Series) -> Reach:
    hours = max(settings.hours, min(MOST, _usual(series.habit(series.until))))
    return Reach(timedelta(hours=hours, minutes=settings.rest) + 2 * LONGEST)


def judge(settings: Settings, series: Series) -> list[Spell]:
    """Follows the flow from rest to rest. What rose between readings far apart proves nothing: there may have been one."""
    following, flow = series.following(), _Flow()
    for before, after in pairwise(series.dense()):
        flow.goes_on(before, after, timedelta(minutes=settings.rest))
        if after.at < series.since:
            continue
        if flow.rests:
            following.over(after.at)
        elif flow.since and (following.now or _long_enough(flow.seen, settings, series, after)):
            following.so(Found(after.at, OF_RULE, 0, after.attempt, flow.figures(series.usage_decimals)), flow.since.at)
    return following.all


def _usual(habit: Habit | None) -> float:
    """The hours for which something may flow in ordinary weeks, and some more."""
    return 0 if habit is None else LONGER * habit.flows


def _long_enough(seen: timedelta, settings: Settings, series: Series, point: Point) -> bool:
    """A place where something flows for long in ordinary weeks needs longer than that; one that never rests says nothing."""
    usual = _usual(series.habit(point.at))
    return usual <= MOST and seen >= timedelta(hours=max(settings.hours, usual))


class _Flow:
    """A flow `since` the last rest, for how long it was `seen`, and how much an hour it was at its least."""

    def __init__(self) -> None:
        self.rests = False
        self._still = timedelta()
        self._begin_anew()

    def _begin_anew(self) -> None:
        self.since: Point | None = None
        self.seen = timedelta()
        self._least: float | None = None
        self._hour: Point | None = None

    def goes_on(self, before: Point, after: Point, rest: timedelta) -> None:
        gap = after.at - before.at
        if after.total > before.total:
            self._still, self.rests = timedelta(), False
            self._flows(before, after, gap)
            return
        self._still += gap
        self.seen += gap if self.since else timedelta()
        self.rests = self.rests or self._still >= rest
        if self.rests:
            self._begin_anew()

    def _flows(self, before: Point, after: Point, gap: timedelta) -> None:
        if gap > LONGEST:
            self._begin_anew()
            return
        self.since, self._hour = self.since or before, self._hour or before
        self.seen += gap
        if after.at - self._hour.at >= HOUR:
            rate = (after.total - self._hour.total) / ((after.at - self._hour.at) / HOUR)
            self._least = rate if self._least is None else min(self._least, rate)
            self._hour = after

    def figures(self, decimals: int) -> dict[str, object]:
        return {"hours": round(self.seen / HOUR), "least": exact(round(self._least or 0), decimals)}
