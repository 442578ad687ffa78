"""Which register is charged by which tariff, and who shares what it counts."""

from datetime import date
from typing import Annotated
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Query
from pydantic import BaseModel, Field

from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.api.v1.caller import Caller, allowed, found
from harimi.service.api.v1.calls import Subject
from harimi.service.api.v1.paging import Paging, part_of
from harimi.service.api.v1.tariff_words import Day
from harimi.service.api.v1.tariffs import tariff_problem, tariffs_of
from harimi.service.api.v1.words import Listed, Sent, one_of
from harimi.service.letting import tariffs
from harimi.service.letting.models import Sharing as SharingRow
from harimi.service.letting.tariffs import Has, TariffError
from harimi.service.meters.models import Register, Tenant

charged_calls = Subject("charged meters", "Which register is charged by which tariff, and who shares what it counts.")
MOST_WEIGHT = 10**9


class Priced(Sent):
    """By which tariff a register is charged from a day on, null for none."""

    tariff_id: UUID | None
    since: Day


class Part(Sent):
    """Somebody's part: a tenant's, that of whoever has a submeter, or your own where there is neither."""

    tenant_id: UUID | None = None
    submeter_id: UUID | None = None
    weight: int = Field(1, ge=0, le=MOST_WEIGHT)


class Sharing(Sent):
    """From a day on several use what a register counts, and its cost is split by a rule; by `none` it is its tenant's again."""

    rule: Annotated[SharingRow.Rule, one_of(SharingRow.Rule)]
    since: Day
    parts: list[Part] = Field([], max_length=500)


class Charged(BaseModel):
    """A register that can be billed: how it is charged, and shared, in the order of the days."""

    register_id: UUID
    meter_id: UUID
    unit: str
    priced: list[Priced]
    sharings: list[Sharing]


class AllCharged(Listed):
    """A page of them."""

    data: list[Charged]


@charged_calls.get("/charged-registers", Scope.LETTING_READ, AllCharged)
def list_charged(request: HttpRequest, paging: Query[Paging]) -> AllCharged:
    """All registers that count, and how they are charged."""
    part = part_of(request, _registers(allowed(request, Action.MANAGE_LETTING)), ("id",), paging)
    return AllCharged(data=[_told(one) for one in part.rows], next=part.next)


@charged_calls.get("/charged-registers/{register_id}", Scope.LETTING_READ, Charged, missing=True)
def get_charged(request: HttpRequest, register_id: UUID) -> Charged:
    """How one is charged."""
    return _told(found(_registers(allowed(request, Action.MANAGE_LETTING)), pk=register_id))


@charged_calls.send("/charged-registers/{register_id}/tariff", Scope.LETTING_WRITE, Charged)
def price_register(request: HttpRequest, register_id: UUID, body: Priced) -> Charged:
    """Has a register charged by a tariff, or by none, from a day on; twice the same changes nothing."""
    who = allowed(request, Action.MANAGE_LETTING)
    row = found(_registers(who), pk=register_id)
    tariff = found(tariffs_of(who), pk=body.tariff_id) if body.tariff_id else None
    try:
        tariffs.price(row, tariff, body.since, actor=who.user)
    except TariffError as error:
        raise tariff_problem(error) from error
    return _told(found(_registers(who), pk=register_id))


@charged_calls.send("/charged-registers/{register_id}/sharing", Scope.LETTING_WRITE, Charged)
def share_register(request: HttpRequest, register_id: UUID, body: Sharing) -> Charged:
    """Has the cost of a register split from a day on; twice the same changes nothing."""
    who = allowed(request, Action.MANAGE_LETTING)
    row = found(_registers(who), pk=register_id)
    parts = [] if body.rule == SharingRow.Rule.NONE else [_has(who, one) for one in body.parts]
    try:
        tariffs.share(row, body.rule, body.since, parts, actor=who.user)
    except TariffError as error:
        raise tariff_problem(error) from error
    return _told(found(_registers(who), pk=register_id))


def _has(who: Caller, part: Part) -> Has:
    tenants = Tenant.objects.filter(organization=who.organization)
    tenant = found(tenants, pk=part.tenant_id) if part.tenant_id else None
    submeter = found(_registers(who), pk=part.submeter_id) if part.submeter_id else None
    return Has(tenant, submeter, part.weight)


def _registers(who: Caller) -> QuerySet[Register]:
    return tariffs.counters(who.organization).prefetch_related("priced", "sharings__parts")


def _told(row: Register) -> Charged:
    priced = sorted(row.priced.all(), key=_since)
    sharings = sorted(row.sharings.all(), key=_since)
    return Charged(
        register_id=row.pk,
        meter_id=row.meter_id,
        unit=row.unit,
        priced=[Priced(tariff_id=one.tariff_id, since=one.since) for one in priced],
        sharings=[Sharing(rule=SharingRow.Rule(one.rule), since=one.since, parts=_parts(one)) for one in sharings],
    )


def _since(row: object) -> date:
    found: date = row.since  # type: ignore[attr-defined]  # both kinds have it
    return found


def _parts(row: SharingRow) -> list[Part]:
    return [Part(tenant_id=one.tenant_id, submeter_id=one.submeter_id, weight=one.weight) for one in row.parts.all()]
