"""What a site used in all, by unit: against the period before and the same of last year, by tenant, and by day or month."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from harimi.service.readings.report_lines import Line

Slots = Mapping[UUID, Mapping[datetime, int]]


@dataclass(slots=True)
class Against:
    """A sum beside another time's; only counters of which both are known stand in it, `counters` of them."""

    own: int = 0
    other: int = 0
    counters: int = 0

    @property
    def share(self) -> float | None:
        """How many times as much."""
        return self.own / self.other if self.other else None


@dataclass(slots=True)
class UnitSum:
    """All amounts in units of `decimals` decimals, those of the finest counter, so that lines add up to the last unit."""

    unit: str
    decimals: int
    total: int = 0
    counters: int = 0
    before: Against = field(default_factory=Against)
    year_ago: Against = field(default_factory=Against)
    tenants: dict[tuple[UUID | None, str], int] = field(default_factory=dict)
    slots: dict[datetime, int] = field(default_factory=dict)

    @property
    def shares(self) -> list[tuple[str, int, float | None]]:
        """Name, amount and share of each tenant, the largest first and nobody's last; none where nothing is let."""
        if all(tenant is None for tenant, _ in self.tenants):
            return []
        ordered = sorted(self.tenants.items(), key=lambda one: (one[0][0] is None, -one[1], one[0][1]))
        return [(name, amount, amount / self.total if self.total else None) for (_, name), amount in ordered]


def sums_of(lines: Iterable[Line], slots: Slots) -> list[UnitSum]:
    """By unit, in order of the alphabet; registers without a unit add up to nothing."""
    by_unit: dict[str, list[Line]] = {}
    for line in lines:
        if line.register.counts_up and line.register.unit:
            by_unit.setdefault(line.register.unit, []).append(line)
    return [_sum(unit, by_unit[unit], slots) for unit in sorted(by_unit)]


def _sum(unit: str, lines: list[Line], slots: Slots) -> UnitSum:
    found = UnitSum(unit, max(line.register.usage_decimals for line in lines))
    seen: dict[UUID, int] = {}
    for line in lines:
        finer = 10 ** (found.decimals - line.register.usage_decimals)
        seen[line.register.pk] = finer
        amount = (line.used or 0) * finer
        found.total += amount
        key = (line.part.tenant, line.part.name)
        found.tenants[key] = found.tenants.get(key, 0) + amount
        _beside(found.before, line.compared, line.before, finer)
        if line.year_ago is not None:
            _beside(found.year_ago, *line.year_ago, finer)
    found.counters = len(seen)
    for register, finer in seen.items():
        for start, amount in slots.get(register, {}).items():
            found.slots[start] = found.slots.get(start, 0) + amount * finer
    return found


def _beside(against: Against, own: int | None, other: int | None, finer: int) -> None:
    if own is not None and other is not None:
        against.own += own * finer
        against.other += other * finer
        against.counters += 1
