"""What is known of a customer that says what is due: read once, for as many months as are looked at."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from harimi.service.accounts.models import Organization
from harimi.service.billing.models import Discount
from harimi.service.billing.months import day_of, days, first_of, moments, next_of, zone
from harimi.service.contracts.models import Contract, Plan
from harimi.service.devices.models import Device
from harimi.service.logistics.models import Parcel
from harimi.service.meters.days import midnight
from harimi.service.meters.models import Meter
from harimi.service.readings.models import TRUSTED, Reading

COUNTED_BACK = 3
"""Months before the last one of which readings are counted anew: there may be millions, and none comes so late."""


@dataclass(frozen=True, slots=True)
class Life:
    """Something that is charged by the month, in use from `first` to `last`, both included, None where it still is."""

    id: str
    first: date
    last: date | None

    def within(self, first: date, last: date) -> tuple[date, date] | None:
        """The days of it between two days; None where there is none."""
        start, end = max(self.first, first), min(self.last or last, last)
        return (start, end) if start <= end else None


@dataclass(frozen=True, slots=True)
class Facts:
    """See the module. `plans` are the contract's, each from its day on. `readings` are counted by month, for those months in
    which they are looked at.
    """

    contract: Contract
    since: date
    until: date | None
    plans: Sequence[tuple[date, Plan]]
    trial_ends: date | None
    meters: Sequence[Life]
    devices: Sequence[Life]
    readings: Mapping[date, int]
    parcels: Sequence[tuple[date, str]]
    discounts: Sequence[Discount]

    def plan_on(self, day: date) -> Plan | None:
        """The contract's plan on a day."""
        return next((plan for since, plan in reversed(self.plans) if since <= day), None)


def facts_of(contract: Contract, first: date, last: date) -> Facts:
    """For the months from `first` to `last`."""
    organization = contract.organization
    spells = contract.spells.select_related("plan").prefetch_related("plan__prices")
    plans = [(one.since, one.plan) for one in spells]
    counted = any(price.thousand_yen and price.readings_free is not None for _, plan in plans for price in plan.prices.all())
    return Facts(
        contract=contract,
        since=contract.since,
        until=day_of(organization.ended_at) if organization.ended_at else None,
        plans=plans,
        trial_ends=_trial_ends(contract, plans),
        meters=_lives(Meter.objects.filter(site__organization=organization).values_list("pk", "created_at", "retired_at")),
        devices=_lives(_cameras(organization).values_list("pk", "created_at", "stopped_at")),
        readings=_readings(organization, last, _trial_ends(contract, plans)) if counted else {},
        parcels=_parcels(organization, first, last),
        discounts=list(contract.discounts.all()),
    )


def _trial_ends(contract: Contract, plans: Sequence[tuple[date, Plan]]) -> date | None:
    """By the price that held when the contract began."""
    price = plans[0][1].price_on(contract.since) if plans else None
    return contract.since + timedelta(days=price.trial_days - 1) if price and price.trial_days else None


def _cameras(organization: Organization) -> QuerySet[Device]:
    return Device.objects.filter(organization=organization, kind=Device.Kind.CAMERA)


def _lives(rows: Iterable[tuple[UUID, datetime, datetime | None]]) -> list[Life]:
    """The day on which something ends is its successor's: nothing is charged twice for a day."""
    found = [(str(pk), day_of(since), day_of(until) - timedelta(days=1) if until else None) for pk, since, until in rows]
    return sorted((Life(*one) for one in found), key=lambda one: (one.first, one.id))


def _readings(organization: Organization, last: date, trial_ends: date | None) -> dict[date, int]:
    """How many published values there are of each of the last months after the trial, whoever found them."""
    begin = midnight(trial_ends + timedelta(days=1), zone()) if trial_ends else moments(date(2000, 1, 1))[0]
    every = Reading.objects.filter(register__meter__site__organization=organization, state__in=TRUSTED)
    counted = [next_of(last, -n) for n in range(COUNTED_BACK + 1)]
    return {month: every.filter(at__gte=max(moments(month)[0], begin), at__lt=moments(month)[1]).count() for month in counted}


def _parcels(organization: Organization, first: date, last: date) -> list[tuple[date, str]]:
    """Parcels that were sent, but for those that replace a camera that was broken."""
    sent = Parcel.objects.filter(Q(fault=None), organization=organization, sent_at__isnull=False)
    rows = sent.filter(sent_at__gte=moments(first)[0], sent_at__lt=moments(first_of(last))[1]).order_by("sent_at", "number")
    return [(day_of(at), number) for at, number in rows.values_list("sent_at", "number") if at]


def life_days(lives: Sequence[Life], first: date, last: date) -> tuple[int, list[dict[str, Any]]]:
    """How many days of use lie between two days, and whose: those in use on the same days together."""
    total, groups = 0, dict[tuple[date, date], list[str]]()
    for one in lives:
        found = one.within(first, last)
        if found is not None:
            total += days(*found)
            groups.setdefault(found, []).append(one.id)
    told = [{"from": a.isoformat(), "to": b.isoformat(), "ids": ids} for (a, b), ids in sorted(groups.items())]
    return total, told
