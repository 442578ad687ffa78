"""The parts of a month in which one price held for a contract."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from harimi.service.billing.due.facts import Facts
from harimi.service.billing.months import days, last_of
from harimi.service.contracts.models import Plan, PlanPrice

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """From `first` to `last`, both included. On `trial` nothing is charged by the month."""

    first: date
    last: date
    plan: Plan
    price: PlanPrice
    trial: bool

    @property
    def days(self) -> int:
        """How many."""
        return days(self.first, self.last)


def spans(facts: Facts, month: date) -> list[Span]:
    """In order of time; none before the contract's first day, after its last one, or where the plan has no price."""
    first, last = max(month, facts.since), min(last_of(month), facts.until or last_of(month))
    if first > last:
        return []
    starts = [one for one in _changes(facts, last) if first < one <= last]
    edges = [first, *sorted(set(starts)), last + _DAY]
    return [span for a, b in pairwise(edges) if (span := _span(facts, a, b - _DAY)) is not None]


def _changes(facts: Facts, last: date) -> list[date]:
    """Days on which the plan, its price, or the trial's end may change."""
    found = [since for since, _ in facts.plans]
    for since, plan in facts.plans:
        if since <= last:
            found += [price.since for price in plan.prices.all()]
    return [*found, facts.trial_ends + _DAY] if facts.trial_ends else found


def _span(facts: Facts, first: date, last: date) -> Span | None:
    plan = facts.plan_on(first)
    price = plan.price_on(first) if plan else None
    if plan is None or price is None:
        return None
    return Span(first, last, plan, price, facts.trial_ends is not None and last <= facts.trial_ends)
