"""The rules that every organization has from the beginning, so that what must not be missed is told without any setting."""

from harimi.service.accounts.models import Organization
from harimi.service.alerts.kinds.registry import KINDS
from harimi.service.alerts.models import Kind, Level, Rule

FIRST = (Kind.CONTINUOUS, Kind.SILENCE, Kind.BATTERY, Kind.MOVED, Kind.UNREADABLE, Kind.EXPIRY)
TOLD_ALREADY = (Kind.EXPIRY,)
"""What is told by letters anyhow (`meters.expiry`): its rule is there, and off, so that nobody is told twice unasked."""
AT_A_TIME = 200


def make_first() -> int:
    """Makes them for organizations that lack any, some at a time; for how many. Whoever switched one off keeps it so."""
    there = Rule.objects.filter(own=False).values("organization")
    found = list(Organization.objects.exclude(pk__in=there)[:AT_A_TIME])
    Rule.objects.bulk_create([_rule(one, kind) for one in found for kind in FIRST], ignore_conflicts=True)
    return len(found)


def make_first_of(organization: Organization) -> None:
    """The same for one organization, at once."""
    if not Rule.objects.filter(organization=organization, own=False).exists():
        Rule.objects.bulk_create([_rule(organization, kind) for kind in FIRST], ignore_conflicts=True)


def _rule(organization: Organization, kind: Kind) -> Rule:
    level = Level.ALARM if kind == Kind.CONTINUOUS else Level.WARNING
    settings = KINDS[kind].Settings().model_dump(mode="json")
    return Rule(organization=organization, kind=kind, settings=settings, level=level, on=kind not in TOLD_ALREADY, own=False)
