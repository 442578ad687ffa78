"""Tenants: who uses what meters count, and from when to when."""

from datetime import UTC, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query
from pydantic import BaseModel, Field

from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.api.v1.caller import Caller, allowed, found, refused
from harimi.service.api.v1.calls import Subject, unchanged
from harimi.service.api.v1.meters import meters_of
from harimi.service.api.v1.paging import Paging, part_of
from harimi.service.api.v1.words import Listed, Name, Sent, Then
from harimi.service.meters.models import Tenancy as TenancyRow
from harimi.service.meters.models import Tenant as TenantRow
from harimi.service.meters.places import TenancyError, let, new_tenant, rename_tenant

tenant_calls = Subject("tenants", "Who uses what some meters count: somebody who rents rooms, a shop, a department.")


class Tenancy(BaseModel):
    """A tenant has the use of a meter from `since` until `until`, null where that goes on."""

    meter_id: UUID
    tenant_id: UUID
    since: datetime
    until: datetime | None


class Tenant(BaseModel):
    """Somebody who uses what some meters count, and which from when to when."""

    id: UUID
    name: str
    created_at: datetime
    tenancies: list[Tenancy]


class Tenants(Listed):
    """A page of tenants."""

    data: list[Tenant]


class Tenancies(Listed):
    """A page of times in which a meter was let, newest first."""

    data: list[Tenancy]


class Named(Sent):
    """How a tenant is called."""

    name: Name = Field(examples=["Room 201"])


class Let(Sent):
    """To whom a meter is let, null for nobody, and from when on; from now on where that is left out."""

    tenant_id: UUID | None
    since: Then | None = None


@tenant_calls.get("/tenants", Scope.PEOPLE_READ, Tenants)
def list_tenants(request: HttpRequest, paging: Query[Paging]) -> Tenants:
    """All tenants with their meters."""
    part = part_of(request, _tenants(allowed(request, Action.CHANGE_TENANTS)), ("id",), paging)
    return Tenants(data=[_told(one) for one in part.rows], next=part.next)


@tenant_calls.make("/tenants", Scope.PEOPLE_WRITE, Tenant, also=())
def make_tenant(request: HttpRequest, body: Named) -> Tenant:
    """Makes a tenant, who has no meter yet."""
    who = allowed(request, Action.CHANGE_TENANTS)
    return _told(new_tenant(who.organization, body.name, actor=who.user))


@tenant_calls.get("/tenants/{tenant_id}", Scope.PEOPLE_READ, Tenant, missing=True)
def get_tenant(request: HttpRequest, tenant_id: UUID) -> Tenant:
    """One tenant."""
    return _told(found(_tenants(allowed(request, Action.CHANGE_TENANTS)), pk=tenant_id))


@tenant_calls.change("/tenants/{tenant_id}", Scope.PEOPLE_WRITE, Tenant)
def change_tenant(request: HttpRequest, tenant_id: UUID, body: Named) -> Tenant:
    """Names a tenant otherwise."""
    who = allowed(request, Action.CHANGE_TENANTS)
    row = found(_tenants(who), pk=tenant_id)
    unchanged(request, _told(row))
    rename_tenant(row, body.name, actor=who.user)
    return _told(row)


@tenant_calls.get("/meters/{meter_id}/tenancies", Scope.PEOPLE_READ, Tenancies, missing=True)
def list_tenancies(request: HttpRequest, meter_id: UUID, paging: Query[Paging]) -> Tenancies:
    """To whom a meter was let, newest first."""
    meter = found(meters_of(allowed(request, Action.CHANGE_TENANTS)), pk=meter_id)
    part = part_of(request, meter.tenancies.all(), ("-since", "-pk"), paging)
    return Tenancies(data=[_dated(one) for one in part.rows], next=part.next)


@tenant_calls.send("/meters/{meter_id}/tenant", Scope.PEOPLE_WRITE, Tenancies)
def let_meter(request: HttpRequest, meter_id: UUID, body: Let) -> Tenancies:
    """Lets a meter to a tenant, or to nobody. Whoever had it has it until then; twice the same changes nothing."""
    who = allowed(request, Action.CHANGE_TENANTS)
    who.need(Action.CHANGE_METERS)
    meter = found(meters_of(who), pk=meter_id)
    tenant = None if body.tenant_id is None else found(_tenants(who), pk=body.tenant_id)
    try:
        let(meter, tenant, body.since or timezone.now(), actor=who.user)
    except TenancyError as error:
        raise refused("let_otherwise", error) from error
    newest = meter.tenancies.order_by("-since", "-pk")[:100]
    return Tenancies(data=[_dated(one) for one in newest], next=None)


def _tenants(who: Caller) -> QuerySet[TenantRow]:
    mine = TenantRow.objects.filter(organization=who.organization)
    return mine.select_related("organization").prefetch_related("tenancies")


def _told(row: TenantRow) -> Tenant:
    times = sorted(row.tenancies.all(), key=lambda one: one.since, reverse=True)
    return Tenant(id=row.pk, name=row.name, created_at=row.created_at, tenancies=[_dated(one) for one in times])


def _dated(row: TenancyRow) -> Tenancy:
    until = None if row.until is None else row.until.astimezone(UTC)
    return Tenancy(meter_id=row.meter_id, tenant_id=row.tenant_id, since=row.since.astimezone(UTC), until=until)
