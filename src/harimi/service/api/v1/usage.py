"""What was used, by hour, day and month of the site, and between any two moments."""

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from django.http import HttpRequest
from ninja import Query
from pydantic import BaseModel, Field

from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.api.v1.caller import allowed, found
from harimi.service.api.v1.calls import Subject
from harimi.service.api.v1.paging import Paging, part_of
from harimi.service.api.v1.registers import registers_of
from harimi.service.api.v1.words import Listed, Moment
from harimi.service.meters.models import Register as RegisterRow
from harimi.service.meters.values import plain
from harimi.service.readings.models import Usage as UsageRow
from harimi.service.readings.series import used
from harimi.service.readings.usage import Period, periods

usage_calls = Subject(
    "usage", "What was used: differences of a counter, through exchanges and roll-overs, times its multiplier."
)


class Each(StrEnum):
    """How long each is."""

    HOUR = "hour"
    DAY = "day"
    MONTH = "month"


class UsageAsked(Paging):
    """Which usage."""

    each: Each = Field(Each.DAY, description="By hour, by day, or by month of the site's time zone.")
    since: Moment | None = Field(None, description="What began at this moment or later.")
    until: Moment | None = Field(None, description="What began before this moment.")


class Used(BaseModel):
    """What was used from `start` on, until `end`."""

    start: datetime
    end: datetime
    amount: Decimal


class Usage(Listed):
    """A page of usage, in order of time."""

    unit: str
    data: list[Used]


class Total(BaseModel):
    """What was used between two moments; null where no two readings reach into it."""

    start: datetime
    end: datetime
    unit: str
    amount: Decimal | None


class Span(BaseModel):
    """From when until when."""

    since: Moment = Field(examples=["2026-04-01T00:00:00+09:00"])
    until: Moment = Field(examples=["2026-05-01T00:00:00+09:00"])


@usage_calls.get("/registers/{register_id}/usage", Scope.READINGS_READ, Usage, missing=True)
def list_usage(request: HttpRequest, register_id: UUID, asked: Query[UsageAsked]) -> Usage:
    """What a register used by hour, day or month. Gauges and panels use nothing."""
    register = found(registers_of(allowed(request, Action.SEE)), pk=register_id)
    rows = UsageRow.objects.filter(register=register, period=asked.each.value)
    rows = rows if asked.since is None else rows.filter(start__gte=asked.since)
    rows = rows if asked.until is None else rows.filter(start__lt=asked.until)
    part = part_of(request, rows, ("start",), asked)
    return Usage(data=[_told(register, row) for row in part.rows], next=part.next, unit=register.unit)


@usage_calls.get("/registers/{register_id}/usage/total", Scope.READINGS_READ, Total, missing=True)
def get_total(request: HttpRequest, register_id: UUID, span: Query[Span]) -> Total:
    """What a register used between two moments, to its last unit."""
    register = found(registers_of(allowed(request, Action.SEE)), pk=register_id)
    amount = used(register, span.since, span.until) if register.counts_up and span.since < span.until else None
    told = None if amount is None else plain(amount, register.usage_decimals)
    return Total(start=span.since, end=span.until, unit=register.unit, amount=told)


def _told(register: RegisterRow, row: UsageRow) -> Used:
    _, end = next(periods(Period(row.period), row.start, row.start, register.meter.site.zone))
    return Used(start=row.start.astimezone(UTC), end=end, amount=plain(row.amount, register.usage_decimals))
