"""What statements would say, without writing anything."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Sum

from harimi.service.accounts.models import Organization
from harimi.service.billing.money import Rounding, TaxLine, taxed
from harimi.service.billing.months import next_of
from harimi.service.letting.due.facts import landlord_of
from harimi.service.letting.due.outstanding import Outstanding, Owed, outstanding
from harimi.service.letting.due.stretches import Stretch
from harimi.service.letting.models import Landlord, Statement, StatementLine
from harimi.service.letting.pricing import COUNTED
from harimi.service.meters.models import Tenant


@dataclass(frozen=True, slots=True)
class Draft:
    """A tenant's statement: lines that are all with tax, or all without; `seen` of their statements were known then."""

    tenant: Tenant
    lines: Sequence[Owed]
    stretches: Sequence[Stretch]
    taxes: Sequence[TaxLine]
    with_tax: bool
    seen: int
    before: int | None = None

    @property
    def total(self) -> int:
        """Yen to be paid, negative where they are given back."""
        return sum(one.gross for one in self.taxes)

    @property
    def used(self) -> dict[tuple[str, int], int]:
        """What was used, by unit and its decimals; corrections are not in it."""
        found: dict[tuple[str, int], int] = {}
        for one in self.lines:
            if one.cost.kind in COUNTED:
                key = one.register.unit, one.cost.decimals
                found[key] = found.get(key, 0) + one.cost.quantity
        return found

    @property
    def corrections(self) -> int:
        """How many lines set earlier ones right."""
        return sum(one.cost.kind == StatementLine.Kind.CORRECTION for one in self.lines)


@dataclass(frozen=True, slots=True)
class Trial:
    """A month on trial: what each tenant would get, and all that `found` says besides."""

    drafts: list[Draft]
    found: Outstanding


def on_trial(organization: Organization, month: date, now: datetime | None = None) -> Trial:
    """See `Trial`; by the tenants' names."""
    found, landlord = outstanding(organization, month, now), landlord_of(organization)
    tenants = Tenant.objects.filter(pk__in=[one for one, lines in found.lines.items() if lines]).select_related("organization")
    drafts = [draft for one in tenants for draft in _of_tenant(one, found, landlord, month)]
    return Trial(sorted(drafts, key=lambda one: (one.tenant.name, not one.with_tax)), found)


def _of_tenant(tenant: Tenant, found: Outstanding, landlord: Landlord, month: date) -> Iterator[Draft]:
    """Apart by whether their yen are with tax: the two are never mixed on one statement."""
    earlier = Statement.objects.filter(tenant=tenant)
    before = earlier.filter(month=next_of(month, -1)).aggregate(yen=Sum("total"))["yen"]
    seen, rounding = earlier.count(), landlord.rounding
    for basis in (True, False):
        lines = [one for one in found.lines[tenant.pk] if one.with_tax is basis]
        if lines:
            mine = [one for one in found.stretches[tenant.pk] if one.version.with_tax is basis]
            yield Draft(tenant, lines, mine, tax_of(lines, rounding), basis, seen, before)
            seen += 1


def tax_of(lines: Sequence[Owed], rounding: str) -> list[TaxLine]:
    """Once for each rate."""
    told: Rounding = "ceiling" if rounding == "ceiling" else "round" if rounding == "round" else "floor"
    return taxed(((one.cost.yen, one.tax) for one in lines), with_tax=lines[0].with_tax, rounding=told)
