"""A rule is tried on what it would be for: the registers there that its kind is for, as far back as somebody wants to see."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from harimi.service.accounts.models import Organization
from harimi.service.alerts.kinds.form import About, Traits
from harimi.service.alerts.kinds.registry import KINDS
from harimi.service.alerts.rules import Scope, Told
from harimi.service.alerts.trial import Trialled, try_rule
from harimi.service.meters.models import Meter, Register, Site

TRIED, SHOWN = 30, 50
"""Registers that are judged while somebody waits, and alerts that are told."""
DAYS = (30, 90, 365)


@dataclass(frozen=True, slots=True)
class Tried:
    """`newest` are the last of `count` alerts of `tried` registers out of `there`, in so many `days`."""

    days: int
    newest: list[Trialled]
    count: int
    tried: int
    there: int


def try_on(organization: Organization, kind: str, told: Told, scope: Scope, days: int) -> Tried:
    """What such a rule would have told until now. Raises `RuleError`."""
    now, registers = timezone.now(), fitting(kind, organization, scope)
    asked = (kind, dict(told.settings), registers[:TRIED], now - timedelta(days=days), now)
    found = try_rule(*asked, believed=told.believed, level=told.level, own=_is_own(scope))
    return Tried(days, found[-SHOWN:][::-1], len(found), min(TRIED, len(registers)), len(registers))


def fitting(kind: str, organization: Organization, scope: Scope) -> list[Register]:
    """The registers there that a kind is for; of what is of a camera or a meter, one for each meter."""
    found = [one for one in _registers(organization, scope) if KINDS[kind].fits(Traits(one.kind, one.unit, _is_own(scope)))]
    if KINDS[kind].ABOUT == About.REGISTER:
        return found
    return list({one.meter_id: one for one in reversed(found)}.values())[::-1]


def _is_own(scope: Scope) -> bool:
    return isinstance(scope, Meter | Register)


def _registers(organization: Organization, scope: Scope) -> QuerySet[Register]:
    rows = Register.objects.filter(meter__site__organization=organization, meter__retired_at=None)
    if scope is not None:
        names = {Site: "meter__site", Meter: "meter", Register: "pk"}
        rows = rows.filter(**{names[type(scope)]: scope.pk})
    return rows.select_related("meter__site__organization").order_by("meter__name", "pk")
