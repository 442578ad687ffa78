"""A rule is tried before it is switched on: what it would have told, in words."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from harimi.service.alerts.trial import Trialled
from harimi.service.alerts.trying import Tried, try_on
from harimi.service.pages.alerts.forms import RuleForm
from harimi.service.pages.alerts.words import sentence


@dataclass(frozen=True, slots=True)
class Line:
    """One alert that there would have been."""

    row: Trialled
    why: str
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Trial:
    """What was tried, and the lines of it."""

    found: Tried
    lines: list[Line]


def tried(form: RuleForm) -> Trial:
    """The rule that a valid form tells, against the past. Raises a `RuleError`."""
    organization, scope = form.scope()
    found = try_on(organization, form.kind, form.told(), scope, int(form.cleaned_data["days"]))
    return Trial(found, [_line(form.kind, one) for one in found.newest])


def _line(kind: str, row: Trialled) -> Line:
    zone = row.register.meter.site.zone
    return Line(row, sentence(kind, row.figures, row.register, zone), zone)
