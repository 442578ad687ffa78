"""A rule is tried against the past before it is switched on: what it would have told, judged as it would have been then."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import median
from typing import Any

from pydantic import ValidationError

from harimi.service.alerts.errors import RuleError
from harimi.service.alerts.kinds.form import Reach, Traits
from harimi.service.alerts.kinds.registry import KINDS
from harimi.service.alerts.learning import habits_over
from harimi.service.alerts.models import Level, Rule
from harimi.service.alerts.points import Want, points_of
from harimi.service.alerts.series import Charge, Look, Series, Sign
from harimi.service.alerts.showing import empty
from harimi.service.alerts.sights import look
from harimi.service.alerts.spells import Figures, Spell
from harimi.service.devices.battery import WEEKS, empty_at
from harimi.service.devices.models import DeviceReport, Installation
from harimi.service.meters.models import Register
from harimi.service.readings.models import Attempt
from harimi.service.readings.standing import missed_from

LATEST = 50
"""Pictures from whose distances follows when the next one is missed; as `readings.standing` has it."""


@dataclass(frozen=True, slots=True)
class Trialled:
    """An alert that there would have been: told when, of what since when, and until when, at its highest level."""

    register: Register
    told: datetime
    since: datetime
    until: datetime | None
    level: str
    at: datetime
    attempt: int | None
    figures: Figures


def try_rule(
    kind: str,
    settings: dict[str, Any],
    registers: Sequence[Register],
    since: datetime,
    until: datetime,
    *,
    believed: Rule.Believed = Rule.Believed.ESTIMATED,
    level: Level = Level.WARNING,
    own: bool = True,
) -> list[Trialled]:
    """What a rule would have told of registers in a time, in order. Raises `RuleError`.

    Values are those that are known today: a trial knows of corrections that came later. `own` where the rule is for one meter.
    """
    if kind not in KINDS:
        raise RuleError("kind")
    try:
        read = KINDS[kind].Settings.model_validate(settings)
    except ValidationError as error:
        raise RuleError("settings", tuple(".".join(map(str, one["loc"])) for one in error.errors())) from error
    fitting = [one for one in registers if KINDS[kind].fits(Traits(one.kind, one.unit, own))]
    found = [
        _trialled(register, spell, level)
        for register in fitting
        for spell in KINDS[kind].judge(read, _series(kind, read, register, since, until, believed))
        if spell.told >= since or spell.until is None
    ]
    return sorted(found, key=lambda one: one.told)


def _trialled(register: Register, spell: Spell, level: str) -> Trialled:
    told, worst = spell.told, spell.worst or level
    return Trialled(register, told, spell.since, spell.until, worst, spell.at, spell.attempt, spell.figures)


def _series(kind: str, settings: Any, register: Register, since: datetime, until: datetime, believed: Rule.Believed) -> Series:
    series = replace(empty(register, since, until), habits=habits_over(register, since, until))
    reach: Reach = KINDS[kind].reach(settings, series)
    if reach.points:
        first = min([since - reach.before, *reach.borders])
        want = Want(register, believed == Rule.Believed.CONFIRMED, first, (first,))
        points = [one for one in points_of([want])[want.key] if one.at <= until]
        return replace(series, points=points, complete=first)
    attempts = _attempts(register, since, until)
    if reach.looks:
        return replace(series, looks=attempts)
    return replace(series, signs=list(_signs(attempts)), charges=_charges(register, since, until))


def _attempts(register: Register, since: datetime, until: datetime) -> list[Look]:
    """Pictures, and those before that still have a say."""
    theirs = Attempt.objects.filter(register=register, settled=True, taken_at__lte=until).exclude(cut=None)
    before = theirs.filter(taken_at__lt=since).order_by("-taken_at")[:LATEST]
    rows = [*reversed(before), *theirs.filter(taken_at__gte=since).order_by("taken_at")]
    return [look(one) for one in rows]


def _signs(looks: Sequence[Look]) -> list[Sign]:
    """When each picture's next one would have been missed."""
    found = []
    gaps: list[float] = []
    for n, one in enumerate(looks):
        if n:
            gaps = [*gaps[1 - LATEST :], (one.at - looks[n - 1].at).total_seconds()]
        found.append(Sign(one.at, missed_from(one.at, round(median(gaps)) if gaps else None), one.attempt))
    return found


def _charges(register: Register, since: datetime, until: datetime) -> list[Charge]:
    """How batteries of the cameras over it stood, with the pace of each moment's last weeks."""
    devices = Installation.objects.filter(meter=register.meter_id).values("device")
    told = DeviceReport.objects.filter(device__in=devices, at__gt=since - WEEKS, at__lte=until, battery_percent__isnull=False)
    levels = [(at, level or 0) for at, level in told.order_by("at").values_list("at", "battery_percent")]
    found = []
    for n, (at, percent) in enumerate(levels):
        if at >= since:
            empty_on = empty_at([one for one in levels[: n + 1] if one[0] > at - WEEKS])
            found.append(Charge(at, percent, empty_on.date() if empty_on else None))
    return found
