"""For what a rule may be: all of an organization, one of its sites, a meter, or one of several registers of a meter."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db.models import Q

from harimi.service.accounts.models import Organization
from harimi.service.alerts.models import Rule
from harimi.service.alerts.rules import Scope
from harimi.service.meters.models import Meter, Register, Site
from harimi.service.meters.queries import natural, sites_by_name
from harimi.service.pages.ids import id_of
from harimi.service.pages.texts import text

LISTED = 300
"""Meters that can be chosen from; of more, each one's page leads to a rule for it."""
Choices = list[tuple[str, Any]]


def choices(organizations: Sequence[Organization], asked: UUID | None) -> Choices:
    """All that a rule can be for, by site; a meter that was asked for is among them."""
    several = len(organizations) > 1
    found: Choices = [(f"organization:{one.pk}", _whole(one, several)) for one in organizations]
    meters = _meters(organizations, asked)
    for site in sites_by_name(Site.objects.filter(organization__in=organizations).select_related("organization")):
        whole = (f"site:{site.pk}", text("rule.scope.site", name=site.name))
        found.append((site.name, [whole, *(each for one in meters if one.site_id == site.pk for each in _of(one))]))
    return found


def scope_of(told: str, organizations: Sequence[Organization]) -> tuple[Organization, Scope] | None:
    """What was chosen, and whose it is; None for what is none, or not theirs."""
    kind, _, typed = told.partition(":")
    key = id_of(typed)
    if key is None:
        return None
    if kind == "organization":
        home = next((one for one in organizations if one.pk == key), None)
        return None if home is None else (home, None)
    row = _row(kind, key, organizations)
    if row is None:
        return None
    site = row if isinstance(row, Site) else (row.meter if isinstance(row, Register) else row).site
    return site.organization, row


def words(rule: Rule) -> str:
    """For what a rule is."""
    if rule.register is not None:
        return f"{rule.register.meter.name} {rule.register.name}".strip()
    if rule.meter is not None:
        return rule.meter.name
    return text("rule.scope.site", name=rule.site.name) if rule.site else text("rule.scope.organization")


def _row(kind: str, key: UUID, organizations: Sequence[Organization]) -> Site | Meter | Register | None:
    where = {"organization__in": organizations}
    if kind == "site":
        return Site.objects.filter(pk=key, **where).select_related("organization").first()
    if kind == "meter":
        theirs = {"site__organization__in": organizations}
        return Meter.objects.filter(pk=key, **theirs).select_related("site__organization").first()
    theirs = {"meter__site__organization__in": organizations}
    rows = Register.objects.filter(pk=key, **theirs).select_related("meter__site__organization")
    return rows.first() if kind == "register" else None


def _meters(organizations: Sequence[Organization], asked: UUID | None) -> list[Meter]:
    mine = Meter.objects.filter(site__organization__in=organizations, retired_at=None)
    first = list(mine.order_by("name").values_list("pk", flat=True)[:LISTED])
    found = mine.filter(Q(pk__in=first) | Q(pk=asked)).prefetch_related("registers")
    return sorted(found, key=lambda one: natural(one.name))


def _whole(one: Organization, several: bool) -> str:
    return f"{one.name}: {text('rule.scope.organization')}" if several else text("rule.scope.organization")


def _of(meter: Meter) -> Choices:
    registers = sorted(meter.registers.all(), key=attrgetter("id"))
    own = [(f"register:{one.pk}", f"{meter.name} {one.name or one.unit}") for one in registers]
    return [(f"meter:{meter.pk}", meter.name), *(own if len(own) > 1 else ())]
