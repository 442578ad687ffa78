"""Who has which part of a register that several use."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from harimi.service.letting.due.counted import Missing
from harimi.service.letting.due.facts import Facts
from harimi.service.letting.due.spans import lets
from harimi.service.letting.models import Sharing
from harimi.service.meters.models import Register

Rule = Sharing.Rule


@dataclass
class Shares:
    """Weights by tenant, the landlord's under None; `missing` where a submeter is not known well enough."""

    weights: dict[UUID | None, int] = field(default_factory=dict)
    missing: list[Missing] = field(default_factory=list)

    def add(self, tenant: UUID | None, weight: int) -> None:
        """Somebody who has two parts has them together."""
        self.weights[tenant] = self.weights.get(tenant, 0) + weight


def shares_of(facts: Facts, sharing: Sharing, register: Register, start: datetime, end: datetime, used: int) -> Shares:
    """In the order in which they were told; all of it is the landlord's where nobody has a part."""
    found = Shares()
    if sharing.rule == Rule.SUBMETERS:
        _by_submeters(facts, found, sharing, register, start, end, used)
    else:
        for one in sharing.parts.all():
            found.add(one.tenant_id, 1 if sharing.rule == Rule.EQUAL else one.weight)
    if not found.weights:
        found.add(None, 1)
    return found


def _by_submeters(
    facts: Facts, found: Shares, sharing: Sharing, register: Register, start: datetime, end: datetime, used: int
) -> None:
    """What each submeter counted, for whoever had it then; the landlord's own part is what the register counted beyond them."""
    parts = list(sharing.parts.all())
    subs = [one.submeter for one in parts if one.submeter is not None]
    decimals = max(one.usage_decimals for one in (register, *subs))
    for sub in subs:
        _one(facts, found, sub, 10 ** (decimals - sub.usage_decimals), start, end)
    if any(one.submeter is None for one in parts):
        beyond = used * 10 ** (decimals - register.usage_decimals) - sum(found.weights.values())
        found.add(None, max(0, beyond))


def _one(facts: Facts, found: Shares, sub: Register, finer: int, start: datetime, end: datetime) -> None:
    counted = facts.counted(sub)
    for one in lets(sub, start, end):
        found.missing += _faults(counted.border(at, facts.near) for at in (one.since, one.until))
        found.add(one.tenant, (counted.between(one.since, one.until) or 0) * finer)


def _faults(borders: Iterable[object]) -> list[Missing]:
    return [one for one in borders if isinstance(one, Missing)]
