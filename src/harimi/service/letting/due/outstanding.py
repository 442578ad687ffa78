"""What is due and was not billed: a month's lines, or, where it was billed before, what became of them since.

The rule of `billing.due.outstanding`, for each tenant, register and month: what is due now, less what was billed. Done twice it
finds nothing the second time, and what is known late lands on the next statement with its reason.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from harimi.service.accounts.models import Organization
from harimi.service.billing.months import months, next_of
from harimi.service.letting.due.facts import Facts, facts_of, landlord_of
from harimi.service.letting.due.stretches import Stretch, stretches
from harimi.service.letting.models import Statement, StatementLine
from harimi.service.letting.pricing import COUNTED, Cost
from harimi.service.meters.models import Register
from harimi.service.readings.models import Reading, State

LOOKED_BACK = 12
"""Months before the one that is billed whose lines are worked out anew."""
REASONS = 3
AROUND = timedelta(days=3)
"""How far from the time of a line a reading that was set right may lie and still be its reason."""
Key = tuple[UUID, UUID, date]
"""A tenant, a register and a month."""


@dataclass(frozen=True, slots=True)
class Owed:
    """A line of somebody's before it is on a statement."""

    register: Register
    month: date
    first: date
    last: date
    tax: int
    with_tax: bool
    cost: Cost


@dataclass
class Outstanding:
    """Lines by tenant, and the stretches they are of; what cannot be billed yet; and what stays with the landlord."""

    lines: dict[UUID, list[Owed]] = field(default_factory=lambda: defaultdict(list))
    stretches: dict[UUID, list[Stretch]] = field(default_factory=lambda: defaultdict(list))
    blocked: list[Stretch] = field(default_factory=list)
    own: list[Stretch] = field(default_factory=list)


def outstanding(organization: Organization, month: date, now: datetime | None = None) -> Outstanding:
    """All up to the end of a month that was not billed, oldest first."""
    begun = landlord_of(organization).begun or month
    first = max(min(begun, month), next_of(month, -LOOKED_BACK))
    facts, billed = facts_of(organization, first, month, now or timezone.now()), _billed(organization, first, month)
    found = Outstanding()
    for one in months(first, month):
        _of_month(facts, one, billed, found)
    return found


def _billed(organization: Organization, first: date, last: date) -> dict[Key, list[StatementLine]]:
    """Lines that stand: neither taken back nor taking back."""
    rows = StatementLine.objects.filter(statement__organization=organization, month__gte=first, month__lte=last)
    gone = Q(statement__taken_back_by__isnull=False) | Q(statement__of__isnull=False)
    found: dict[Key, list[StatementLine]] = defaultdict(list)
    for one in rows.exclude(gone).select_related("statement", "register__meter__site"):
        found[one.statement.tenant_id, one.register_id, one.month].append(one)
    return found


def _of_month(facts: Facts, month: date, billed: dict[Key, list[StatementLine]], found: Outstanding) -> None:
    now: dict[Key, list[Stretch]] = defaultdict(list)
    for register in facts.registers:
        for one in stretches(facts, register, month):
            if one.tenant is None:
                found.own += [one] if month == facts.last else []
            else:
                now[one.tenant, register.pk, month].append(one)
    for key in [*now, *(one for one in billed if one[2] == month and one not in now)]:
        _of_key(key[0], now.get(key, []), billed.get(key, []), found)


def _of_key(tenant: UUID, now: Sequence[Stretch], billed: Sequence[StatementLine], found: Outstanding) -> None:
    """What is not known well enough waits; and what was billed of it stands until it is known again."""
    missing = [one for one in now if one.missing]
    if missing:
        found.blocked += [] if billed else missing
        return
    lines = [line for one in now for line in _owed(one)]
    if billed:
        found.lines[tenant] += _differences(lines, billed)
    else:
        found.lines[tenant] += lines
        found.stretches[tenant] += now


def _owed(one: Stretch) -> Iterator[Owed]:
    for cost in one.lines:
        yield Owed(one.register, one.month, one.first, one.last, one.version.tax, one.version.with_tax, cost)


def _differences(now: Sequence[Owed], billed: Sequence[StatementLine]) -> Iterator[Owed]:
    """One line for each way of taxing in which yen or use changed."""
    bases = sorted({(one.with_tax, one.tax) for one in now} | {(one.with_tax, one.tax) for one in billed})
    for basis in bases:
        is_now = [one for one in now if (one.with_tax, one.tax) == basis]
        was = [one for one in billed if (one.with_tax, one.tax) == basis]
        yen = sum(one.cost.yen for one in is_now) - sum(one.yen for one in was)
        if yen or _used(is_now) != _used(was):
            yield _difference(is_now, was, billed, yen)


def _difference(now: Sequence[Owed], was: Sequence[StatementLine], billed: Sequence[StatementLine], yen: int) -> Owed:
    like = now[0] if now else None
    register, month = billed[0].register, billed[0].month
    days = [day for one in now for day in (one.first, one.last)] + [day for one in was for day in (one.first, one.last)]
    first, last = min(days), max(days)
    is_used, was_used = _used(now), _used(was)
    about: dict[str, Any] = {"was": sum(one.yen for one in was), "is": sum(one.cost.yen for one in now)}
    about |= {"was_used": was_used, "is_used": is_used, "why": _why(register, first, last, billed)}
    cost = Cost(StatementLine.Kind.CORRECTION, is_used - was_used, register.usage_decimals, 0, yen, about)
    tax, with_tax = (like.tax, like.with_tax) if like else (was[0].tax, was[0].with_tax)
    return Owed(register, month, first, last, tax, with_tax, cost)


def _used(lines: Sequence[Owed] | Sequence[StatementLine]) -> int:
    """What was used, as far as the lines are about that."""
    costs = [one.cost if isinstance(one, Owed) else one for one in lines]
    return sum(one.quantity for one in costs if one.kind in (*COUNTED, StatementLine.Kind.CORRECTION))


def _why(register: Register, first: date, last: date, billed: Sequence[StatementLine]) -> str:
    """What people said of readings that they set right since."""
    since, zone = max(one.statement.made_at for one in billed), register.meter.site.zone
    rows = Reading.objects.filter(register=register, state=State.CORRECTED, changed_at__gt=since).exclude(reason="")
    inside = [one.reason for one in rows.order_by("at") if first - AROUND <= one.at.astimezone(zone).date() <= last + AROUND]
    return " / ".join(dict.fromkeys(inside[:REASONS]))


def statements_of(organization: Organization, month: date) -> list[Statement]:
    """Those of a month, newest first."""
    rows = Statement.objects.filter(organization=organization, month=month)
    return list(rows.select_related("organization", "of", "taken_back_by", "paid"))
