"""A rule is tried before it is switched on: what it would have told, in words."""

from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from harimi.service.alerts.trial import Trialled, try_rule
from harimi.service.meters.models import Meter, Register
from harimi.service.pages.alerts.forms import RuleForm
from harimi.service.pages.alerts.scopes import fitting
from harimi.service.pages.alerts.words import sentence

TRIED, SHOWN = 30, 50
"""Registers that are judged while somebody waits, and lines of the answer."""


@dataclass(frozen=True, slots=True)
class Line:
    """One alert that there would have been."""

    row: Trialled
    why: str
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Trial:
    """`lines` are the last of `count` alerts of `tried` registers out of `there`, in so many `days`."""

    days: int
    lines: list[Line]
    count: int
    tried: int
    there: int


def tried(form: RuleForm) -> Trial:
    """The rule that a valid form tells, against the past. Raises a `RuleError`."""
    organization, scope = form.scope()
    told, now, days = form.told(), timezone.now(), int(form.cleaned_data["days"])
    registers = fitting(form.kind, organization, scope)
    since, own = now - timedelta(days=days), isinstance(scope, Meter | Register)
    asked = (form.kind, dict(told.settings), registers[:TRIED], since, now)
    found = try_rule(*asked, believed=told.believed, level=told.level, own=own)
    lines = [_line(form.kind, one) for one in found[-SHOWN:]]
    return Trial(days, lines[::-1], len(found), min(TRIED, len(registers)), len(registers))


def _line(kind: str, row: Trialled) -> Line:
    zone = row.register.meter.site.zone
    return Line(row, sentence(kind, row.figures, row.register, zone), zone)
