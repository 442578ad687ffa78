"""The few figures of a span that say most: what a counter used and how much a day, how a gauge stood."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from harimi.service.meters.models import Register
from harimi.service.meters.values import shown, unit_shown
from harimi.service.pages.texts import text
from harimi.service.readings.series import Reach, summary, used


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with its words."""

    words: str
    value: str
    unit: str


def figures(register: Register, start: datetime, end: datetime, reach: Reach | None) -> list[Figure]:
    """See above; none where nothing was read. `reach` is the register's."""
    return _counted(register, start, end, reach) if register.counts_up else _measured(register, start, end)


def _counted(register: Register, start: datetime, end: datetime, reach: Reach | None) -> list[Figure]:
    total = used(register, start, end)
    if reach is None or total is None:
        return []
    found = [_figure("meter.total", total, register)]
    days = (min(end, reach[1]) - max(start, reach[0])) / timedelta(days=1)
    return found if days < 2 else [*found, _figure("meter.per_day", total / days, register)]


def _measured(register: Register, start: datetime, end: datetime) -> list[Figure]:
    found = summary(register, start, end)
    named = {"meter.lowest": found.low, "meter.highest": found.high, "meter.average": found.average}
    return [_figure(key, value, register) for key, value in named.items() if value is not None]


def _figure(key: str, value: float, register: Register) -> Figure:
    return Figure(text(key), shown(round(value), register.figure_decimals), unit_shown(register.unit))
