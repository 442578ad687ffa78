"""The lines of a report: each register of a site with what it showed and used, one for each tenant it had in that time."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Avg, Count, Max, Min, OuterRef, Q, QuerySet, Subquery

from harimi.service.meters.models import Register, RegisterSetting, Site
from harimi.service.readings.models import TRUSTED, Exchange, Reading
from harimi.service.readings.report_parts import Part, Parts
from harimi.service.readings.report_period import Period
from harimi.service.readings.report_usage import Used, used_of
from harimi.service.readings.totals import Totals

GOOD = Q(state__in=TRUSTED, value__isnull=False)
COUNTED = ("estimated", "corrected", "unreadable")
"""States of which a report says how many readings have them."""


@dataclass(frozen=True, slots=True)
class Value:
    """What a register showed at a moment, scaled, and how far that is to be believed."""

    at: datetime
    value: int
    state: str
    attempt: int | None


@dataclass(frozen=True, slots=True)
class Range:
    """Within what a gauge stood, scaled."""

    low: int | None = None
    high: int | None = None
    average: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A register in the part of the period that `tenant` had it; `used` and `before` in units of `usage_decimals` decimals.

    `before` is what it used in the period before, and `compared` what of our own is compared with it: less than all where the
    period is not over. Both are None where readings do not reach over them.
    """

    register: Register
    part: Part
    serial: str
    multiplier: Decimal
    first: Value | None
    last: Value | None
    used: int | None
    compared: int | None = None
    before: int | None = None
    year_ago: tuple[int, int] | None = None
    counts: dict[str, int] = field(default_factory=dict)
    range: Range = Range()
    split: bool = False
    """Whether the register has other lines too; what it is compared with then stands in its first one, for all of them."""

    @property
    def change(self) -> float | None:
        """How many times as much as in the period before."""
        return self.compared / self.before if self.compared is not None and self.before and not self.split else None


def lines_of(site: Site, period: Period, now: datetime, parts: Parts) -> list[Line]:
    """See `Line`; in no order. A handful of queries however many meters there are, and some more for each change of tenant."""
    registers = list(_registers(site, period))
    used, counts, gauges = used_of(registers, period, now), _counts(site, period), _ranges(site, period)
    serials, multipliers = _serials(site, period), _multipliers(site, period)
    found: list[Line] = []
    for register in registers:
        mine = parts.get(register.meter_id, [Part(None, "", period.start, period.end)])
        whole = _whole(register, mine[0], used[register.pk])
        more: dict[str, Any] = {
            "serial": serials.get(register.pk, register.meter.serial),
            "multiplier": multipliers.get(register.pk, register.multiplier),
            "range": gauges.get(register.pk, Range()),
        }
        if len(mine) == 1:
            found.append(Line(**whole, **more, counts=counts.get(register.pk, {})))
        else:
            found += [Line(**(whole | one if one["part"] is mine[0] else one), **more) for one in _split(register, mine, used)]
    return [one for one in found if one.first is not None or one.used is not None or _hung(one.register, period)]


def _hung(register: Register, period: Period) -> bool:
    """Whether the meter was there in that time, though nothing was read."""
    retired = register.meter.retired_at
    return register.meter.created_at < period.end and (retired is None or retired > period.start)


def _registers(site: Site, period: Period) -> QuerySet[Register]:
    inside = Reading.objects.filter(GOOD, register=OuterRef("pk"), at__gte=period.start, at__lt=period.end)
    whenever = Reading.objects.filter(GOOD, register=OuterRef("pk"))
    asked = {
        f"{name}_{column}": Subquery(inside.order_by(order).values(column)[:1])
        for name, order in (("first", "at"), ("last", "-at"))
        for column in ("at", "value", "state", "attempt_id")
    }
    reach = {name: Subquery(whenever.order_by(order).values("at")[:1]) for name, order in (("since", "at"), ("until", "-at"))}
    return Register.objects.filter(meter__site=site).select_related("meter").annotate(**asked, **reach).order_by("pk")


def _whole(register: Register, part: Part, used: Used) -> dict[str, Any]:
    return {
        "register": register,
        "part": part,
        "first": _annotated(register, "first"),
        "last": _annotated(register, "last"),
        "used": used.amount if register.counts_up else None,
        "compared": used.compared,
        "before": used.before,
        "year_ago": used.year_ago,
    }


def _annotated(register: Register, name: str) -> Value | None:
    at, value, state, attempt = (getattr(register, f"{name}_{one}") for one in ("at", "value", "state", "attempt_id"))
    return None if at is None else Value(at, value, state, attempt)


def _split(register: Register, parts: list[Part], used: Mapping[UUID, Used]) -> Iterator[dict[str, Any]]:
    """A line for each part; the last has what is left, so that they add up to the total."""
    totals, left = Totals(register), used[register.pk].amount
    for part in parts:
        last = part is parts[-1]
        amount = left if last else totals.between(part.since, part.until)
        left = left if amount is None or left is None else left - amount
        rows = Reading.objects.filter(register=register, at__gte=part.since, at__lt=part.until)
        yield {
            "register": register,
            "part": part,
            "first": _one(rows.filter(GOOD).order_by("at")),
            "last": _one(rows.filter(GOOD).order_by("-at")),
            "used": amount if register.counts_up else None,
            "counts": _by_state(rows.values_list("state").annotate(n=Count("at"))),
            "split": True,
        }


def _one(rows: QuerySet[Reading]) -> Value | None:
    found = rows.values_list("at", "value", "state", "attempt_id").first()
    return None if found is None else Value(found[0], found[1] or 0, found[2], found[3])


def _by_state(rows: Iterable[tuple[str, int]]) -> dict[str, int]:
    return {state: n for state, n in rows if state in COUNTED}


def _counts(site: Site, period: Period) -> dict[UUID, dict[str, int]]:
    inside = Reading.objects.filter(register__meter__site=site, at__gte=period.start, at__lt=period.end, state__in=COUNTED)
    found: dict[UUID, dict[str, int]] = {}
    for register, state, n in inside.values_list("register", "state").annotate(n=Count("at")):
        found.setdefault(register, {})[state] = n
    return found


def _ranges(site: Site, period: Period) -> dict[UUID, Range]:
    gauges = Reading.objects.filter(GOOD, register__meter__site=site, register__kind=Register.Kind.GAUGE)
    inside = gauges.filter(at__gte=period.start, at__lt=period.end).values_list("register")
    rows = inside.annotate(low=Min("value"), high=Max("value"), average=Avg("value"))
    return {register: Range(low, high, float(average)) for register, low, high, average in rows}


def _serials(site: Site, period: Period) -> dict[UUID, str]:
    """Of those that were exchanged since: the number of the instrument that hung there when the period ended."""
    later = Exchange.objects.filter(register__meter__site=site, at__gte=period.end).order_by("-at")
    return dict(later.values_list("register_id", "serial"))


def _multipliers(site: Site, period: Period) -> dict[UUID, Decimal]:
    """Of those whose multiplier was another one when the period ended."""
    later = RegisterSetting.objects.filter(register__meter__site=site, until__gte=period.end).order_by("-until")
    return dict(later.values_list("register_id", "multiplier"))
