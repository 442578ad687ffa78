"""What is usual is learned once a week, from the weeks before: when somebody asks for the first time in a week of the site."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime, timedelta
from itertools import dropwhile

from harimi.service.alerts import models
from harimi.service.alerts.habits import WEEKS, Habit, Hour, learn
from harimi.service.meters.days import midnight
from harimi.service.meters.models import Register
from harimi.service.readings.models import Usage

Habits = Callable[[date], Habit | None]


def habits_of(register: Register, kept: models.Habit | None) -> Habits:
    """What was usual by a week's Monday; of a week that is over, what is usual now."""
    known: dict[str, Habit | None] = {}

    def habit(week: date) -> Habit | None:
        if "now" not in known:
            fresh = kept is not None and kept.week >= week and kept.scale == _scale(register)
            known["now"] = _read(kept) if fresh and kept else _learned(register, week)
        return known["now"]

    return habit


def habits_over(register: Register, since: datetime, until: datetime) -> Habits:
    """The same for each week of a time that is over, as it was known then."""
    hours = hours_of(register, since - timedelta(weeks=WEEKS + 1), until)
    known: dict[date, Habit | None] = {}

    def habit(week: date) -> Habit | None:
        if week not in known:
            known[week] = _of(register, week, hours)
        return known[week]

    return habit


def hours_of(register: Register, since: datetime, until: datetime) -> list[Hour]:
    """What was used hour by hour."""
    asked = Usage.objects.filter(register=register, period=Usage.Period.HOUR, start__gte=since, start__lt=until)
    return [Hour(*row) for row in asked.order_by("start").values_list("start", "amount")]


def _learned(register: Register, week: date) -> Habit | None:
    end = midnight(week, register.meter.site.zone)
    found = _of(register, week, hours_of(register, end - timedelta(weeks=WEEKS), end))
    told = {"week": week, "scale": _scale(register), "figures": None if found is None else asdict(found)}
    row = models.Habit(register=register, **told)
    models.Habit.objects.bulk_create([row], update_conflicts=True, unique_fields=["register"], update_fields=list(told))
    return found


def _of(register: Register, week: date, hours: list[Hour]) -> Habit | None:
    """From the hours of the weeks before; those in which nothing was counted yet are none."""
    zone = register.meter.site.zone
    end = midnight(week, zone)
    before = [one for one in hours if end - timedelta(weeks=WEEKS) <= one.start < end]
    return learn(list(dropwhile(lambda one: not one.amount, before)), zone)


def _read(kept: models.Habit) -> Habit | None:
    return None if kept.figures is None else Habit(**kept.figures)


def _scale(register: Register) -> str:
    """What an amount stands for: where it changes, all amounts are counted anew."""
    return f"{register.multiplier.normalize()} {register.usage_decimals}"[:24]
