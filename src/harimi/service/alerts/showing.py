"""The series that each task is judged on, loaded for many of them at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from harimi.service.alerts.kinds.form import About, Reach
from harimi.service.alerts.learning import habits_of
from harimi.service.alerts.models import Habit, Rule
from harimi.service.alerts.points import Key, Want, points_of
from harimi.service.alerts.series import Look, Point, Series
from harimi.service.alerts.sights import looks_of
from harimi.service.alerts.tasks import Known, Task
from harimi.service.meters.models import Register


@dataclass(frozen=True, slots=True)
class _Begun:
    """A task whose series has everything but what the database is still asked for, and how far back that must reach."""

    task: Task
    series: Series
    reach: Reach

    @property
    def key(self) -> Key:
        return self.task.register.pk, self.task.rule.believed == Rule.Believed.CONFIRMED


def series_of(tasks: Sequence[Task], known: Known) -> list[Series]:
    """One for each task."""
    habits = Habit.objects.in_bulk({one.register.pk for one in tasks})
    begun = [_begin(one, known, habits.get(one.register.pk)) for one in tasks]
    wants = _wants([one for one in begun if one.reach.points])
    points = points_of(list(wants.values()))
    looks = looks_of(*_looked([one for one in begun if one.reach.looks]))
    return [_shown(one, wants.get(one.key), points, looks, known.now) for one in begun]


def _begin(task: Task, known: Known, kept: Habit | None) -> _Begun:
    series = replace(
        empty(task.register, task.since, known.now),
        held=task.held,
        signs=task.camera.signs if task.camera else (),
        charges=task.camera.charges if task.camera else (),
        habits=habits_of(task.register, kept),
    )
    return _Begun(task, series, task.applied.judge.reach(task.applied.settings, series))


def empty(register: Register, since: datetime, until: datetime) -> Series:
    """What a register is like, without anything that it showed."""
    return Series(
        zone=register.meter.site.zone,
        since=since,
        until=until,
        decimals=register.decimals,
        usage_decimals=register.usage_decimals,
        counts_up=register.counts_up,
        lamps=tuple(tuple(one) for one in register.states),
        expires_on=register.meter.expires_on,
    )


def _wants(begun: Sequence[_Begun]) -> dict[Key, Want]:
    """What all tasks of a register need together."""
    found: dict[Key, Want] = {}
    for one in begun:
        want = Want(one.task.register, one.key[1], one.series.since - one.reach.before, one.reach.borders)
        if one.key in found:
            other = found[one.key]
            want = replace(want, since=min(want.since, other.since), borders=(*want.borders, *other.borders))
        found[one.key] = want
    return found


def _looked(begun: Sequence[_Begun]) -> tuple[list[Register], int]:
    registers = {one.task.register.pk: one.task.register for one in begun}
    return list(registers.values()), max((one.reach.looks for one in begun), default=0)


def _shown(
    one: _Begun, want: Want | None, points: Mapping[Key, list[Point]], looks: Mapping[UUID, list[Look]], now: datetime
) -> Series:
    if one.reach.points:
        theirs = points.get(one.key, [])
        return replace(one.series, points=theirs, complete=None if want is None else want.since)
    if one.reach.looks:
        seen = looks.get(one.task.register.pk, [])
        return replace(one.series, looks=seen, since=seen[-1].at if seen else now)
    return one.series if one.task.applied.about == About.REGISTER else replace(one.series, since=now)
