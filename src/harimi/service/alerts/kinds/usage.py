"""More or less used in an hour, a day, a week or a month than may be."""

from harimi.service.alerts.kinds.bounds import Limited, broken, held_on
from harimi.service.alerts.kinds.form import About, Reach, Traits
from harimi.service.alerts.kinds.sums import Sum, follow, reach_over
from harimi.service.alerts.periods import Period
from harimi.service.alerts.series import Series
from harimi.service.alerts.spells import Found, Spell

ABOUT, RESTS = About.REGISTER, False
YIELDS: tuple[str, ...] = ()


class Settings(Limited):
    """The bounds of what is used in a `period`; other ones for days off where the period is an hour or a day."""

    period: Period = Period.DAY


def fits(traits: Traits) -> bool:
    return traits.counts_up


def subject(settings: Settings) -> str:
    return settings.period


def reach(settings: Settings, series: Series) -> Reach:
    return reach_over(settings.period, series)


def judge(settings: Settings, series: Series) -> list[Spell]:
    """An upper limit is broken as soon as so much is counted, a lower one when the period is over."""

    def judged(one: Sum, held: str | None) -> Found | None:
        now = broken(held_on(settings, one.start, series), one.used, series.usage_decimals, held, settings.hysteresis)
        if now is None or (now.side == "lower" and not one.whole):
            return None
        worse = now.by + (10**18 if now.level == "alarm" else 0)
        figures = {**now.figures(one.used, series.usage_decimals), "period": settings.period.value, "so_far": not one.whole}
        return Found(one.point.at, now.level, worse, one.point.attempt, {**figures, "from": one.start.isoformat()})

    return follow(settings.period, series, judged)
